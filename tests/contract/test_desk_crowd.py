"""Twenty people take five hundred cases at once: each is decided once, none is lost.

On the fake, whose threads meet between any two lines. moto answers one request after the other, so
it would show nothing; the real table's promise is the condition of its transaction, which the other
contract tests hold to; twenty at once on the local cloud are among the end-to-end tests.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import chain
from threading import Barrier

import pytest

from lambdas.moderation.domain.case import Case, CaseStatus
from lambdas.moderation.domain.claiming import claimed
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.deciding import decided
from lambdas.moderation.domain.errors import Conflict, Refused
from lambdas.moderation.domain.person import Person, as_one_write, tallied, took
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports.desk import CaseWrite
from tests.contract.conftest import DeskTables, fake_desk
from tests.unit.desk_domain.desk import HOUR, NOW, RULES, case_of, choice, judged, person

CASES, PEOPLE = 500, 20
AFTER = NOW + HOUR
"""Every claim of those who were killed is over."""


@pytest.fixture(autouse=True)
def _threads_take_turns_all_the_time() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_each_case_is_decided_once_and_those_of_killed_people_come_back() -> None:
    desk = crowded()
    killed = [person(f"killed-{number}") for number in range(5)]
    team = [person(f"mod-{number:02}") for number in range(PEOPLE)]
    together = Barrier(len(team) + len(killed))

    def die(who: Person) -> int:
        together.wait()
        return len([take(desk, who, NOW) for _ in range(7)])

    def work(who: Person) -> int:
        together.wait()
        return work_off(desk, who, NOW) + work_off(desk, who, AFTER)

    with ThreadPoolExecutor(len(team) + len(killed)) as pool:
        dying, working = pool.map(die, killed), pool.map(work, team)
        assert sum(dying) == 35
        assert sum(working) == CASES
    check(desk, team, killed)


def crowded() -> DeskTables:
    """Five hundred contents that are held, each with its case."""
    desk = fake_desk()
    for number in range(CASES):
        state, event = judged(of=Content("uploads-test", f"{number}.jpg", "v1"))
        desk.contents.save(state, event)
        desk.cases.save(CaseWrite(case=case_of(state), events=()))
    return desk


def take(desk: DeskTables, who: Person, now: datetime) -> Case | None:
    """The next case of the queue in this person's hands, as whoever works there asks for it."""
    lapsed = desk.cases.lapsed_in("general", now, limit=10)
    for content_id in chain(lapsed, desk.cases.open_in("general")):
        case, me = desk.cases.load(content_id), desk.people.load(who.person_id)
        me = replace(me, roles=who.roles)
        assert case is not None
        try:
            mine, event = claimed(case, me, RULES, now)
            seen = as_one_write(me, took(me, case.severity, now, 4 * HOUR))
            desk.cases.save(CaseWrite(case=mine, events=(event,), person=seen))
        except (Refused, Conflict):
            continue
        return mine
    return None


def work_off(desk: DeskTables, who: Person, now: datetime) -> int:
    """Takes and decides until nothing is left; how many decisions counted."""
    counted = 0
    while case := take(desk, who, now):
        counted += decide(desk, who, case, now)
    return counted


def decide(desk: DeskTables, who: Person, mine: Case, now: datetime) -> bool:
    """Whether the decision counted; not where the claim was lost meanwhile."""
    while True:
        case, state = desk.cases.load(mine.content_id), desk.contents.load(mine.content_id)
        me = desk.people.load(who.person_id)
        assert case is not None
        assert state is not None
        try:
            made = decided(case, state, who, mine.token, choice(Status.REJECTED, who, now), RULES)
            after = tallied(me, now, decided=1)
            desk.cases.save(
                CaseWrite(case=made.case, events=made.events, state=made.state, person=after)
            )
        except Refused:
            return False
        except Conflict:
            continue
        return True


def check(desk: DeskTables, team: list[Person], killed: list[Person]) -> None:
    """Every case was decided by one person, and everybody's count is right."""
    by: Counter[str] = Counter()
    claims: Counter[str] = Counter()
    for number in range(CASES):
        content_id = Content("uploads-test", f"{number}.jpg", "v1").content_id
        case, history = desk.cases.load(content_id), desk.contents.history(content_id)
        assert case is not None
        assert case.status is CaseStatus.DECIDED
        decisions = [each for each in history if each.kind is EventKind.VERDICT and each.details]
        assert len(decisions) == 1
        by.update(str(event.decider) for event in decisions)
        held = [event for event in history if event.kind is EventKind.CASE_CLAIMED]
        assert [event.details["token"] for event in held] == [
            str(token) for token in range(1, case.token + 1)
        ]
        claims.update(str(event.decider) for event in held)
    assert sum(by.values()) == CASES
    for who in (*team, *killed):
        stored = desk.people.load(who.person_id)
        assert sum(day.decided for day in stored.days.values()) == by[who.person_id]
        assert stored.shift is None or sum(stored.shift.items.values()) == claims[who.person_id]
