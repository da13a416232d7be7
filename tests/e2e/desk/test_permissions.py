"""Each role of the desk does what its function must, and nothing else."""

import json
from collections.abc import Mapping
from functools import partial

import pytest

from tests.e2e.desk.desk import Desk
from tests.e2e.pipeline.attempts import Attempt
from tests.e2e.pipeline.operating import function_name
from tests.e2e.pipeline.roles import (
    Surroundings,
    assert_just,
    attempts_as,
    client_as,
    surroundings,
)

pytestmark = pytest.mark.e2e

FUNCTIONS = ("open-case", "close-case", "review-api", "show-upload", "serve-console")
ALLOWED: Mapping[str, set[str]] = {
    "open-case": {
        "get an item",
        "put an item",
        "query",
        "receive from the review queue",
        "send to ReviewDeadLetters",
    },
    "close-case": {"get an item", "put an item", "send to CloseCaseDeadLetters"},
    "review-api": {
        "get an item",
        "put an item",
        "query",
        "query by-due",
        "query by-key",
        "query by-day",
        "invoke show-upload",
    },
    "show-upload": {
        "get an item",
        "read an upload",
        "read an approved upload",
        "read an unapproved video",
        "look at an upload's head",
        "list uploads",
    },
    "serve-console": set(),
}


@pytest.fixture(scope="module")
def around(desk_deployed: Desk) -> Surroundings:
    """What the roles try their hands on."""
    return surroundings(desk_deployed.stage)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_of_the_desk_may_do_what_it_must_and_nothing_else(
    desk: Desk, around: Surroundings, function: str
) -> None:
    attempts = {**attempts_as(desk.stage, around, function), **at_the_desk(desk, function)}
    assert_just(attempts, ALLOWED[function])


def at_the_desk(desk: Desk, role: str) -> dict[str, Attempt]:
    """What a role may try on functions and accounts of the desk."""
    lambda_ = client_as(desk.stage, role, "lambda")
    cognito = client_as(desk.stage, role, "cognito-idp")
    request = json.dumps({"want": "preview", "content_id": "nobody's"}).encode()

    def invoke(function: str) -> None:
        name = function_name(function)
        lambda_.invoke(FunctionName=name, Payload=request)["Payload"].read()

    return {
        **{f"invoke {function}": partial(invoke, function) for function in FUNCTIONS},
        "list accounts": lambda: cognito.list_users(UserPoolId=desk.pool),
        "make a group": lambda: cognito.create_group(UserPoolId=desk.pool, GroupName="x"),
    }


def test_only_the_function_that_shows_uploads_gets_past_the_gate(
    desk: Desk, around: Surroundings
) -> None:
    held = around.held
    this = {"Bucket": held.bucket, "Key": held.key, "VersionId": held.version_id}
    shown = client_as(desk.stage, "show-upload", "s3").get_object(**this)
    assert shown["Body"].read()
    assert desk.stage.reads(held) == 403
