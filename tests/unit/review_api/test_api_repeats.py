"""Idempotency keys: what is sent again is done once, and answered with the case as it is."""

from typing import Any

import pytest

from lambdas.moderation.domain.errors import Conflict, Retryable
from lambdas.moderation.domain.person import Person, Role
from tests.unit.review_api.rig import Rig

KEY = "a-key-of-ana-1"
VERBS: dict[str, dict[str, Any]] = {
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
    roles = frozenset({Role.MODERATOR})
    rig.world.people.save(Person(person_id="ben", roles=roles, write=1))
    return rig


@pytest.mark.parametrize("verb", VERBS)
def test_a_repeat_changes_nothing(rig: Rig, verb: str) -> None:
    content_id = rig.world.hold()
    path = f"/v1/cases/{content_id}/{verb}"
    body = {"token": rig.claim(content_id), **VERBS[verb]}
    first = rig.ask("POST", path, body, key=KEY)
    assert first.status == 200
    before = (rig.world.case(content_id), rig.world.kinds(content_id), dict(rig.counter.counts))
    person = rig.world.people.load("ana")
    again = rig.ask("POST", path, body, key=KEY)
    assert (again.status, again.json) == (200, first.json)
    assert rig.world.people.load("ana") == person
    assert before == (
        rig.world.case(content_id),
        rig.world.kinds(content_id),
        dict(rig.counter.counts),
    )


@pytest.mark.parametrize("verb", VERBS)
def test_a_write_whose_answer_was_lost_is_answered_on_its_repeat(rig: Rig, verb: str) -> None:
    content_id = rig.world.hold()
    path = f"/v1/cases/{content_id}/{verb}"
    body = {"token": rig.claim(content_id), **VERBS[verb]}
    rig.world.cases.trouble.after("save", Retryable("No answer.", code="timeout"))
    assert rig.ask("POST", path, body, key=KEY).status == 503
    write = rig.world.case(content_id).write
    assert rig.ask("POST", path, body, key=KEY).status == 200
    assert rig.world.case(content_id).write == write


def test_a_repeated_claim_gives_the_same_case(rig: Rig) -> None:
    rig.world.hold("a.jpg")
    rig.world.hold("b.jpg")
    rig.world.cases.trouble.after("save", Retryable("No answer.", code="timeout"))
    path = "/v1/queues/general/claim"
    assert rig.ask("POST", path, {}, key=KEY).status == 503
    first = rig.ask("POST", path, {}, key=KEY).json["case"]
    assert (first["mine"], first["token"]) == (True, 1)
    assert rig.ask("POST", path, {}, key=KEY).json["case"] == first
    mine = rig.ask("GET", "/v1/cases", mine="true").json["cases"]
    assert [case["content_id"] for case in mine] == [first["content_id"]]


def test_a_repeat_tells_of_the_case_as_it_is_now(rig: Rig) -> None:
    content_id = rig.world.hold()
    path = f"/v1/cases/{content_id}/claim"
    rig.ask("POST", path, {}, key=KEY)
    rig.clock.pass_by(minutes=11)
    rig.claim(content_id, "ben")
    case = rig.ask("POST", path, {}, key=KEY).json["case"]
    assert (case["holder"], case["mine"], case["token"]) == ("ben", False, None)


def test_a_repeated_reveal_makes_no_link_once_the_claim_is_over(rig: Rig) -> None:
    content_id = rig.world.hold()
    body = {"token": rig.claim(content_id)}
    path = f"/v1/cases/{content_id}/reveal"
    rig.ask("POST", path, body, key=KEY)
    rig.clock.pass_by(minutes=10)
    assert rig.ask("POST", path, body, key=KEY).code == "claim-expired"
    assert len(rig.showcase.originals) == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/queues/general/claim", {}),
        ("POST", "/v1/cases/{other}/claim", {}),
        ("POST", "/v1/cases/{same}/extend", {"token": 1}),
        ("POST", "/v1/cases/{same}/release", {"token": 2}),
        (
            "PUT",
            "/v1/me/settings",
            {"viewing": {"blur": True, "grey": True, "autoplay": True}, "opted_out": []},
        ),
    ],
)
def test_a_key_for_something_else_is_refused(rig: Rig, method: str, path: str, body: Any) -> None:
    same, other = rig.world.hold("a.jpg"), rig.world.hold("b.jpg")
    release = {"token": rig.claim(same)}
    assert rig.ask("POST", f"/v1/cases/{same}/release", release, key=KEY).status == 200
    reply = rig.ask(method, path.format(same=same, other=other), body, key=KEY)
    assert (reply.status, reply.code) == (409, "key-reused")
    assert rig.world.case(other).token == 0


def test_a_key_belongs_to_a_person(rig: Rig) -> None:
    rig.world.hold("a.jpg")
    rig.world.hold("b.jpg")
    first = rig.ask("POST", "/v1/queues/general/claim", {}, key=KEY)
    second = rig.ask("POST", "/v1/queues/general/claim", {}, as_="ben", key=KEY)
    assert first.json["case"]["content_id"] != second.json["case"]["content_id"]


def test_a_key_of_what_was_refused_can_be_used_again(rig: Rig) -> None:
    path = "/v1/queues/general/claim"
    assert rig.ask("POST", path, {}, key=KEY).status == 204
    rig.world.hold()
    assert rig.ask("POST", path, {}, key=KEY).status == 200


def test_the_same_write_sent_twice_at_once_is_done_once(rig: Rig) -> None:
    """The second finds the first's record only when it writes its own."""
    content_id = rig.world.hold()
    path = f"/v1/cases/{content_id}/claim"
    save = rig.world.cases.save

    def both(write: Any) -> None:
        rig.world.cases.save = save  # type: ignore[method-assign]  # once only
        assert rig.ask("POST", path, {}, key=KEY).status == 200
        raise Conflict("That request is on record.", code="state-changed")

    rig.world.cases.save = both  # type: ignore[method-assign]  # the other comes between
    assert rig.ask("POST", path, {}, key=KEY).json["case"]["token"] == 1
    assert rig.counter["CasesClaimed"] == 1
