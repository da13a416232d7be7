"""How every command runs: errors become sentences and exit codes, a broken pipe ends quietly."""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import typer
from typer.core import TyperGroup

from cli import printing
from cli.errors import CommandError
from cli.world import World
from lambdas.moderation.domain.errors import ModerationError

if TYPE_CHECKING:
    from typer._click import Context  # for its type alone: Typer gives it no public name

DEBUG = "MODERATION_DEBUG"
"""Set to anything: an error that we did not foresee shows where it happened."""

_BROKEN_PIPE = 141
"""What a shell reports for a program that SIGPIPE ended (128 + 13)."""


class Commands(TyperGroup):
    """A group of commands with the exit codes of DESIGN: 0 done, 1 no, 2 wrong or unreachable."""

    def invoke(self, ctx: "Context") -> object:
        """Runs the command; every error leaves as `typer.Exit`, told in plain sentences."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _close_pipe()
            raise typer.Exit(_BROKEN_PIPE) from None
        except CommandError as failure:
            _end(failure)
        except ModerationError as error:
            from cli.aws_errors import explained  # noqa: PLC0415 - botocore only where it is needed

            _end(explained(error))


def connected(ctx: typer.Context, stage: str | None) -> World:
    """The world of that stage, by the `Connect` in the context's object if a test put one there."""
    if not stage:
        raise CommandError(
            "Which stage? Give --stage NAME or set MODERATION_STAGE. "
            "For the local cloud: source .local/env.sh"
        )
    if ctx.obj is None:
        from cli.connect import connect  # noqa: PLC0415 - boto3 takes half of the start-up time

        return connect(stage)
    world: World = ctx.obj(stage)
    return world


def run(app: typer.Typer) -> NoReturn:
    """Runs the app as a program: never a traceback, but with MODERATION_DEBUG."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # not a text file: somebody replaced it
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # see above
    try:
        typer.main.get_command(app).main(prog_name="moderate")
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        printing.complain(
            f"moderate met an error of its own, please report it: {type(error).__name__}: {error}\n"
            f"Set {DEBUG}=1 to see where it happened."
        )
    sys.exit(CommandError.exit_code)


def _end(failure: CommandError) -> NoReturn:
    message = str(failure)
    if message:
        printing.complain(message)
    raise typer.Exit(failure.exit_code)


def _close_pipe() -> None:
    """Sends Python's own last flush nowhere, as its documentation advises ("Note on SIGPIPE")."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
