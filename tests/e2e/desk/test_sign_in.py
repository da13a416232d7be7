"""Sign-in: by Cognito's pages with a code and PKCE, or with AWS credentials; in no other way."""

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError

from lambdas.moderation.domain.person import Role
from local.desk.accounts import make_account
from tests.e2e.cloud.clients import unique
from tests.e2e.desk.desk import Desk, Person
from tests.e2e.desk.hosted import HostedSignIn, code_of

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def moderator(desk_deployed: Desk) -> Person:
    """Somebody who may."""
    return desk_deployed.person(Role.MODERATOR)


@pytest.fixture
def browser(desk: Desk) -> HostedSignIn:
    """A browser that has never been here."""
    return HostedSignIn(desk)


def test_the_way_back_leads_to_the_console_with_a_code_and_the_state(
    desk: Desk, browser: HostedSignIn, moderator: Person
) -> None:
    back = browser.fill_in(browser.visit(), moderator.account).headers["location"]
    assert back.startswith(f"{desk.url}?")
    assert parse_qs(urlsplit(back).query)["state"] == ["where-one-was"]


def test_a_token_of_the_console_is_taken_by_the_api(
    desk: Desk, browser: HostedSignIn, moderator: Person
) -> None:
    token = browser.sign_in(moderator.account)
    told = desk.ask("GET", "v1/me", headers={"authorization": f"Bearer {token}"})
    assert (told.status, told.body["person_id"]) == (200, moderator.name)


def test_a_code_is_worth_nothing_without_the_verifier_and_the_second_time(
    browser: HostedSignIn, moderator: Person
) -> None:
    code = code_of(browser.fill_in(browser.visit(), moderator.account))
    assert browser.redeem(code, verifier="of-somebody-who-listened" * 2).status == 400
    assert browser.redeem(code).status == 200
    assert browser.redeem(code).status == 400


def test_a_wrong_password_gives_no_code(browser: HostedSignIn, moderator: Person) -> None:
    answer = browser.fill_in(browser.visit(), replace(moderator.account, password=""))
    assert (answer.status, answer.headers.get("location")) == (200, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://example.com/"},
        {"response_type": "token"},
        {"client_id": "nobody"},
    ],
)
def test_the_sign_in_sends_nobody_elsewhere(browser: HostedSignIn, changed: dict[str, str]) -> None:
    answer = browser.visit(**changed)
    assert answer.status == 400
    assert "location" not in answer.headers


def test_the_command_lines_client_has_no_pages(desk: Desk, browser: HostedSignIn) -> None:
    assert browser.visit(client_id=desk.cli_client).status == 400


def test_who_comes_back_within_the_hour_is_not_asked_again(
    browser: HostedSignIn, moderator: Person
) -> None:
    browser.sign_in(moderator.account)
    again = browser.visit()
    assert json.loads(browser.redeem(code_of(again)).body)["access_token"]


@pytest.mark.parametrize("client", ["console_client", "cli_client"])
def test_nobody_makes_an_account_for_themselves(desk: Desk, client: str) -> None:
    cognito = desk.stage.aws.client("cognito-idp")
    name = unique("self")
    with pytest.raises(cognito.exceptions.NotAuthorizedException, match="not permitted"):
        cognito.sign_up(ClientId=getattr(desk, client), Username=name, Password=f"aA1-{name}")


@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"])
def test_the_consoles_client_takes_no_password(desk: Desk, moderator: Person, flow: str) -> None:
    cognito = desk.stage.aws.client("cognito-idp")
    account = moderator.account
    asked = {
        "ClientId": desk.console_client,
        "AuthFlow": flow,
        "AuthParameters": {"USERNAME": account.person_id, "PASSWORD": account.password},
    }
    with pytest.raises(ClientError) as refused:
        if flow.startswith("ADMIN"):
            cognito.admin_initiate_auth(UserPoolId=desk.pool, **asked)
        else:
            cognito.initiate_auth(**asked)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"


def test_signing_in_by_command_takes_a_permission_besides_the_password(
    desk: Desk, moderator: Person
) -> None:
    look = {"Effect": "Allow", "Action": "cognito-idp:ListUserPools", "Resource": "*"}
    somebody = desk.stage.aws.user("cognito-idp", [look])
    account = moderator.account
    with pytest.raises(ClientError) as refused:
        somebody.admin_initiate_auth(
            UserPoolId=desk.pool,
            ClientId=desk.cli_client,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": account.person_id, "PASSWORD": account.password},
        )
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def test_a_new_password_ends_the_old_one(desk: Desk) -> None:
    person = desk.person(Role.AUDITOR)
    cognito = desk.stage.aws.client("cognito-idp")
    make_account(cognito, desk.pool, person.name, [])
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        desk.tokens(person.account)
