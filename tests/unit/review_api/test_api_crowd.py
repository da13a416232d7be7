"""Twenty people take five hundred cases at once; some of them are killed on the way."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from lambdas.moderation.domain.case import CaseStatus
from lambdas.moderation.domain.errors import ModerationError
from lambdas.moderation.domain.person import Role
from lambdas.review_api.asked import Asked
from lambdas.review_api.deciding import decide
from lambdas.review_api.taking import take_next
from tests.unit.review_api.rig import Rig

PEOPLE, CASES = 20, 500
SEVERITIES = ("low", "medium", "high", "critical")
ROLES = frozenset({Role.MODERATOR})


def work(rig: Rig, person_id: str, start: Barrier, killed_every: int) -> list[str]:
    """Takes and decides until there is nothing more; sometimes dies with a case in hand."""
    start.wait()
    done: list[str] = []
    for turn in range(10 * CASES):
        asked = Asked(who=person_id, roles=ROLES, arguments={"queue": "general"})
        try:
            taken = take_next(rig.desk, asked)
        except ModerationError as error:
            assert error.code == "contended", error
            continue
        if taken is None:
            return done
        if killed_every and turn % killed_every == killed_every - 1:
            continue
        case = taken["case"]
        body = {"token": case["token"], "decision": "reject", "clause": "weapons"}
        arguments = {"content_id": case["content_id"]}
        decide(rig.desk, Asked(who=person_id, roles=ROLES, arguments=arguments, body=body))
        done.append(case["content_id"])
    raise AssertionError("It never ended.")


def everybody(rig: Rig, killed_every: int) -> Counter[str]:
    """All of them at once; how often each content was decided."""
    start = Barrier(PEOPLE)
    with ThreadPoolExecutor(PEOPLE) as pool:
        runs = [
            pool.submit(work, rig, f"person-{number}", start, killed_every)
            for number in range(PEOPLE)
        ]
    return Counter(content_id for run in runs for content_id in run.result())


@pytest.mark.parametrize("killed_every", [0, 7])
def test_each_case_is_decided_once_and_none_is_lost(killed_every: int) -> None:
    rig = Rig()
    ids = {rig.world.hold(f"{number}.jpg", SEVERITIES[number % 4]) for number in range(CASES)}
    decided = everybody(rig, killed_every)
    while len(decided) < CASES:  # those of the killed come back
        rig.clock.pass_by(minutes=11)
        decided += everybody(rig, 0)
    assert decided == Counter(dict.fromkeys(ids, 1))
    assert rig.counter["CasesDecided"] == CASES
    for content_id in ids:
        assert rig.world.case(content_id).status is CaseStatus.DECIDED
        assert rig.world.state(content_id).revision == 2
        kinds = rig.world.kinds(content_id)
        assert kinds.count("case_claimed") == rig.world.case(content_id).token
    people = rig.world.people.everybody()
    tallies = [person.days["2026-11-24"].decided for person in people if person.days]
    assert sum(tallies) == CASES


def test_one_person_in_many_windows_loses_nothing_either() -> None:
    rig = Rig()
    ids = {rig.world.hold(f"{number}.jpg") for number in range(60)}
    start = Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(work, rig, "ana", start, 0) for _ in range(8)]
    assert Counter(each for run in runs for each in run.result()) == Counter(dict.fromkeys(ids, 1))
    shift = rig.world.people.load("ana").shift
    assert shift is not None
    assert sum(shift.items.values()) == 60
