"""Working on a claim, and not on anybody else's."""

from typing import Any

import pytest

from lambdas.moderation.domain.case import CaseStatus
from lambdas.moderation.domain.person import Person, Role
from tests.unit.review_api.rig import Rig

BODIES: dict[str, dict[str, Any]] = {
    "extend": {},
    "release": {},
    "skip": {},
    "assign": {"to": "ben"},
    "hold": {"until": "2026-11-24T12:00:00Z"},
    "escalate": {},
    "reveal": {},
    "decide": {"decision": "reject", "clause": "weapons"},
}


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    for person_id, role in (("ben", Role.MODERATOR), ("eve", Role.AUDITOR)):
        rig.world.people.save(Person(person_id=person_id, roles=frozenset({role}), write=1))
    return rig


def test_a_claim_is_extended_for_its_whole_time(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.clock.pass_by(minutes=9)
    reply = rig.do("extend", content_id, {"token": token})
    assert reply.json["case"]["until"] == "2026-11-24T09:49:00.000Z"
    assert reply.json["case"]["token"] == token
    assert "case_extended" in rig.world.kinds(content_id)


def test_a_case_is_given_back(rig: Rig) -> None:
    content_id = rig.world.hold()
    reply = rig.do("release", content_id, {"token": rig.claim(content_id)})
    assert (reply.json["status"], reply.json["holder"], reply.json["token"]) == ("open", None, None)


def test_a_case_is_skipped_without_a_penalty_and_counted(rig: Rig) -> None:
    content_id = rig.world.hold()
    reply = rig.do("skip", content_id, {"token": rig.claim(content_id)})
    assert reply.json["status"] == "open"
    assert rig.world.case(content_id).skipped_by == ("ana",)
    assert rig.ask("GET", "/v1/me").json["today"] == {"decided": 0, "late": 0, "skipped": 1}


def test_a_case_is_handed_to_a_colleague(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    reply = rig.do("assign", content_id, {"token": token, "to": "ben"})
    assert (reply.json["holder"], reply.json["mine"], reply.json["token"]) == ("ben", False, None)
    mine = rig.ask("GET", "/v1/cases", as_="ben", mine="true").json["cases"]
    assert [case["token"] for case in mine] == [token + 1]
    shift = rig.world.people.load("ben").shift
    assert shift is not None
    assert sum(shift.items.values()) == 1


@pytest.mark.parametrize("to", ["eve", "nobody", "<b>"])
def test_whoever_takes_no_cases_is_handed_none(rig: Rig, to: str) -> None:
    content_id = rig.world.hold()
    body = {"token": rig.claim(content_id), "to": to}
    assert rig.do("assign", content_id, body).code == "colleague-refused"
    assert rig.world.case(content_id).holder == "ana"


def test_a_case_is_put_off_and_the_note_kept(rig: Rig) -> None:
    content_id = rig.world.hold()
    body = {"token": rig.claim(content_id), "until": "2026-11-24T12:00:00Z", "note": "ask <legal>"}
    reply = rig.do("hold", content_id, body)
    assert (reply.json["status"], reply.json["until"]) == ("on_hold", "2026-11-24T12:00:00.000Z")
    assert rig.look(content_id).json["case"]["note"] == "ask <legal>"


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2026-11-24T09:30:00Z", "hold-time"),
        ("2027-11-24T09:30:00Z", "hold-time"),
        ("2026-11-24T12:00:00", "invalid-input"),
        ("tomorrow", "invalid-input"),
        ("2026-11-24T12:00:00+25:00", "invalid-input"),
        ("9999-12-31T23:59:59-23:59", "hold-time"),
        ("0001-01-01T00:00:00+23:59", "hold-time"),
    ],
)
def test_a_case_is_not_put_off_until_no_time(rig: Rig, until: str, code: str) -> None:
    content_id = rig.world.hold()
    body = {"token": rig.claim(content_id), "until": until}
    assert rig.do("hold", content_id, body).code == code
    assert rig.world.case(content_id).status is CaseStatus.CLAIMED


def test_a_case_is_passed_to_the_seniors(rig: Rig) -> None:
    content_id = rig.world.hold()
    body = {"token": rig.claim(content_id), "note": "I cannot tell"}
    reply = rig.do("escalate", content_id, body)
    assert (reply.json["queue"], reply.json["escalated"]) == ("senior", True)
    assert reply.json["refusal"]["code"] == "seniors-only"
    assert rig.look(content_id, "ana").code == "seniors-only"
    assert rig.look(content_id, "sam", "senior").json["case"]["note"] == "I cannot tell"


@pytest.mark.parametrize("verb", BODIES)
@pytest.mark.parametrize("roles", ["moderator", "senior", "admin"])
def test_nobody_works_on_anothers_claim_but_seniors_who_may_take_it_away(
    rig: Rig, verb: str, roles: str
) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    before = rig.world.case(content_id)
    reply = rig.do(verb, content_id, {"token": token, **BODIES[verb]}, "sam", roles)
    if verb in {"release", "assign"} and roles != "moderator":
        assert reply.status == 200
    else:
        assert (reply.status, reply.code) == (409, "not-yours")
        assert rig.world.case(content_id) == before


@pytest.mark.parametrize("verb", BODIES)
def test_an_old_token_does_nothing(rig: Rig, verb: str) -> None:
    content_id = rig.world.hold()
    old = rig.claim(content_id)
    rig.do("release", content_id, {"token": old})
    rig.claim(content_id)
    before = rig.world.case(content_id)
    reply = rig.do(verb, content_id, {"token": old, **BODIES[verb]})
    assert (reply.status, reply.code) == (409, "old-token")
    assert rig.do(verb, content_id, {"token": old + 7, **BODIES[verb]}).code == "old-token"
    assert rig.world.case(content_id) == before


@pytest.mark.parametrize("verb", BODIES)
def test_after_its_time_a_claim_is_over(rig: Rig, verb: str) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.clock.pass_by(minutes=10)
    reply = rig.do(verb, content_id, {"token": token, **BODIES[verb]})
    assert (reply.status, reply.code) == (409, "claim-expired")
    assert rig.world.state(content_id).status.value == "in_review"


@pytest.mark.parametrize("verb", BODIES)
def test_a_closed_case_is_closed(rig: Rig, verb: str) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.decide(content_id, token)
    assert rig.do(verb, content_id, {"token": token, **BODIES[verb]}).code == "case-closed"


@pytest.mark.parametrize("verb", BODIES)
def test_what_there_is_no_case_of_is_told_so(rig: Rig, verb: str) -> None:
    reply = rig.do(verb, "0" * 32, {"token": 1, **BODIES[verb]})
    assert (reply.status, reply.code) == (404, "no-such-case")


def test_seniors_give_a_free_case_to_somebody(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.do("release", content_id, {"token": rig.claim(content_id)})
    body = {"token": 1, "to": "ben"}
    assert rig.do("assign", content_id, body).code == "not-yours"
    assert rig.do("assign", content_id, body, "sam", "senior").json["holder"] == "ben"
