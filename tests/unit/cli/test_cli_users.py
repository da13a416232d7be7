"""`moderate users`: the accounts of the review desk."""

import pytest

from cli.desk_world import Account
from tests.unit.cli.desk import NOON, Desk
from tests.unit.cli.desk_door import FakeAccounts, FakeDoor

_ADD = ("users", "add", "ana", "--email", "ana@example.com")


def staffed(**facts: bool) -> tuple[Desk, FakeAccounts]:
    """A stage where Ana, a moderator, has an account."""
    ana = Account(
        person_id="ana",
        email="ana@example.com",
        roles=("moderator",),
        enabled=facts.get("enabled", True),
        status="CONFIRMED",
        created_at=NOON,
    )
    accounts = FakeAccounts({"ana": ana})
    return Desk(door=FakeDoor(accounts=accounts)), accounts


def test_an_account_is_made_with_its_roles() -> None:
    accounts = FakeAccounts()
    desk = Desk(door=FakeDoor(accounts=accounts))
    ran = desk.run(*_ADD, "--role", "senior", "--role", "moderator", "--role", "senior")
    assert ran.exit_code == 0
    assert ran.lines == [
        "Added: ana, moderator, senior. The first password is on its way to ana@example.com; it is "
        "valid for three days."
    ]
    assert accounts.accounts["ana"].roles == ("moderator", "senior")
    assert accounts.accounts["ana"].email == "ana@example.com"


def test_an_added_account_as_json() -> None:
    ran = Desk().run(*_ADD, "--role", "auditor", "--json")
    assert ran.json == {"person_id": "ana", "email": "ana@example.com", "roles": ["auditor"]}


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Ana",
        "ana b",
        "\u0430na",
        "policy@0a1b2c3d4e5f",
        "-ana",
        "a" * 65,
        "ana\n",
        "ana#1",
        "a/b",
    ],
)
def test_a_name_that_could_be_mistaken_is_refused_before_anything_is_asked(name: str) -> None:
    accounts = FakeAccounts()
    desk = Desk(door=FakeDoor(accounts=accounts))
    ran = desk.run("users", "add", "--email", "a@b", "--role", "moderator", "--", name)
    assert (ran.exit_code, accounts.accounts) == (2, {})
    assert "cannot be a name: it stands in every decision" in ran.err


@pytest.mark.parametrize("email", ["", "ana", "@", "a b@c", "ana@example.com\n"])
def test_what_is_no_email_address_is_refused(email: str) -> None:
    ran = Desk().run("users", "add", "ana", "--email", email, "--role", "moderator")
    assert ran.exit_code == 2
    assert "is not an e-mail address" in ran.err


@pytest.mark.parametrize("role", [[], ["--role", "boss"]])
def test_a_role_must_be_one_of_the_desks(role: list[str]) -> None:
    accounts = FakeAccounts()
    ran = Desk(door=FakeDoor(accounts=accounts)).run(*_ADD, *role)
    assert (ran.exit_code, accounts.accounts) == (2, {})


def test_an_account_that_is_there_is_not_made_again() -> None:
    desk, accounts = staffed()
    ran = desk.run(*_ADD, "--role", "admin")
    assert (ran.exit_code, accounts.accounts["ana"].roles) == (1, ("moderator",))
    assert ran.err == (
        "There is an account ana already. Change it with: moderate users role ana ...\n"
    )


def test_a_removed_person_does_not_come_back_by_adding_and_it_is_said_how() -> None:
    desk, accounts = staffed(enabled=False)
    ran = desk.run(*_ADD, "--role", "admin")
    assert (ran.exit_code, accounts.accounts["ana"].enabled) == (1, False)
    assert ran.err.splitlines() == [
        "There was an account ana, for ana@example.com, which was removed. A name never means "
        "another person. If this is the same one: moderate users restore ana",
        "If not, choose another name.",
    ]


def test_a_removed_account_is_disabled_and_stays() -> None:
    desk, accounts = staffed()
    ran = desk.run("users", "remove", "ana")
    assert (ran.exit_code, accounts.disabled) == (0, ["ana"])
    assert not accounts.accounts["ana"].enabled
    assert ran.lines == [
        "Removed: ana. Who is signed in is out within the hour; a case that is held is free when "
        "its time is over. The name is kept: it can never mean somebody else."
    ]


def test_removing_again_makes_sure_and_says_so() -> None:
    desk, accounts = staffed(enabled=False)
    ran = desk.run("users", "remove", "ana")
    assert (ran.exit_code, accounts.disabled) == (0, ["ana"])
    assert ran.lines == ["ana was removed before."]
    assert desk.run("users", "remove", "ana", "--json").json == {
        "person_id": "ana",
        "enabled": False,
    }


def test_a_removed_person_is_restored_with_the_roles_they_had() -> None:
    desk, accounts = staffed(enabled=False)
    ran = desk.run("users", "restore", "ana")
    assert (ran.exit_code, accounts.accounts["ana"].enabled) == (0, True)
    assert ran.lines == ["Restored: ana, moderator."]
    assert desk.run("users", "restore", "ana").lines == ["Was not removed: ana, moderator."]
    told = desk.run("users", "restore", "ana", "--json").json
    assert told == {"person_id": "ana", "enabled": True, "roles": ["moderator"]}


def test_roles_are_exactly_those_given() -> None:
    desk, accounts = staffed()
    ran = desk.run("users", "role", "ana", "senior", "auditor")
    assert (ran.exit_code, accounts.accounts["ana"].roles) == (0, ("senior", "auditor"))
    assert ran.lines == ["ana is now senior, auditor, from the next sign-in on: within the hour."]
    told = desk.run("users", "role", "ana", "admin", "--json").json
    assert told == {"person_id": "ana", "roles": ["admin"]}


def test_roles_of_a_removed_person_are_set_and_what_is_missing_is_said() -> None:
    desk, _ = staffed(enabled=False)
    assert desk.run("users", "role", "ana", "admin").lines[-1] == (
        "The account is removed. To let it in again: moderate users restore ana"
    )


@pytest.mark.parametrize("args", [["remove"], ["restore"], ["role"]])
def test_an_unknown_person_is_a_no(args: list[str]) -> None:
    roles = ["admin"] if args == ["role"] else []
    for name in ("bob", ""):
        ran = Desk().run("users", *args, name, *roles)
        assert ran.exit_code == 1
        assert ran.err == f"There is no account {name}. Who there is: moderate users list\n"


def test_the_list_tells_who_may_do_what_and_who_is_out() -> None:
    desk, accounts = staffed()
    accounts.add("bob", email="bob@example.com", roles=("senior", "auditor"))
    accounts.add("eve", email="", roles=())
    accounts.disable("eve")
    assert desk.run("users", "list").lines == [
        "name  roles            e-mail           sign-in  since",
        "ana   moderator        ana@example.com  yes      2026-11-24 12:00:00 UTC",
        "bob   senior, auditor  bob@example.com  not yet  2026-11-24 12:00:00 UTC",
        "eve   no role          -                removed  2026-11-24 12:00:00 UTC",
    ]


def test_the_list_as_json_is_one_object_an_account() -> None:
    desk, _ = staffed()
    assert desk.run("users", "list", "--json").json == [
        {
            "person_id": "ana",
            "email": "ana@example.com",
            "roles": ["moderator"],
            "enabled": True,
            "status": "CONFIRMED",
            "created_at": "2026-11-24T12:00:00.000Z",
        }
    ]


def test_a_desk_without_people_says_how_to_add_some() -> None:
    assert Desk().run("users", "list").lines == [
        "Nobody has an account yet. Make one: moderate users add NAME --email … --role …"
    ]


def test_what_somebody_else_wrote_into_an_account_is_shown_safely() -> None:
    desk, accounts = staffed()
    accounts.add("\x1b[31mx", email="\u202e@x", roles=())
    out = desk.run("users", "list").out
    assert "\\x1b[31mx" in out
    assert "\\u202e@x" in out


@pytest.mark.parametrize(
    "args",
    [
        [*_ADD[1:], "--role", "admin"],
        ["remove", "ana"],
        ["restore", "ana"],
        ["role", "ana", "admin"],
        ["list"],
    ],
)
def test_a_stage_without_a_desk_is_a_clear_sentence(args: list[str]) -> None:
    ran = Desk(door=None).run("users", *args)
    assert (ran.exit_code, ran.err) == (2, "Stage test has no review desk.\n")
