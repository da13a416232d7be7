"""What the accounts of the review desk promise, held against the fake and the adapter."""

from typing import Any

import pytest
from botocore.config import Config

from cli.cognito_accounts import CognitoAccounts
from cli.desk_door import CognitoDesk
from cli.desk_world import Accounts
from cli.errors import AnswerIsNo, CommandError
from tests.contract.cognito import CLIENT, CREATED, POOL, CognitoPool, Refusal
from tests.unit.cli.desk_door import FakeAccounts

_OUTPUTS = {
    "ReviewApi": "https://desk.example/",
    "ReviewConsole": "https://desk.example/",
    "UserPool": POOL,
    "UserPoolCliClient": CLIENT,
}


@pytest.fixture(params=["fake", "cognito"])
def accounts(request: pytest.FixtureRequest) -> Accounts:
    return FakeAccounts() if request.param == "fake" else adapter(CognitoPool())


def adapter(pool: CognitoPool) -> CognitoAccounts:
    """The adapter with that pool."""
    client: Any = pool.session().client("cognito-idp")
    return CognitoAccounts(client, POOL)


def door(pool: CognitoPool) -> CognitoDesk:
    """The desk with that pool."""
    return CognitoDesk(pool.session(), _OUTPUTS, Config())


class TestAccounts:
    def test_an_account_is_found_as_it_was_added(self, accounts: Accounts) -> None:
        accounts.add("ana", email="ana@example.com", roles=("moderator", "senior"))
        account = accounts.find("ana")
        assert account is not None
        assert (account.person_id, account.email) == ("ana", "ana@example.com")
        assert (account.roles, account.enabled) == (("moderator", "senior"), True)
        assert (account.status, account.created_at) == ("FORCE_CHANGE_PASSWORD", CREATED)

    def test_nobody_is_found_where_there_is_no_account(self, accounts: Accounts) -> None:
        assert accounts.find("ana") is None
        assert accounts.everybody() == []

    def test_a_name_is_given_once(self, accounts: Accounts) -> None:
        accounts.add("ana", email="ana@example.com", roles=("moderator",))
        with pytest.raises(AnswerIsNo, match="There is an account ana already"):
            accounts.add("ana", email="other@example.com", roles=("admin",))
        account = accounts.find("ana")
        assert account
        assert (account.email, account.roles) == ("ana@example.com", ("moderator",))

    def test_a_disabled_account_stays_and_can_be_enabled(self, accounts: Accounts) -> None:
        accounts.add("ana", email="ana@example.com", roles=("moderator",))
        for enabled in (False, False, True, True):
            (accounts.enable if enabled else accounts.disable)("ana")
            account = accounts.find("ana")
            assert account
            assert (account.enabled, account.roles) == (enabled, ("moderator",))

    def test_roles_are_replaced(self, accounts: Accounts) -> None:
        accounts.add("ana", email="ana@example.com", roles=("moderator", "senior"))
        accounts.set_roles("ana", ("senior", "auditor"))
        account = accounts.find("ana")
        assert account
        assert account.roles == ("senior", "auditor")

    def test_everybody_comes_by_name_with_their_roles(self, accounts: Accounts) -> None:
        roles: list[tuple[str, ...]] = [("moderator",), (), ("moderator", "admin"), ("auditor",)]
        for name, given in zip(("eve", "bob", "ana", "sue"), roles, strict=True):
            accounts.add(name, email=f"{name}@example.com", roles=given)
        accounts.disable("sue")
        told = [(each.person_id, each.roles, each.enabled) for each in accounts.everybody()]
        assert told == [
            ("ana", ("moderator", "admin"), True),
            ("bob", (), True),
            ("eve", ("moderator",), True),
            ("sue", ("auditor",), False),
        ]

    def test_what_is_done_to_nobody_is_a_no(self, accounts: Accounts) -> None:
        for change in (accounts.disable, accounts.enable):
            with pytest.raises(AnswerIsNo, match=r"^There is no account ana\.$"):
                change("ana")
        with pytest.raises(AnswerIsNo, match=r"^There is no account ana\.$"):
            accounts.set_roles("ana", ("admin",))


def test_a_first_password_goes_to_an_address_that_counts_as_checked() -> None:
    pool = CognitoPool()
    adapter(pool).add("ana", email="ana@example.com", roles=("admin",))
    user = pool.users["ana"]
    assert user["mail"] == ["EMAIL"]
    assert {"Name": "email_verified", "Value": "true"} in user["Attributes"]


def test_groups_that_are_no_roles_are_left_alone() -> None:
    pool = CognitoPool()
    adapter(pool).add("ana", email="ana@example.com", roles=("admin",))
    pool.members.add(("ana", "drivers"))
    found = adapter(pool).find("ana")
    assert found
    assert found.roles == ("admin",)
    adapter(pool).set_roles("ana", ("auditor",))
    assert pool.members == {("ana", "drivers"), ("ana", "auditor")}


def test_who_is_disabled_is_signed_out_too() -> None:
    pool = CognitoPool()
    adapter(pool).add("ana", email="ana@example.com", roles=("admin",))
    adapter(pool).disable("ana")
    assert pool.asked[-2:] == ["AdminDisableUser", "AdminUserGlobalSignOut"]


def test_new_roles_are_given_before_old_ones_are_taken() -> None:
    pool = CognitoPool()
    adapter(pool).add("ana", email="ana@example.com", roles=("admin",))
    adapter(pool).set_roles("ana", ("auditor",))
    assert pool.asked[-2:] == ["AdminAddUserToGroup", "AdminRemoveUserFromGroup"]


def test_listing_asks_no_more_for_more_people() -> None:
    pool = CognitoPool()
    adapter(pool).add("ana", email="ana@example.com", roles=("admin",))
    pool.asked.clear()
    adapter(pool).everybody()
    assert pool.asked == [*["ListUsersInGroup"] * 4, "ListUsers"]


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("InvalidParameterException", AnswerIsNo, "does not take that name or e-mail address: As"),
        ("AccessDeniedException", CommandError, "You are not allowed to do this (AdminCreateUser)"),
        ("ResourceNotFoundException", CommandError, "Something of this stage is missing"),
        ("TooManyRequestsException", CommandError, "AWS refused AdminCreateUser"),
    ],
)
def test_what_cognito_refuses_is_told_in_words(
    code: str, kind: type[CommandError], words: str
) -> None:
    pool = CognitoPool(refusals={"AdminCreateUser": Refusal(code)})
    with pytest.raises(kind) as caught:
        adapter(pool).add("ana", email="ana@example.com", roles=("admin",))
    assert words in str(caught.value)
    assert type(caught.value) is kind


@pytest.mark.parametrize("call", ["AdminGetUser", "ListUsers", "ListUsersInGroup"])
def test_a_refused_look_is_told_in_words(call: str) -> None:
    pool = CognitoPool(refusals={call: Refusal("AccessDeniedException")})
    accounts = adapter(pool)
    with pytest.raises(CommandError, match="You are not allowed to do this"):
        accounts.find("ana") if call == "AdminGetUser" else accounts.everybody()


def test_a_person_signs_in_by_password() -> None:
    desk = door(CognitoPool(passwords={"ana": "right"}))
    assert desk.sign_in("ana", "right")._token == "token of ana"  # noqa: S105 - what it sends
    assert desk.console_url == "https://desk.example/"


def test_a_wrong_password_is_a_no_in_cognitos_words() -> None:
    with pytest.raises(AnswerIsNo, match=r"^ana cannot sign in: Incorrect username or password\.$"):
        door(CognitoPool(passwords={"ana": "right"})).sign_in("ana", "wrong")


def test_a_second_factor_is_asked_for_once_the_password_is_right() -> None:
    pool = CognitoPool(passwords={"ana": "right"}, codes={"ana": "42"})
    pool.challenge = "SOFTWARE_TOKEN_MFA"
    asked: list[str] = []

    def ask() -> str:
        asked.append("code")
        return "42"

    with pytest.raises(AnswerIsNo):
        door(pool).sign_in("ana", "wrong", ask)
    assert asked == []
    assert door(pool).sign_in("ana", "right", ask)._token == "token of ana"  # noqa: S105 - as above
    with pytest.raises(AnswerIsNo, match="That code of the second factor is wrong or too old"):
        door(pool).sign_in("ana", "right", lambda: "43")


@pytest.mark.parametrize("challenge", ["NEW_PASSWORD_REQUIRED", "MFA_SETUP", "SOFTWARE_TOKEN_MFA"])
def test_a_sign_in_that_is_not_finished_is_finished_in_the_console(challenge: str) -> None:
    pool = CognitoPool(passwords={"ana": "right"}, challenge=challenge)
    with pytest.raises(AnswerIsNo) as caught:
        door(pool).sign_in("ana", "right")
    assert str(caught.value) == (
        "ana must first finish the sign-in in the console, where a new password or a second factor "
        f"is set up: https://desk.example/ ({challenge})"
    )


@pytest.mark.parametrize("call", ["AdminInitiateAuth", "AdminRespondToAuthChallenge"])
def test_who_may_not_sign_people_in_is_told_so(call: str) -> None:
    pool = CognitoPool(passwords={"ana": "right"}, challenge="SOFTWARE_TOKEN_MFA")
    pool.refusals[call] = Refusal("AccessDeniedException")
    with pytest.raises(CommandError, match=rf"not allowed to do this \({call}\)") as caught:
        door(pool).sign_in("ana", "right", lambda: "42")
    assert not isinstance(caught.value, AnswerIsNo)
