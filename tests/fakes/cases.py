"""Cases in memory, beside the contents that they are about."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from lambdas.moderation.domain.case import Case, CaseStatus
from lambdas.moderation.domain.errors import Conflict, Permanent
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Severity
from lambdas.moderation.ports.desk import AuditPage, CaseWrite, Line, Page, QueueCount, Request
from tests.fakes.contents import FakeContents
from tests.fakes.people import FakePeople
from tests.fakes.trouble import Trouble

_MARK = "page-"


@dataclass
class FakeCases:
    """Cases by content id, and requests. Methods for `trouble`: as the port's.

    A write is all or nothing, states and people included: it takes those fakes. `in`, `len` and
    iteration speak of the cases. Safe for threads.
    """

    contents: FakeContents = field(default_factory=FakeContents)
    people: FakePeople = field(default_factory=FakePeople)
    trouble: Trouble = field(default_factory=Trouble)
    saves: int = 0
    _cases: dict[str, Case] = field(default_factory=dict)
    _requests: dict[tuple[str, str], Request] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __contains__(self, content_id: str) -> bool:
        return content_id in self._cases

    def __len__(self) -> int:
        return len(self._cases)

    def __iter__(self) -> Iterator[Case]:
        return iter(list(self._cases.values()))

    def load(self, content_id: str) -> Case | None:
        """As the port says."""
        with self.trouble.around("load"):
            return self._cases.get(content_id)

    def save(self, write: CaseWrite) -> None:
        """As the port says."""
        case, request = write.case, write.request
        with self.trouble.around("save"), self._lock:
            stored = self._cases.get(case.content_id)
            _check(case.write, stored.write if stored else 0)
            if request is not None and (request.person_id, request.key) in self._requests:
                raise Conflict("That request is on record.", code="state-changed")
            self._save_others(write)
            self._cases[case.content_id] = case
            if request is not None:
                self._requests[request.person_id, request.key] = request
            self.saves += 1

    def _save_others(self, write: CaseWrite) -> None:
        """Checks all conditions before anything is written."""
        if write.state is not None:
            _check(write.state.write, self.contents.stored_write(write.case.content_id))
        if write.person is not None:
            _check(write.person.write, self.people.stored_write(write.person.person_id))
        if write.person is not None:
            self.people.put(write.person)
        self.contents.put(write.case.content_id, write.state, write.events)

    def request(self, person_id: str, key: str) -> Request | None:
        """As the port says."""
        with self.trouble.around("request"):
            return self._requests.get((person_id, key))

    def open_in(self, queue: str) -> Iterator[str]:
        """As the port says."""
        with self.trouble.around("open_in"):
            return iter(self._open(queue))

    def page_of(self, queue: str, *, limit: int, cursor: str | None) -> Page:
        """As the port says."""
        with self.trouble.around("page_of"):
            start = _start(cursor)
            found = self._open(queue)
        more = len(found) > start + limit
        return Page(tuple(found[start : start + limit]), _mark(start + limit) if more else None)

    def lapsed_in(self, queue: str, now: datetime, *, limit: int) -> list[str]:
        """As the port says."""
        waiting = {CaseStatus.CLAIMED, CaseStatus.ON_HOLD}
        with self.trouble.around("lapsed_in"):
            over = sorted(
                (case.until or case.opened_at, case.content_id)
                for case in self
                if case.queue == queue and case.status in waiting
            )
        return [content_id for until, content_id in over if until <= now][:limit]

    def count(self, queue: str, severity: Severity, now: datetime) -> QueueCount:
        """As the port says."""
        with self.trouble.around("count"):
            due = sorted(
                case.due_at
                for case in self
                if case.queue == queue
                and case.severity is severity
                and case.status is CaseStatus.OPEN
            )
        return QueueCount(
            severity=severity,
            open=len(due),
            overdue=sum(at <= now for at in due),
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
        """As the port says."""
        with self.trouble.around("audit"):
            start = _start(cursor)
            found = [
                line
                for line in self.contents.lines()
                if f"{line.event.at:%Y-%m-%d}" == day
                and (line.event.kind is EventKind.VERDICT or line.event.kind.is_of_case)
            ]
        more = len(found) > start + limit
        return AuditPage(
            tuple(found[start : start + limit]), _mark(start + limit) if more else None
        )

    def _open(self, queue: str) -> list[str]:
        waiting = [case for case in self if case.status is CaseStatus.OPEN and case.queue == queue]
        ordered = sorted(waiting, key=lambda each: (each.urgency, each.due_at, each.content_id))
        return [case.content_id for case in ordered]


def _check(write: int, stored: int) -> None:
    if write != stored + 1:
        raise Conflict("The state was written meanwhile.", code="state-changed")


def _mark(place: int) -> str:
    return f"{_MARK}{place}"


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.startswith(_MARK) or not cursor.removeprefix(_MARK).isdecimal():
        raise Permanent("This cursor is not one of this list.", code="bad-cursor")
    return int(cursor.removeprefix(_MARK))
