"""The use case: the one door out. A verdict becomes a tag, an alert if flagged, and an event."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.errors import Conflict, Gone, Permanent, Retryable
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.transitions import with_enforced, with_gone
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports import Announcer, Contents, Counter, Gate

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforceVerdict:
    """Applies a content's current verdict; safe to repeat, and to run late or out of order.

    It always goes by the state as it is now, never by what it was told. Tag, alert and event happen
    at least once for a revision that is not overtaken; the tag comes first and is the current
    verdict's. Two runs for one content never overlap, because the table's stream keeps the records
    of one content in order and everybody who wants it enforced goes through the stream.
    """

    contents: Contents
    gate: Gate
    announcer: Announcer
    counter: Counter
    now: Callable[[], datetime]

    def enforce(self, content_id: str) -> None:
        """Enforces the current revision unless that was done. Errors leave it for another try."""
        state = self.contents.load(content_id)
        if state is None or not state.is_unenforced:
            return
        event = self.contents.verdict_event(state)
        if event is not None or state.status is not Status.APPROVED:
            try:
                self.gate.mark(state.content, state.status)
            except Gone:
                self._record_gone(state)
                return
        if event is None:  # an approval that nothing explains opens no gate
            raise Permanent("The verdict's history event is missing.", code="history-missing")
        self._announce(state, event)
        self._record_enforced(state)

    def _announce(self, state: ContentState, event: HistoryEvent) -> None:
        if state.status.is_flagged:
            self.announcer.alert(state, event)
            self.counter.count("AlertsPublished")
        self.announcer.publish(state, event)

    def _record_enforced(self, state: ContentState) -> None:
        """Marks the revision; a newer one, written meanwhile, has a stream record of its own."""
        revision = state.revision
        for _ in range(_ATTEMPTS):
            try:
                self.contents.save(with_enforced(state, revision, self.now()))
            except Conflict:
                current = self.contents.load(state.content.content_id)
                if current is None or current.revision != revision or not current.is_unenforced:
                    return
                state = current
            else:
                self.counter.count("VerdictsEnforced")
                return
        raise Retryable("The content's state keeps changing.", code="contended")

    def _record_gone(self, state: ContentState) -> None:
        change = with_gone(state, self.now())
        if change is None:
            return
        try:
            self.contents.save(*change)
        except Conflict as error:
            raise Retryable("The state changed meanwhile.", code="contended") from error
        self.counter.count("ContentsGone")
