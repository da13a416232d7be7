"""Deciding: all of it is written, or nothing; late ones count; second looks are drawn."""

import pytest

from lambdas.moderation.domain.case import CaseKind, CaseStatus
from lambdas.moderation.domain.desk_rules import DeskRules
from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.person import DayTally
from lambdas.moderation.domain.state import DueKind
from lambdas.moderation.domain.verdict import Severity, Status
from tests.unit.review_api.rig import Rig

TODAY = "2026-11-24"


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.mark.parametrize(
    ("decision", "status"), [("approve", Status.APPROVED), ("reject", Status.REJECTED)]
)
def test_a_decision_is_the_verdict_at_once(rig: Rig, decision: str, status: Status) -> None:
    content_id = rig.world.hold()
    reply = rig.decide(content_id, rig.claim(content_id), decision, note="  Seen <twice>\x07 ")
    assert reply.json["status"] == "decided"
    state = rig.world.state(content_id)
    assert (state.status, state.revision, state.pinned, state.decider) == (status, 2, True, "ana")
    assert state.due is not None
    assert state.due.kind is DueKind.ENFORCE
    assert rig.world.contents.history(content_id)[-1].why == "  Seen <twice>\x07 "
    assert rig.world.case(content_id).status is CaseStatus.DECIDED
    assert rig.world.people.load("ana").days == {TODAY: DayTally(decided=1)}
    assert rig.counter["CasesDecided"] == 1
    assert "CasesLate" not in rig.counter


def test_a_decision_is_shown_with_its_clause(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.decide(content_id, rig.claim(content_id), note="a real one")
    shown = rig.look(content_id, "eve", "auditor").json
    assert shown["case"]["decision"] == {
        "status": "rejected",
        "clause": "weapons",
        "text": "Real weapons.",
        "decider": "ana",
        "at": "2026-11-24T09:30:00.000Z",
        "note": "a real one",
    }
    assert shown["content"]["status"] == "rejected"
    assert shown["reasons"][0]["rule"] == "weapons"


def test_a_line_of_the_log_names_the_content_and_nothing_else(rig: Rig) -> None:
    content_id = rig.world.hold("photos/jane-doe.jpg")
    rig.decide(content_id, rig.claim(content_id), note="jane")
    log = rig.log.getvalue()
    assert log.count("A case was decided") == 1
    assert content_id in log
    for secret in ("jane", "ana", "user-7", "listing-42"):
        assert secret not in log


def test_a_decision_after_its_time_is_late(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.clock.pass_by(minutes=61)
    assert rig.look(content_id).json["case"]["overdue"] is True
    rig.decide(content_id, rig.claim(content_id))
    assert rig.counter["CasesLate"] == 1
    assert rig.world.people.load("ana").days == {TODAY: DayTally(decided=1, late=1)}


@pytest.mark.parametrize(
    ("decision", "clause", "note", "places"),
    [
        ("reject", "harmless", "n", {"clause": "must be one of: other-reject, weapons"}),
        ("approve", "weapons", "n", {"clause": "must be one of: harmless, other-approve"}),
        ("reject", "no-such", "n", {"clause": "must be one of: other-reject, weapons"}),
        ("reject", "other-reject", None, {"note": "must not be empty: this clause asks for one"}),
        ("reject", "other-reject", " \n", {"note": "must not be empty: this clause asks for one"}),
    ],
)
def test_a_clause_must_carry_the_decision(
    rig: Rig, decision: str, clause: str, note: str | None, places: dict[str, str]
) -> None:
    content_id = rig.world.hold()
    body = {"token": rig.claim(content_id), "decision": decision, "clause": clause, "note": note}
    reply = rig.do("decide", content_id, body)
    assert (reply.status, reply.places) == (400, places)
    assert rig.world.state(content_id).status is Status.IN_REVIEW


def test_a_clause_that_asks_for_a_note_takes_one(rig: Rig) -> None:
    content_id = rig.world.hold()
    body = {"token": rig.claim(content_id), "decision": "reject", "clause": "other-reject"}
    assert rig.do("decide", content_id, body | {"note": "spam"}).status == 200


def test_what_is_settled_meanwhile_is_closed_and_told(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.world.delete(content_id)
    reply = rig.decide(content_id, token)
    assert (reply.status, reply.code) == (409, "settled")
    assert rig.world.case(content_id).status is CaseStatus.CLOSED
    assert rig.world.state(content_id).status is Status.GONE
    assert "CasesDecided" not in rig.counter


def test_a_decision_that_met_another_write_is_made_again_and_counts_once(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    conflict = Conflict("The state was written meanwhile.", code="state-changed")
    rig.world.cases.trouble.before("save", conflict, times=3)
    assert rig.decide(content_id, token).status == 200
    assert rig.counter["CasesDecided"] == 1
    assert rig.world.people.load("ana").days[TODAY].decided == 1


def test_a_decision_that_fails_changes_nothing(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    before = (rig.world.case(content_id), rig.world.state(content_id), rig.world.kinds(content_id))
    rig.world.cases.trouble.before("save")
    assert rig.decide(content_id, token).status == 503
    assert before == (
        rig.world.case(content_id),
        rig.world.state(content_id),
        rig.world.kinds(content_id),
    )


@pytest.mark.parametrize(("chance", "kind"), [(0.49, "second_look"), (0.5, "review")])
def test_a_share_of_the_decisions_is_looked_at_again(chance: float, kind: str) -> None:
    rig = Rig(rules=DeskRules(second_look_percent={Severity.HIGH: 50.0}), chance=chance)
    content_id = rig.world.hold()
    rig.decide(content_id, rig.claim(content_id))
    case = rig.world.case(content_id)
    assert case.kind.value == kind
    assert (case.status is CaseStatus.OPEN) == (kind == "second_look")
    assert rig.world.state(content_id).status is Status.REJECTED


def second_look(rig: Rig, first: str) -> str:
    """A decision of ana's that is looked at again; the content's id."""
    content_id = rig.world.hold()
    rig.decide(content_id, rig.claim(content_id), first)
    assert rig.world.case(content_id).kind is CaseKind.SECOND_LOOK
    return content_id


@pytest.fixture
def looking() -> Rig:
    return Rig(rules=DeskRules(second_look_percent={Severity.HIGH: 100.0}))


def test_who_decided_does_not_look_again(looking: Rig) -> None:
    content_id = second_look(looking, "reject")
    assert looking.ask("POST", "/v1/queues/general/claim", {}).status == 204
    assert looking.do("claim", content_id, {}).code == "decided-before"


def test_a_second_look_that_agrees_ends_it(looking: Rig) -> None:
    content_id = second_look(looking, "reject")
    reply = looking.decide(content_id, looking.claim(content_id, "ben"), "reject", as_="ben")
    assert reply.json["status"] == "decided"
    assert looking.world.people.load("ben").days == {TODAY: DayTally(decided=1, agreed=1)}
    assert looking.counter["SecondLooksAgreed"] == 1
    assert looking.world.state(content_id).decider == "ana"


def test_a_second_look_that_disagrees_goes_to_a_senior(looking: Rig) -> None:
    content_id = second_look(looking, "reject")
    reply = looking.decide(content_id, looking.claim(content_id, "ben"), "approve", as_="ben")
    assert (reply.json["status"], reply.json["queue"]) == ("open", "senior")
    assert looking.counter["SecondLooksDisagreed"] == 1
    assert looking.world.people.load("ben").days == {TODAY: DayTally(decided=1, disagreed=1)}
    assert looking.world.state(content_id).status is Status.REJECTED
    token = looking.claim(content_id, "sam", "senior")
    looking.decide(content_id, token, "approve", as_="sam", roles="senior")
    assert looking.world.state(content_id).status is Status.APPROVED
    assert looking.world.state(content_id).decider == "sam"
