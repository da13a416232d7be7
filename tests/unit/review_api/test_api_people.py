"""The person who is signed in: who they are, how they like to see, what they have done."""

from typing import Any

import pytest

from lambdas.moderation.domain.errors import Conflict, Misconfigured, Retryable
from lambdas.moderation.domain.person import Role
from tests.unit.review_api.rig import Rig

CONFLICT = Conflict("The person was written meanwhile.", code="state-changed")


@pytest.fixture
def rig() -> Rig:
    return Rig()


def settings(**changes: Any) -> dict[str, Any]:
    """What is sent to change them."""
    viewing = {"blur": False, "grey": False, "autoplay": True}
    return {"viewing": viewing, "opted_out": ["gore"], **changes}


def test_who_is_signed_in_is_told_and_remembered(rig: Rig) -> None:
    me = rig.ask("GET", "/v1/me", roles="senior moderator").json
    assert (me["person_id"], me["roles"]) == ("ana", ["moderator", "senior"])
    assert me["viewing"] == {"blur": True, "grey": True, "autoplay": False}
    assert me["categories"] == ["gore", "sexual", "violence"]
    assert me["claim_minutes"] == 10
    assert rig.world.people.load("ana").roles == {Role.MODERATOR, Role.SENIOR}


def test_the_clauses_are_told_as_the_policy_has_them(rig: Rig) -> None:
    clauses = rig.ask("GET", "/v1/me").json["clauses"]
    assert clauses[:2] == [
        {"id": "weapons", "text": "Real weapons.", "for": ["reject"], "note_required": False},
        {"id": "harmless", "text": "Nothing is wrong.", "for": ["approve"], "note_required": False},
    ]


def test_other_roles_are_noticed_and_the_same_are_not_written_again(rig: Rig) -> None:
    for roles, write in (("moderator", 1), ("moderator", 1), ("senior", 2), ("auditor", 3)):
        rig.ask("GET", "/v1/me", roles=roles)
        assert rig.world.people.load("ana").write == write
    assert rig.ask("GET", "/v1/colleagues", as_="ben").json == {"people": []}


@pytest.mark.parametrize("error", [CONFLICT, Retryable("Two writes met.", code="busy")])
def test_who_does_two_things_at_once_hears_no_error(rig: Rig, error: Exception) -> None:
    rig.world.people.trouble.before("save", error)
    assert rig.ask("GET", "/v1/me").json["roles"] == ["moderator"]


def test_a_person_who_cannot_be_remembered_by_our_own_fault_rings(rig: Rig) -> None:
    rig.world.people.trouble.before("save", Misconfigured("Not allowed.", code="access-denied"))
    assert rig.ask("GET", "/v1/me").status == 500
    assert rig.counter["ConfigurationErrors"] == 1


def test_settings_are_changed_as_a_whole(rig: Rig) -> None:
    me = rig.ask("PUT", "/v1/me/settings", settings()).json
    assert me["viewing"] == {"blur": False, "grey": False, "autoplay": True}
    assert me["opted_out"] == ["gore"]
    assert rig.ask("PUT", "/v1/me/settings", settings(opted_out=[])).json["opted_out"] == []


def test_only_categories_of_the_policy_are_opted_out_of(rig: Rig) -> None:
    reply = rig.ask("PUT", "/v1/me/settings", settings(opted_out=["gore", "<b>", "x"]))
    assert reply.places == {
        "opted_out[1]": "is no category of the policy",
        "opted_out[2]": "is no category of the policy",
    }


def test_settings_that_met_another_write_are_written_again(rig: Rig) -> None:
    rig.world.people.trouble.before("save", CONFLICT, times=7)
    assert rig.ask("PUT", "/v1/me/settings", settings()).status == 200
    rig.world.people.trouble.before("save", CONFLICT, times=8)
    assert rig.ask("PUT", "/v1/me/settings", settings()).code == "contended"


def test_colleagues_are_those_who_take_cases(rig: Rig) -> None:
    for person_id in ("moderator", "senior", "auditor", "admin"):
        rig.ask("GET", "/v1/me", as_=person_id, roles=person_id)
    people = rig.ask("GET", "/v1/colleagues").json["people"]
    assert [each["person_id"] for each in people] == ["admin", "moderator", "senior"]
    assert people[0]["roles"] == ["admin"]
