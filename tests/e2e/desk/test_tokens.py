"""Who has no token of this desk is turned away at the door."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from lambdas.moderation.domain.person import Role
from tests.e2e.cloud.clients import until
from tests.e2e.desk import forging
from tests.e2e.desk.desk import Desk, Person

pytestmark = pytest.mark.e2e

ROUTES = (
    ("GET", "v1/me"),
    ("GET", "v1/queues"),
    ("POST", "v1/queues/general/claim"),
    ("GET", "v1/desk"),
    ("GET", "v1/audit?day=2026-11-25"),
    ("GET", "v1/nothing-of-the-kind"),
)


@pytest.fixture(scope="module")
def moderator(desk_deployed: Desk) -> Person:
    """Somebody who may."""
    return desk_deployed.person(Role.MODERATOR)


def status_with(desk: Desk, token: str) -> int:
    """What the gateway answers to a request for oneself with that token."""
    return desk.ask("GET", "v1/me", headers={"authorization": f"Bearer {token}"}).status


def test_who_signed_in_is_known(moderator: Person) -> None:
    told = moderator.get("v1/me")
    assert told.status == 200
    assert told.body["person_id"] == moderator.name
    assert told.body["roles"] == ["moderator"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_route_is_open_to_who_has_no_token(desk: Desk, method: str, path: str) -> None:
    assert desk.ask(method, path).status == 401


@pytest.mark.parametrize("words", ["Bearer", "Bearer x", "Basic dXNlcjpwYXNz", "Bearer a.b.c"])
def test_made_up_words_are_no_token(desk: Desk, words: str) -> None:
    assert desk.ask("GET", "v1/me", headers={"authorization": words}).status == 401


@pytest.mark.parametrize(
    "forged",
    [
        forging.unsigned,
        forging.signed_by_a_stranger,
        lambda token: forging.with_claims(token, username="somebody-else"),
        lambda token: forging.with_claims(token, **{"cognito:groups": ["admin"]}),
        lambda token: forging.with_claims(token, exp=int(time.time()) + 10**6),
        lambda token: token[:-8] + "AAAAAAAA",
    ],
)
def test_a_forged_token_is_refused(
    desk: Desk, moderator: Person, forged: Callable[[str], str]
) -> None:
    assert status_with(desk, moderator.token) == 200
    assert status_with(desk, forged(moderator.token)) == 401


def test_a_token_of_another_stages_pool_is_refused(desk: Desk) -> None:
    assert status_with(desk, forging.of_another_pool(desk)) == 401


def test_a_token_for_another_application_of_the_same_pool_is_refused(
    desk: Desk, moderator: Person
) -> None:
    assert status_with(desk, forging.of_another_client(desk, moderator.account)) == 401


def test_a_token_that_says_who_one_is_gives_no_access(desk: Desk, moderator: Person) -> None:
    told = desk.tokens(moderator.account)["IdToken"]
    assert status_with(desk, told) in {401, 403}


def test_an_expired_token_is_refused(desk: Desk, moderator: Person) -> None:
    with short_lived(desk, seconds=2):
        token = desk.tokens(moderator.account)["AccessToken"]
    assert status_with(desk, token) == 200
    until(lambda: status_with(desk, token) == 401, seconds=5)


@contextmanager
def short_lived(desk: Desk, *, seconds: int) -> Iterator[None]:
    """Meanwhile the command line's client gives tokens that live so long; AWS allows 5 minutes."""
    cognito = desk.stage.aws.client("cognito-idp")
    client = {"UserPoolId": desk.pool, "ClientId": desk.cli_client}
    before = cognito.describe_user_pool_client(**client)["UserPoolClient"]
    kept = {name: before[name] for name in ("ClientName", "ExplicitAuthFlows")}
    cognito.update_user_pool_client(
        **client,
        **kept,
        AccessTokenValidity=seconds,
        TokenValidityUnits={"AccessToken": "seconds"},
    )
    try:
        yield
    finally:
        cognito.update_user_pool_client(
            **client,
            **kept,
            AccessTokenValidity=before["AccessTokenValidity"],
            TokenValidityUnits=before["TokenValidityUnits"],
        )


def test_who_was_removed_gets_no_new_token(desk: Desk) -> None:
    leaver = desk.person(Role.SENIOR)
    cognito = desk.stage.aws.client("cognito-idp")
    cognito.admin_disable_user(UserPoolId=desk.pool, Username=leaver.name)
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        desk.tokens(leaver.account)


def test_an_answer_may_be_kept_by_nobody(moderator: Person) -> None:
    headers = moderator.get("v1/me").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert not [name for name in headers if name.startswith("access-control")]
