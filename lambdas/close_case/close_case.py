"""The use case: the case of a content that is gone, or decided meanwhile, closes by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.errors import Conflict, Retryable
from lambdas.moderation.domain.opening import closed
from lambdas.moderation.ports import Contents, Counter
from lambdas.moderation.ports.desk import Cases, CaseWrite

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase:
    """Closes a case that has nothing left to decide; safe to repeat, late, and out of order.

    It goes by case and state as they are. Who holds the case learns of it with their next step.
    """

    contents: Contents
    cases: Cases
    counter: Counter
    now: Callable[[], datetime]

    def close(self, content_id: str) -> None:
        """Closes the content's case if that is to be. Errors leave it for another try."""
        for _ in range(_ATTEMPTS):
            case = self.cases.load(content_id)
            if case is None or case.status.is_over:
                return
            state = self.contents.load(content_id)
            change = state and closed(case, state, self.now())
            if not change:
                return
            after, event = change
            try:
                self.cases.save(CaseWrite(case=after, events=(event,)))
            except Conflict:
                continue
            self.counter.count("CasesClosed")
            return
        raise Retryable("The case keeps changing.", code="contended")
