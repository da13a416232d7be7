"""Cases in memory, beside the contents that they are about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from lambdas.moderation.aws.attributes import to_time
from lambdas.moderation.aws.cursors import from_cursor, to_cursor
from lambdas.moderation.domain.case import Case, CaseStatus
from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Severity
from lambdas.moderation.ports.desk import AuditPage, CaseWrite, Line, Page, QueueCount, Request
from tests.fakes.contents import FakeContents
from tests.fakes.people import FakePeople
from tests.fakes.trouble import Trouble

_WAITING = {CaseStatus.CLAIMED, CaseStatus.ON_HOLD}


@dataclass
class FakeCases:
    """Cases by content id, and requests. Methods for `trouble`: as the port's.

    A write is all or nothing, states and people included: it takes those fakes. With `lag`, the
    lists and counts see cases as they were at the last `catch_up`, as the table's index may. `in`,
    `len` and iteration speak of the cases as they are. Safe for threads.
    """

    contents: FakeContents = field(default_factory=FakeContents)
    people: FakePeople = field(default_factory=FakePeople)
    trouble: Trouble = field(default_factory=Trouble)
    saves: int = 0
    lag: bool = False
    _cases: dict[str, Case] = field(default_factory=dict)
    _index: dict[str, Case] = field(default_factory=dict)
    _requests: dict[tuple[str, str], Request] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __contains__(self, content_id: str) -> bool:
        return content_id in self._cases

    def __len__(self) -> int:
        return len(self._cases)

    def __iter__(self) -> Iterator[Case]:
        return iter(list(self._cases.values()))

    def catch_up(self) -> None:
        """The index shows all cases as they are."""
        with self._lock:
            self._index = dict(self._cases)

    def load(self, content_id: str) -> Case | None:
        """As the port says."""
        with self.trouble.around("load"):
            return self._cases.get(content_id)

    def save(self, write: CaseWrite) -> None:
        """As the port says: checks all conditions before anything is written."""
        case, state, person = write.case, write.state, write.person
        asked = write.request and (write.request.person_id, write.request.key)
        with self.trouble.around("save"), self._lock, self.contents.lock, self.people.lock:
            stored = self._cases.get(case.content_id)
            _check(case.write, stored.write if stored else 0)
            if state is not None:
                _check(state.write, self.contents.stored_write(case.content_id))
            if person is not None:
                _check(person.write, self.people.stored_write(person.person_id))
            if asked in self._requests:
                raise Conflict("That request is on record.", code="state-changed")
            self._cases[case.content_id] = case
            self.contents.put(case.content_id, state, write.events)
            if person is not None:
                self.people.put(person)
            if asked and write.request:
                self._requests[asked] = write.request
            self.saves += 1

    def request(self, person_id: str, key: str) -> Request | None:
        """As the port says."""
        with self.trouble.around("request"):
            return self._requests.get((person_id, key))

    def open_in(self, queue: str) -> Iterator[str]:
        """As the port says."""
        with self.trouble.around("open_in"):
            return iter([content_id for _, content_id in self._open(queue)])

    def page_of(self, queue: str, *, limit: int, cursor: str | None) -> Page:
        """As the port says."""
        place = f"queue/{queue}"
        with self.trouble.around("page_of"):
            after = tuple(from_cursor(cursor, place, 2)) if cursor is not None else ("", "")
            rest = [each for each in self._open(queue) if each > after]
        more = to_cursor(place, rest[limit - 1]) if len(rest) > limit else None
        return Page(tuple(content_id for _, content_id in rest[:limit]), more)

    def lapsed_in(self, queue: str, now: datetime, *, limit: int) -> list[str]:
        """As the port says."""
        with self.trouble.around("lapsed_in"):
            over = sorted(
                (case.until or case.opened_at, case.content_id)
                for case in self._indexed()
                if case.queue == queue and case.status in _WAITING
            )
        return [content_id for until, content_id in over if until <= now][:limit]

    def count(self, queue: str, severity: Severity, now: datetime) -> QueueCount:
        """As the port says; there are never too many."""
        with self.trouble.around("count"):
            due = sorted(
                case.due_at
                for case in self._indexed()
                if case.queue == queue
                and case.severity is severity
                and case.status is CaseStatus.OPEN
            )
        return QueueCount(
            severity=severity,
            open=len(due),
            overdue=sum(at < now for at in due),
            oldest_due_at=due[0] if due else None,
        )

    def by_uploader(self, uploader_id: str, *, limit: int) -> list[Line]:
        """As the port says."""
        with self.trouble.around("by_uploader"):
            found = [
                line
                for line in self.contents.lines()
                if line.event.kind is EventKind.VERDICT
                and line.event.upload is not None
                and line.event.upload.uploader_id == uploader_id
                and (line.event.status.is_flagged or "clause" in line.event.details)
            ]
        return sorted(found, key=lambda line: line.event.at, reverse=True)[:limit]

    def audit(self, day: str, *, limit: int, cursor: str | None) -> AuditPage:
        """As the port says; oldest first."""
        place = f"day/{day}"
        with self.trouble.around("audit"):
            start = int(from_cursor(cursor, place, 1)[0]) if cursor is not None else 0
            found = [
                line
                for line in self.contents.lines()
                if to_time(line.event.at).startswith(day)
                and (line.event.kind is EventKind.VERDICT or line.event.kind.is_of_case)
            ]
        end = start + limit
        more = to_cursor(place, [str(end)]) if len(found) > end else None
        return AuditPage(tuple(found[start:end]), more)

    def _open(self, queue: str) -> Sequence[tuple[str, str]]:
        """Where each open case is in the index, in order."""
        return sorted(
            (f"{case.urgency}#{to_time(case.due_at)}", case.content_id)
            for case in self._indexed()
            if case.status is CaseStatus.OPEN and case.queue == queue
        )

    def _indexed(self) -> list[Case]:
        return list((self._index if self.lag else self._cases).values())


def _check(write: int, stored: int) -> None:
    if write != stored + 1:
        raise Conflict("The state was written meanwhile.", code="state-changed")
