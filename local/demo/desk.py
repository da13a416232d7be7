"""The review desk at work: held uploads became cases, a moderator takes them and decides."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cli.desk_world import DeskApi

LEFT_OPEN = 3
"""So many cases the demo leaves for whoever watches it."""

_NOTE = "Decided by the demo's moderator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """One case all the way through the API.

    `before` and `after`: the HTTP status that an application gets on reading that version, the
    latter within a bound after the decision. `steps` are what was done, each with its answer.
    """

    content_id: str
    key: str
    before: int
    after: int
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWork:
    """A moderator's work through the review API, just as the console does it.

    `reads`: what an application gets on reading a content. `readable`: the same, but it waits for
    200 within a bound.
    """

    api: DeskApi
    reads: Callable[[str], int]
    readable: Callable[[str], int]

    def drive(self, content_id: str) -> Driven:
        """Claims a case, reveals the upload, approves it, and waits until it can be read."""
        steps = [("an application reads it", str(before := self.reads(content_id)))]
        detail = self.api.post(f"v1/cases/{content_id}/claim")
        case = detail["case"]
        steps.append(("claim", f"{case['severity']}, {case['category']}, until {case['until']}"))
        link = self.api.post(f"v1/cases/{content_id}/reveal", {"token": case["token"]})
        steps.append(("reveal, on record", f"a link that ends at {link['expires_at']}"))
        steps.append(("decide", self._decide(detail, "approve")))
        begun = time.monotonic()
        after = self.readable(content_id)
        told = f"{after}, {time.monotonic() - begun:.1f} s after the decision"
        steps.append(("an application reads it", told))
        return Driven(
            content_id=content_id,
            key=detail["content"]["key"],
            before=before,
            after=after,
            steps=tuple(steps),
        )

    def work_through(self, content_ids: Sequence[str], decision: str) -> Iterator[str]:
        """Claims and decides these cases one after the other; each id as soon as it is done."""
        for content_id in content_ids:
            self._decide(self.api.post(f"v1/cases/{content_id}/claim"), decision)
            yield content_id

    def _decide(self, detail: Any, decision: str) -> str:
        """Decides by the policy's first clause for it; how, in words."""
        clauses = self.api.get("v1/me")["clauses"]
        clause = next(each for each in clauses if decision in each["for"])
        told = {"token": detail["case"]["token"], "decision": decision, "clause": clause["id"]}
        if clause["note_required"]:
            told["note"] = _NOTE
        self.api.post(f"v1/cases/{detail['content']['content_id']}/decide", told)
        return f"{decision}: {clause['text']}"
