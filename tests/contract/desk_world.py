"""A desk whose every write is checked against a book of its own: who holds what, and until when."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from lambdas.moderation.domain.case import Case, CaseKind, CaseStatus, is_held_by, lapsed, why_not
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Conflict, Refused
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports.desk import CaseWrite
from tests.contract.conftest import DeskTables
from tests.unit.desk_domain.desk import ANA, BEN, NOW, RULES, SAM, SUE

PEOPLE = {person.person_id: person for person in (ANA, BEN, SUE, SAM)}
CONTENTS = {
    content.content_id: content
    for content in (Content("uploads-test", key, "v1") for key in ("knife.jpg", "beach.jpg"))
}
FAR = NOW.replace(year=2099)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Lease:
    """Whose the case is, or nobody's while it is on hold."""

    holder: str | None
    token: int
    until: datetime


class DeskWorld:
    """Two contents and four people. Reads may be stale; then a write must change nothing."""

    def __init__(self, desk: DeskTables) -> None:
        self.desk = desk
        self.now = NOW
        self.cases: dict[str, list[Case]] = {content_id: [] for content_id in CONTENTS}
        self.states: dict[str, list[ContentState]] = {content_id: [] for content_id in CONTENTS}
        self.people: dict[str, list[Person]] = {name: [person] for name, person in PEOPLE.items()}
        self.leases: dict[str, Lease] = {}
        self.given: dict[tuple[str, str], list[int]] = {}
        self.events: Counter[str] = Counter()
        self.final: set[tuple[str, int]] = set()
        self.used: set[tuple[str, str]] = set()
        self.decisions: Counter[str] = Counter()

    def case(self, content_id: str, age: int = 0) -> Case | None:
        """The case as it was so many writes ago."""
        return _of_age(self.cases[content_id], age)

    def state(self, content_id: str, age: int = 0) -> ContentState | None:
        """The state as it was so many writes ago."""
        return _of_age(self.states[content_id], age)

    def person(self, name: str, age: int = 0) -> Person:
        """The person as they were so many writes ago."""
        return _of_age(self.people[name], age) or PEOPLE[name]

    def lease(self, content_id: str) -> Lease | None:
        """Who has it, or that it is on hold, if that is not over."""
        lease = self.leases.get(content_id)
        return lease if lease and lease.until > self.now else None

    def has(self, name: str, content_id: str, token: int) -> bool:
        """Whether this person has the claim of that token, as the book says."""
        lease = self.lease(content_id)
        return lease is not None and (lease.holder, lease.token) == (name, token)

    def save_state(self, state: ContentState, event: HistoryEvent | None = None) -> None:
        """What happens to a content beside the desk: always by a fresh read."""
        content_id = state.content.content_id
        self.desk.contents.save(state, event)
        stored = self.desk.contents.load(content_id)
        assert stored is not None
        self.states[content_id].append(stored)
        self.events[content_id] += event is not None

    def attempt(self, content_id: str, make: Callable[[], CaseWrite | None]) -> CaseWrite | None:
        """Whoever tries this changes all of it or nothing; what was written, if anything was."""
        before = self.everything(content_id)
        try:
            write = make()
        except Refused:
            write = None
        if write is None:
            assert self.everything(content_id) == before
            return None
        try:
            self.desk.cases.save(write)
        except Conflict:
            assert self.is_stale(write), "a fresh write is no conflict"
            assert self.everything(content_id) == before
            return None
        assert not self.is_stale(write), "a stale write changes nothing"
        self._note(write)
        return write

    def everything(self, content_id: str) -> list[object]:
        """All that is stored about a content and the people."""
        return [
            self.desk.cases.load(content_id),
            self.desk.contents.load(content_id),
            self.desk.contents.history(content_id),
            self.desk.people.everybody(),
        ]

    def is_stale(self, write: CaseWrite) -> bool:
        """Whether one of what is written was written meanwhile, or the request is on record."""
        content_id, person = write.case.content_id, write.person
        written: list[tuple[int, Case | ContentState | Person | None]] = [
            (write.case.write, self.case(content_id))
        ]
        if write.state is not None:
            written.append((write.state.write, self.state(content_id)))
        if person is not None:
            written.append((person.write, self.person(person.person_id)))
        request = write.request and (write.request.person_id, write.request.key)
        stale = any(number != (kept.write if kept else 0) + 1 for number, kept in written)
        return stale or request in self.used

    def _note(self, write: CaseWrite) -> None:
        """All of it is stored; nothing of what must never change has changed."""
        case, content_id = write.case, write.case.content_id
        before = self.case(content_id)
        assert self.desk.cases.load(content_id) == case
        assert case.token >= (before.token if before else 0)
        assert case.number >= (before.number if before else 0)
        self.cases[content_id].append(case)
        self.events[content_id] += len(write.events)
        history = self.desk.contents.history(content_id)
        assert len(history) == self.events[content_id], "no event is written over another"
        assert all(event in history for event in write.events)
        verdicts = [event.number for event in history if event.kind is EventKind.VERDICT]
        assert verdicts == list(range(1, len(verdicts) + 1))
        if write.state is not None:
            stored = self.desk.contents.load(content_id)
            assert stored == replace(write.state, reasons=stored.reasons if stored else ())
            self.states[content_id].append(write.state)
        if write.person is not None:
            assert self.desk.people.load(write.person.person_id) == write.person
            self.people[write.person.person_id].append(write.person)
        if write.request is not None:
            self.used.add((write.request.person_id, write.request.key))
        if case.status in {CaseStatus.OPEN, CaseStatus.DECIDED, CaseStatus.CLOSED}:
            self.leases.pop(content_id, None)

    def note_decision(self, before: Case, about: ContentState, write: CaseWrite, by: str) -> None:
        """One decision for each number of a case, on what is left to decide, by somebody else."""
        number = (before.content_id, before.number)
        assert number not in self.final
        assert before.content_id not in self.leases, "who decided has it no more"
        assert about.status is not Status.GONE
        if before.kind is CaseKind.REVIEW:
            assert about.status is Status.IN_REVIEW
        elif about.pinned:
            assert by != about.decider, "nobody judges their own decision"
        if write.state is not None:
            assert (write.state.pinned, write.state.decider) == (True, by)
            assert write.state.is_unenforced
        if write.state is not None or write.case.status.is_over:
            self.final.add(number)
        self.decisions[by] += 1
        days = self.person(by).days.values()
        assert sum(day.decided for day in days) == self.decisions[by]

    def check(self) -> None:
        """What holds of the cases at any time."""
        queues, cases = RULES.queue_names, self.desk.cases
        open_ = {queue: list(cases.open_in(queue)) for queue in queues}
        leased = {queue: cases.lapsed_in(queue, FAR, limit=9) for queue in queues}
        over = {queue: cases.lapsed_in(queue, self.now, limit=9) for queue in queues}
        for content_id in CONTENTS:
            case = self.case(content_id)
            if case is None:
                continue
            self._check_holder(case)
            able = [name for name, person in PEOPLE.items() if why_not(case, person) is None]
            assert able or case.status.is_over, "no case waits for nobody"
            here = [] if case.status.is_over else [case.queue]
            is_open = case.status is CaseStatus.OPEN
            assert _where(content_id, open_) == (here if is_open else [])
            assert _where(content_id, leased) == ([] if is_open else here)
            assert _where(content_id, over) == (here if lapsed(case, self.now) else [])

    def _check_holder(self, case: Case) -> None:
        """The book says so too, there is one at most, and they may have it."""
        lease = self.leases.get(case.content_id)
        if case.status is CaseStatus.CLAIMED:
            assert lease == Lease(case.holder, case.token, case.until or FAR)
        if case.status is CaseStatus.ON_HOLD:
            assert lease == Lease(None, case.token, case.until or FAR)
        holders = [name for name in PEOPLE if is_held_by(case, name, self.now)]
        assert len(holders) <= 1
        for name in holders:
            assert name not in case.not_by
            assert PEOPLE[name].leads or not (case.senior_only or case.escalated)


def _where(content_id: str, lists: dict[str, list[str]]) -> list[str]:
    return [queue for queue, found in lists.items() if content_id in found]


def _of_age(kept: list[_T], age: int) -> _T | None:
    return kept[max(len(kept) - 1 - age, 0)] if kept else None
