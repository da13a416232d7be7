"""Taking the next case: which one it is, who may have it, and what happens on the way."""

from datetime import timedelta

import pytest

from lambdas.moderation.domain.case import CaseStatus
from lambdas.moderation.domain.desk_rules import DeskRules, QueueRule
from lambdas.moderation.domain.errors import Conflict, Permanent, Retryable
from lambdas.moderation.domain.person import Role
from lambdas.moderation.domain.verdict import Severity
from tests.unit.review_api.rig import Reply, Rig

TAKE = "/v1/queues/general/claim"
CONFLICT = Conflict("The state was written meanwhile.", code="state-changed")
BUSY = Retryable("Two writes met.", code="table-busy")


@pytest.fixture
def rig() -> Rig:
    return Rig()


def take(rig: Rig, as_: str = "ana", roles: str = "moderator", queue: str = "general") -> Reply:
    """Asks for the next case."""
    return rig.ask("POST", f"/v1/queues/{queue}/claim", {}, as_=as_, roles=roles)


def taken(rig: Rig, as_: str = "ana") -> str:
    """The content whose case comes next."""
    reply = take(rig, as_)
    assert reply.status == 200, reply.body
    return str(reply.json["case"]["content_id"])


def test_the_most_urgent_case_comes_first_then_the_one_due_first(rig: Rig) -> None:
    old_low = rig.world.hold("a.jpg", "low")
    rig.clock.pass_by(minutes=1)
    first = rig.world.hold("b.jpg", "high")
    rig.clock.pass_by(minutes=1)
    critical = rig.world.hold("c.jpg", "critical")
    second = rig.world.hold("d.jpg", "high")
    assert [taken(rig, name) for name in "wxyz"] == [critical, first, second, old_low]
    assert take(rig, "v").status == 204


def test_what_is_claimed_is_told_whole_and_recorded(rig: Rig) -> None:
    content_id = rig.world.hold()
    reply = take(rig)
    case = reply.json["case"]
    assert (case["status"], case["holder"], case["mine"]) == ("claimed", "ana", True)
    assert case["token"] == rig.world.case(content_id).token == 1
    assert case["until"] == "2026-11-24T09:40:00.000Z"
    assert reply.json["reasons"][0]["findings"][0]["label"] == "Weapons"
    assert "case_claimed" in rig.world.kinds(content_id)
    assert rig.counter["CasesClaimed"] == 1


def test_a_claim_counts_as_seen_and_stores_the_roles(rig: Rig) -> None:
    rig.world.hold("a.jpg", "critical")
    rig.world.hold("b.jpg", "high")
    taken(rig)
    taken(rig)
    person = rig.world.people.load("ana")
    assert person.roles == {Role.MODERATOR}
    assert person.shift is not None
    assert person.shift.items == {Severity.CRITICAL: 1, Severity.HIGH: 1}


def test_a_case_of_another_queue_is_not_given() -> None:
    rules = DeskRules(queues=(QueueRule(queue="grave", severities=(Severity.CRITICAL,)),))
    rig = Rig(rules=rules)
    grave = rig.world.hold("a.jpg", "critical")
    usual = rig.world.hold("b.jpg", "high")
    assert taken(rig) == usual
    assert take(rig).status == 204
    assert take(rig, queue="grave").json["case"]["content_id"] == grave


def test_a_case_whose_claim_is_over_comes_again_in_its_place(rig: Rig) -> None:
    urgent = rig.world.hold("a.jpg", "critical")
    rig.claim(urgent, "killed")
    rig.world.hold("b.jpg", "high")
    rig.clock.pass_by(minutes=11)
    reply = take(rig)
    assert reply.json["case"]["content_id"] == urgent
    assert reply.json["case"]["token"] == 2
    assert rig.world.kinds(urgent).count("case_expired") == 1


def test_less_urgent_cases_that_came_back_wait_behind(rig: Rig) -> None:
    low = rig.world.hold("a.jpg", "low")
    rig.claim(low, "killed")
    rig.clock.pass_by(minutes=11)
    urgent = rig.world.hold("b.jpg", "critical")
    assert [taken(rig, "ben"), taken(rig, "cleo")] == [urgent, low]


def test_a_case_on_hold_comes_back_at_its_time(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    until = "2026-11-24T12:30:00+02:00"
    assert rig.do("hold", content_id, {"token": token, "until": until}).status == 200
    assert take(rig, "ben").status == 204
    rig.clock.pass_by(hours=1)
    assert taken(rig, "ben") == content_id


def test_cases_that_do_not_suit_are_passed_over(rig: Rig) -> None:
    viewing = {"blur": True, "grey": True, "autoplay": False}
    rig.ask("PUT", "/v1/me/settings", {"viewing": viewing, "opted_out": ["gore"]})
    gore = rig.world.hold("a.jpg", "critical", category="gore")
    skipped = rig.world.hold("b.jpg", "critical")
    rig.do("skip", skipped, {"token": rig.claim(skipped)})
    decided_before = rig.world.hold("c.jpg", "critical")
    rig.world.change(decided_before, not_by=("ana",))
    left = rig.world.hold("d.jpg", "low")
    assert taken(rig) == left
    assert {taken(rig, "ben") for _ in range(3)} == {gore, skipped, decided_before}


def test_settled_cases_are_closed_on_the_way(rig: Rig) -> None:
    gone = rig.world.hold("a.jpg", "critical")
    rig.world.delete(gone)
    rescreened = rig.world.hold("b.jpg", "critical")
    rig.world.judge("b.jpg")  # held again: its case is still about that content
    left = rig.world.hold("c.jpg", "low")
    assert {taken(rig), taken(rig)} == {rescreened, left}
    assert rig.world.case(gone).status is CaseStatus.CLOSED
    assert "case_closed" in rig.world.kinds(gone)


def test_a_damaged_case_keeps_nobody_from_the_others(rig: Rig) -> None:
    rig.world.hold("a.jpg", "critical")
    left = rig.world.hold("b.jpg", "low")
    rig.world.cases.trouble.before("load", Permanent("Damaged.", code="unreadable-state"))
    assert taken(rig) == left
    assert rig.counter["ConfigurationErrors"] == 1


@pytest.mark.parametrize("error", [CONFLICT, BUSY])
def test_whoever_is_slower_is_given_the_next_one(rig: Rig, error: Exception) -> None:
    first, second = rig.world.hold("a.jpg", "critical"), rig.world.hold("b.jpg", "low")
    save = rig.world.cases.save

    def quicker(write: object) -> None:
        rig.world.cases.save = save  # type: ignore[method-assign]  # once only
        rig.claim(first, "ben")
        raise error

    rig.world.cases.save = quicker  # type: ignore[method-assign]  # somebody comes between
    assert taken(rig) == second
    assert rig.world.case(first).holder == "ben"


def test_a_write_that_met_another_of_ones_own_is_tried_again(rig: Rig) -> None:
    first = rig.world.hold("a.jpg", "critical")
    rig.world.hold("b.jpg", "low")
    rig.world.cases.trouble.before("save", CONFLICT, times=2)
    assert taken(rig) == first


def test_whoever_would_read_for_ever_is_told_to_choose(rig: Rig) -> None:
    for number in range(301):
        rig.world.hold(f"{number}.jpg", category="gore")
    viewing = {"blur": True, "grey": True, "autoplay": False}
    rig.ask("PUT", "/v1/me/settings", {"viewing": viewing, "opted_out": ["gore"]})
    reply = take(rig)
    assert (reply.status, reply.code) == (409, "contended")


def test_a_queue_that_is_no_more_can_be_worked_off(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.world.change(content_id, queue="old")
    assert take(rig, queue="old").json["case"]["content_id"] == content_id
    rig.clock.pass_by(minutes=11)
    assert take(rig, queue="old").json["case"]["content_id"] == content_id
    assert take(rig, queue="older").code == "no-such-queue"


def test_the_seniors_queue_is_for_seniors(rig: Rig) -> None:
    content_id = rig.world.hold(senior_only=True)
    reply = take(rig, queue="senior")
    assert (reply.status, reply.code) == (403, "seniors-only")
    assert rig.counter["PermissionRefusals"] == 1
    for roles in ("senior", "admin"):
        assert take(rig, roles, roles, "senior").status in {200, 204}
    assert rig.world.case(content_id).holder == "senior"


def test_the_cases_that_one_holds_are_listed(rig: Rig) -> None:
    first, second = rig.world.hold("a.jpg"), rig.world.hold("b.jpg")
    given_back = rig.world.hold("c.jpg")
    rig.claim(first)
    rig.clock.pass_by(minutes=1)
    rig.do("release", given_back, {"token": rig.claim(given_back)})
    rig.claim(second)
    rig.claim(rig.world.hold("d.jpg"), "ben")
    mine = rig.ask("GET", "/v1/cases", mine="true").json["cases"]
    assert [case["content_id"] for case in mine] == [first, second]
    rig.clock.pass_by(minutes=9)
    mine = rig.ask("GET", "/v1/cases", mine="true").json["cases"]
    assert [case["content_id"] for case in mine] == [second]


def test_claims_last_as_long_as_the_desk_says() -> None:
    rig = Rig(rules=DeskRules(claim_minutes=3))
    content_id = rig.world.hold()
    rig.claim(content_id)
    assert rig.world.case(content_id).until == rig.clock.now() + timedelta(minutes=3)
