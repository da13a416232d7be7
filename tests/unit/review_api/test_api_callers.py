"""Who calls, by what the gateway says of their token: read strictly."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.person import Role
from lambdas.review_api.callers import roles_of
from tests.unit.review_api.gateway import event
from tests.unit.review_api.rig import Rig


def me(**changes: Any) -> Any:
    """An event of somebody who asks who they are, with other claims."""
    made = event("GET", "/v1/me")
    claims = made["requestContext"]["authorizer"]["jwt"]["claims"]
    claims |= {name.replace("__", ":"): value for name, value in changes.items()}
    return made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token_use": "id"}, "not-signed-in"),
        ({"token_use": None}, "not-signed-in"),
        ({"client_id": "another-stage"}, "not-signed-in"),
        ({"client_id": "console-client,cli-client"}, "not-signed-in"),
        ({"client_id": ""}, "not-signed-in"),
        ({"username": ""}, "not-signed-in"),
        ({"username": None}, "not-signed-in"),
        ({"username": ["ana"]}, "not-signed-in"),
        ({"username": "a" * 129}, "not-signed-in"),
        ({"username": "policy@0a1b2c3d4e5f"}, "not-allowed"),
        ({"cognito__groups": "[]"}, "not-allowed"),
        ({"cognito__groups": ""}, "not-allowed"),
        ({"cognito__groups": None}, "not-allowed"),
        ({"cognito__groups": "[visitor]"}, "not-allowed"),
    ],
)
def test_a_token_that_is_not_right_lets_nobody_in(changes: dict[str, Any], code: str) -> None:
    rig = Rig()
    reply = rig.send(me(**changes))
    assert reply.code == code
    assert rig.counter["PermissionRefusals"] == 1


def test_a_claim_that_is_missing_lets_nobody_in() -> None:
    for name in ("token_use", "client_id", "username", "cognito:groups"):
        made = me()
        del made["requestContext"]["authorizer"]["jwt"]["claims"][name]
        assert Rig().send(made).status in {401, 403}


@pytest.mark.parametrize("client_id", ["console-client", "cli-client"])
def test_the_tokens_of_both_clients_are_taken(client_id: str) -> None:
    assert Rig().send(me(client_id=client_id)).status == 200


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ("[moderator]", "moderator"),
        ("[moderator senior]", "moderator senior"),
        ("[eu-central-1_pool visitor auditor]", "auditor"),
        ("admin", "admin"),
        (["senior", "visitor"], "senior"),
        (["senior", 7, None, ["admin"]], "senior"),
        ("[Moderator]", ""),
        ("[x,admin]", ""),
        ('["admin"]', ""),
        ("[[admin]]", ""),
        ("[moderator\tadmin]", ""),
        ("moderators", ""),
        ("[superadmin]", ""),
        ({"admin": "admin"}, ""),
        (7, ""),
    ],
)
def test_only_groups_that_are_roles_count(groups: object, roles: str) -> None:
    assert roles_of({"cognito:groups": groups}) == {Role(name) for name in roles.split()}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Z", "C"]), min_size=1)))
def test_no_other_group_is_taken_for_a_role(groups: list[str]) -> None:
    """A group's name may have any character but blanks."""
    known = {role.value for role in Role}
    text = "[" + " ".join(groups) + "]"
    assert {role.value for role in roles_of({"cognito:groups": text})} == known & set(groups)
