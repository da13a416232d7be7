"""`enforce_verdict` with fakes around it that note in which order they are spoken to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from lambdas.enforce_verdict.enforce_verdict import EnforceVerdict
from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import (
    Decision,
    arrived,
    sent_through_again,
    with_gone,
    with_rescreen,
    with_verdict,
)
from lambdas.moderation.domain.verdict import Action, Reason, Status, judge
from tests.fakes import FakeAnnouncer, FakeContents, FakeCounter, FakeGate, Trouble

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CONTENT = Content("uploads-test", "photos/garden.jpg", "3sL4kqtJlcpXroDTDmJ")
UPLOAD = Upload(media_type=MediaType.JPEG, size=1_234, uploader_id="user-7")
ACTION_OF = {
    Status.APPROVED: Action.APPROVE,
    Status.IN_REVIEW: Action.REVIEW,
    Status.REJECTED: Action.REJECT,
}
VERDICTS = list(ACTION_OF)


@dataclass
class NotingTrouble(Trouble):
    """Trouble that also notes each effect that took place, in order."""

    notes: list[str] = field(default_factory=list)

    @contextmanager
    def around(self, method: str) -> Iterator[None]:
        """As `Trouble` says."""
        with super().around(method):
            yield
            self.notes.append(method)


@dataclass
class Rig:
    """The use case and all that it speaks to. `notes` are the calls that took effect."""

    notes: list[str] = field(default_factory=list)
    now: datetime = START

    def __post_init__(self) -> None:
        self.contents = FakeContents(trouble=NotingTrouble(notes=self.notes))
        self.gate = FakeGate(trouble=NotingTrouble(notes=self.notes))
        self.announcer = FakeAnnouncer(trouble=NotingTrouble(notes=self.notes))
        self.counter = FakeCounter()
        self.use_case = EnforceVerdict(
            contents=self.contents,
            gate=self.gate,
            announcer=self.announcer,
            counter=self.counter,
            now=lambda: self.now,
        )

    def enforce(self) -> None:
        """What a record of the table's stream asks for."""
        self.use_case.enforce(CONTENT.content_id)

    def state(self) -> ContentState:
        """The stored state."""
        state = self.contents.load(CONTENT.content_id)
        assert state is not None
        return state

    def decide(self, status: Status) -> ContentState:
        """Another screening comes to that verdict."""
        before = self.contents.load(CONTENT.content_id)
        reason = Reason(rule="a-rule", action=ACTION_OF[status], text="Because.")
        change = with_verdict(
            before,
            content=CONTENT,
            upload=UPLOAD,
            decision=Decision(
                judgement=judge([reason], profile="default"),
                evidence=Evidence(calls={"DetectLabels": 1}),
                policy_version="3f9a1c27b04d",
                decider="policy@3f9a1c27b04d",
                screening=before.screened + 1 if before else 1,
            ),
            now=self.now,
        )
        assert change is not None
        self.contents.save(*change)
        return self.state()

    def arrive(self) -> None:
        """A content without a verdict is stored."""
        state = arrived(CONTENT, UPLOAD, self.now)
        change = with_rescreen(state, who="ana", why="", now=self.now)
        assert change is not None
        self.contents.save(*change)

    def ask_again(self) -> None:
        """A person asks for another screening."""
        change = with_rescreen(self.state(), who="ana", why="", now=self.now)
        assert change is not None
        self.contents.save(*change)

    def delete(self) -> None:
        """The content is gone."""
        change = with_gone(self.state(), self.now)
        assert change is not None
        self.contents.save(*change)

    def sweep(self) -> None:
        """The sweep sends the content through again."""
        self.contents.save(sent_through_again(self.state(), self.now))

    def later(self, **time: float) -> None:
        """Time passes."""
        self.now += timedelta(**time)
