"""`moderate users`: the accounts of the review desk, with the caller's AWS permissions."""

import re
from collections.abc import Iterable
from typing import Any

from cli import printing, words
from cli.desk_world import Account
from cli.errors import AnswerIsNo, CommandError
from cli.status_json import moment
from cli.untrusted import visible
from cli.world import World
from lambdas.moderation.domain.person import Role

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_MACHINE = "policy@"
_NEW = "FORCE_CHANGE_PASSWORD"


def check(name: str, email: str) -> None:
    """Raises `CommandError` for what cannot be a name, or no e-mail address."""
    if not _NAME.fullmatch(name) or name.startswith(_MACHINE):
        raise CommandError(
            f"{name} cannot be a name: it stands in every decision, so it is of 1 to 64 lower-case "
            f"letters, digits and . _ @ + -, begins with a letter or digit, and not with {_MACHINE}"
        )
    if not _EMAIL.fullmatch(email):
        raise CommandError(f"{email} is not an e-mail address.")


def add(world: World, name: str, *, email: str, roles: Iterable[Role], as_json: bool) -> None:
    """Makes an account; Cognito sends a first password to the e-mail address."""
    accounts = world.desk().accounts
    found = accounts.find(name)
    if found:
        raise AnswerIsNo(_exists(found))
    given = _ordered(roles)
    accounts.add(name, email=email, roles=given)
    if as_json:
        printing.as_json({"person_id": name, "email": email, "roles": list(given)})
        return
    printing.say(
        f"Added: {name}, {', '.join(given)}. The first password is on its way to {visible(email)}; "
        "it is valid for three days."
    )


def remove(world: World, name: str, *, as_json: bool) -> None:
    """Ends an account's sign-ins, until it is restored. Safe to repeat."""
    account = _known(world, name)
    world.desk().accounts.disable(name)
    if as_json:
        printing.as_json({"person_id": account.person_id, "enabled": False})
        return
    if not account.enabled:
        printing.say(f"{visible(name)} was removed before.")
        return
    printing.say(
        f"Removed: {visible(name)}. Who is signed in is out within the hour; a case that is held "
        "is free when its time is over. The name is kept: it can never mean somebody else."
    )


def restore(world: World, name: str, *, as_json: bool) -> None:
    """Lets a removed person sign in again, with the roles they had. Safe to repeat."""
    account = _known(world, name)
    world.desk().accounts.enable(name)
    if as_json:
        roles = list(account.roles)
        printing.as_json({"person_id": account.person_id, "enabled": True, "roles": roles})
        return
    done = "Was not removed" if account.enabled else "Restored"
    printing.say(f"{done}: {visible(name)}, {_roles(account)}.")


def set_roles(world: World, name: str, roles: Iterable[Role], *, as_json: bool) -> None:
    """Gives an account exactly these roles."""
    account = _known(world, name)
    given = _ordered(roles)
    world.desk().accounts.set_roles(name, given)
    if as_json:
        printing.as_json({"person_id": account.person_id, "roles": list(given)})
        return
    printing.say(
        f"{visible(name)} is now {', '.join(given)}, from the next sign-in on: within the hour."
    )
    if not account.enabled:
        printing.say(f"The account is removed. To let it in again: moderate users restore {name}")


def list_accounts(world: World, *, as_json: bool) -> None:
    """Prints every account: who it is, what they may do, whether they can sign in."""
    everybody = world.desk().accounts.everybody()
    if as_json:
        printing.as_json([_account_json(each) for each in everybody])
        return
    if not everybody:
        printing.say(
            "Nobody has an account yet. Make one: moderate users add NAME --email … --role …"
        )
        return
    printing.table(
        ("name", "roles", "e-mail", "sign-in", "since"),
        (
            (
                visible(each.person_id),
                _roles(each),
                visible(each.email or words.NONE),
                _sign_in(each),
                words.when(each.created_at),
            )
            for each in everybody
        ),
    )


def _exists(account: Account) -> str:
    name = account.person_id
    if account.enabled:
        return f"There is an account {name} already. Change it with: moderate users role {name} ..."
    return (
        f"There was an account {name}, for {account.email}, which was removed. A name never means "
        f"another person. If this is the same one: moderate users restore {name}\n"
        "If not, choose another name."
    )


def _known(world: World, name: str) -> Account:
    account = world.desk().accounts.find(name) if name else None
    if account is None:
        raise AnswerIsNo(f"There is no account {name}. Who there is: moderate users list")
    return account


def _ordered(roles: Iterable[Role]) -> tuple[str, ...]:
    given = set(roles)
    if not given:
        raise CommandError(f"Which role? There are: {', '.join(Role)}.")
    return tuple(role.value for role in Role if role in given)


def _roles(account: Account) -> str:
    return ", ".join(account.roles) or "no role"


def _sign_in(account: Account) -> str:
    if not account.enabled:
        return "removed"
    return "not yet" if account.status == _NEW else "yes"


def _account_json(account: Account) -> dict[str, Any]:
    return {
        "person_id": account.person_id,
        "email": account.email,
        "roles": list(account.roles),
        "enabled": account.enabled,
        "status": account.status,
        "created_at": moment(account.created_at),
    }
