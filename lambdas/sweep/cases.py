"""The use case's part about the review desk: cases that wait for somebody past their time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.case import is_free
from lambdas.moderation.domain.errors import ModerationError
from lambdas.moderation.domain.verdict import Severity
from lambdas.moderation.ports import Counter
from lambdas.moderation.ports.desk import Cases

_MOST_LAPSED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepCases:
    """Counts; it changes no case. `queues` are those of the desk."""

    cases: Cases
    queues: tuple[str, ...]
    counter: Counter
    now: Callable[[], datetime]

    def run(self) -> list[ModerationError]:
        """Counts how many cases are overdue and free to be taken, and for how long the oldest is.

        As `CasesOverdue` and `OldestCaseOverdueSeconds`, also when they are 0, and not where they
        could not be read. Of long queues no more than a page is counted for each severity, and of
        claims that ended without a decision no more than 50 in each queue.
        """
        now = self.now()
        try:
            overdue = [each for queue in self.queues for each in self._overdue(queue, now)]
        except ModerationError as error:
            return [error]
        seconds = [(now - oldest).total_seconds() for _, oldest in overdue]
        self.counter.count("CasesOverdue", sum(number for number, _ in overdue))
        self.counter.count("OldestCaseOverdueSeconds", max(seconds, default=0.0))
        return []

    def _overdue(self, queue: str, now: datetime) -> Iterator[tuple[int, datetime]]:
        """How many at a time, and when the first of them was due."""
        for severity in Severity:
            count = self.cases.count(queue, severity, now)
            if count.overdue and count.oldest_due_at:
                yield count.overdue, count.oldest_due_at
        for content_id in self.cases.lapsed_in(queue, now, limit=_MOST_LAPSED):
            case = self.cases.load(content_id)
            if case and is_free(case, now) and case.due_at <= now:
                yield 1, case.due_at
