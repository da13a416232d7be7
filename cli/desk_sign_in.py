"""Signs the person at the keyboard in at the review desk of a stage."""

import getpass
import os
import sys

from cli.desk_world import DeskApi
from cli.errors import CommandError
from cli.world import World

_PASSWORD = "MODERATION_PASSWORD"  # noqa: S105 - the name of a variable
_CODE = "MODERATION_CODE"


def signed_in(world: World, user: str | None) -> DeskApi:
    """The review API as that person. Raises `CommandError` where it is not said who that is."""
    desk = world.desk()
    if not user:
        raise CommandError(
            "Who are you at the review desk? Give --user NAME or set MODERATION_USER."
        )
    password = _secret(_PASSWORD, f"Password of {user}", "password")
    return desk.sign_in(
        user, password, lambda: _secret(_CODE, f"Code of {user}'s second factor", "code")
    )


def _secret(variable: str, question: str, noun: str) -> str:
    """From the environment, else asked for on a terminal without showing it; never an argument."""
    given = os.environ.get(variable)
    if given:
        return given
    if not sys.stdin.isatty():
        raise CommandError(
            f"There is no {noun}: set {variable}, or run this on a terminal, where it is asked for."
        )
    try:
        typed = getpass.getpass(f"{question}: ", stream=sys.stderr)
    except EOFError:
        typed = ""
    if not typed:
        raise CommandError(f"No {noun} was given.")
    return typed
