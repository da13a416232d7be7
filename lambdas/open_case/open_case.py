"""The use case: what is held for a person becomes a case, once, however often the alert comes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.desk_rules import DeskRules
from lambdas.moderation.domain.errors import Conflict, Permanent, Retryable
from lambdas.moderation.domain.opening import opened
from lambdas.moderation.domain.seniors import is_for_seniors
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports import Contents, Counter, Mailbox, Policies
from lambdas.moderation.ports.desk import Cases, CaseWrite
from lambdas.open_case.message import content_of

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Opens the case of a content that is in review now, or brings its open case up to date.

    It goes by the content's state as it is, never by the alert, so an alert that comes twice, late
    or out of order does no harm. What cannot be understood is parked with its cause.
    """

    contents: Contents
    cases: Cases
    policies: Policies
    mailbox: Mailbox
    rules: DeskRules
    counter: Counter
    now: Callable[[], datetime]

    def handle(self, body: str) -> None:
        """Opens the case that the alert asks for. Any error leaves it for another try."""
        try:
            content_id = content_of(body)
            self._open(content_id)
        except Permanent as error:
            self.mailbox.park(body, why=f"{error.code}: {error}")
            self.counter.count("MessagesParked")

    def _open(self, content_id: str) -> None:
        for _ in range(_ATTEMPTS):
            state = self.contents.load(content_id)
            if state is None:  # the alert comes after the state: this is another table, or too soon
                raise Retryable("Nothing is known of this content.", code="unknown-content")
            if state.status is not Status.IN_REVIEW:
                return
            change = opened(
                self.cases.load(content_id),
                state,
                self.rules,
                senior_only=is_for_seniors(
                    self.policies.current(), state, self.contents.history(content_id)
                ),
                now=self.now(),
            )
            if change is None:
                self.counter.count("DuplicateEvents")
                return
            case, event = change
            try:
                self.cases.save(CaseWrite(case=case, events=(event,)))
            except Conflict:
                continue
            self.counter.count("CasesOpened")
            return
        raise Retryable("The case keeps changing.", code="contended")
