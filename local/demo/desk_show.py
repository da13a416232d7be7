"""The demo's part about people: held uploads became cases, and a moderator works on them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console, RenderableType

from lambdas.moderation.domain.case import Case, CaseStatus
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.verdict import Status
from local.cloud.deploy import step
from local.demo import desk_pages, pages
from local.demo.desk import LEFT_OPEN, DeskWork, Driven
from local.demo.expectations import Difference
from local.demo.journeys import Journeys, reads
from local.demo.screen import show
from local.demo.stage import Stage

_CASES_SECONDS = 30.0
_READ_SECONDS = 20.0
_EVERY_SECONDS = 0.2
_DRIVEN = "animated-png"
_LEFT_OPEN = ("borderline", "avatar", "unknown-label")
_OK = 200


@dataclass(slots=True)
class DeskShow:
    """Shows the cases and decides all but three. `cases` are those that came, by content id."""

    console: Console
    stage: Stage
    journeys: Journeys
    cases: dict[str, Case] = field(default_factory=dict)

    def wait_for_cases(self) -> None:
        """Looks for the case of every upload in review, within a bound, and lists them."""
        held = [each for each in self.journeys.arrived.values() if each.status is Status.IN_REVIEW]
        awaited = {each.content.content_id for each in held}
        deadline = time.monotonic() + _CASES_SECONDS
        with step(self.console, "wait for the cases"):
            while set(self.cases) < awaited and time.monotonic() < deadline:
                for content_id in awaited - set(self.cases):
                    case = self.stage.cases.load(content_id)
                    if case is not None:
                        self.cases[content_id] = case
                time.sleep(_EVERY_SECONDS)
        self._print(pages.title(f"The review desk: {len(self.cases)} cases wait for a person"))
        self._print(pages.note(desk_pages.CASES_EXPLAINED))
        rows = [
            desk_pages.CaseRow(each.content.key, self.cases[each.content.content_id], each.reasons)
            for each in held
            if each.content.content_id in self.cases
        ]
        self._print(desk_pages.cases_table(rows, self.console.width))

    def work(self) -> list[Difference]:
        """One case through the API step by step, the others at once; what went wrong is told."""
        with step(self.console, "sign a moderator in"):
            work = DeskWork(api=self.stage.sign_in(), reads=self._reads, readable=self._readable)
        ids = self._by_name()
        driven = work.drive(ids.pop(_DRIVEN))
        self._print(pages.title("One case, as the console does it: claim, reveal, decide"))
        self._print(desk_pages.steps(driven, self.console.width))
        others = [ids[name] for name in ids if name not in _LEFT_OPEN]
        with step(self.console, f"reject {len(others)} more"):
            done = list(work.work_through(others, "reject"))
        return [*self._unread(driven), *self._still_open(), *self._readable_though_rejected(done)]

    def _by_name(self) -> dict[str, str]:
        """The content ids of the cases by the sample's name."""
        uploaded = self.journeys.uploaded
        ids = {name: each.content.content_id for name, each in uploaded.items()}
        return {name: content_id for name, content_id in ids.items() if content_id in self.cases}

    def _unread(self, driven: Driven) -> list[Difference]:
        pair = (driven.before, driven.after)
        if pair == (403, _OK):
            return []
        got = f"{pair[0]}, then {pair[1]}"
        return [_difference(driven.key, "app reads", "403, then 200", got)]

    def _still_open(self) -> list[Difference]:
        found = (self.stage.cases.load(content_id) for content_id in self.cases)
        still = [each for each in found if each and each.status is CaseStatus.OPEN]
        if len(still) == LEFT_OPEN:
            return []
        return [_difference("the review desk", "open cases", str(LEFT_OPEN), str(len(still)))]

    def _readable_though_rejected(self, content_ids: list[str]) -> list[Difference]:
        read = {content_id: self._reads(content_id) for content_id in content_ids}
        return [
            _difference(self._content_of()[content_id].key, "app reads", "403", str(status))
            for content_id, status in read.items()
            if status == _OK
        ]

    def _content_of(self) -> Mapping[str, Content]:
        return {each.content.content_id: each.content for each in self.journeys.uploaded.values()}

    def _reads(self, content_id: str) -> int:
        return reads(self.stage, self._content_of()[content_id])

    def _readable(self, content_id: str) -> int:
        deadline = time.monotonic() + _READ_SECONDS
        while (status := self._reads(content_id)) != _OK and time.monotonic() < deadline:
            time.sleep(_EVERY_SECONDS)
        return status

    def _print(self, what: RenderableType) -> None:
        show(self.console, what)


def _difference(key: str, what: str, expected: str, got: str) -> Difference:
    return Difference(key=key, what=what, expected=expected, got=got)
