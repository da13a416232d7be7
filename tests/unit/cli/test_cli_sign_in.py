"""Who is at the keyboard: name, password and second factor for the review desk."""

import io
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from cli.desk_sign_in import signed_in
from cli.errors import CommandError
from tests.unit.cli.desk import Desk, Ran
from tests.unit.cli.desk_door import FakeDoor

_ROOT = Path(__file__).parents[3]
_SECRET = "correct horse"  # noqa: S105 - a fake's
_COMMANDS = [
    ["list"],
    ["show", "x"],
    ["claim", "general"],
    ["decide", "x", "--approve", "--clause", "fine"],
    ["release", "x"],
]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(desk: Desk, *args: str, **environment: str) -> Ran:
    """`moderate cases …` where the environment says no more than that."""
    empty = {"MODERATION_USER": "", "MODERATION_PASSWORD": "", "MODERATION_CODE": ""}
    return desk.run("cases", *args, **{**empty, **environment})


@pytest.mark.parametrize("args", _COMMANDS)
def test_nobody_is_asked_who_they_are(args: list[str]) -> None:
    ran = run(Desk(), *args)
    assert ran.exit_code == 2
    assert ran.err == "Who are you at the review desk? Give --user NAME or set MODERATION_USER.\n"


@pytest.mark.parametrize("args", _COMMANDS)
def test_a_stage_without_a_desk_is_a_clear_sentence(args: list[str]) -> None:
    ran = run(Desk(door=None), *args, MODERATION_USER="ana", MODERATION_PASSWORD=_SECRET)
    assert (ran.exit_code, ran.out) == (2, "")
    assert ran.err == "Stage test has no review desk.\n"


def test_without_a_terminal_the_password_must_be_in_the_environment() -> None:
    ran = run(Desk(), "list", "--user", "ana")
    assert ran.exit_code == 2
    assert ran.err == (
        "There is no password: set MODERATION_PASSWORD, or run this on a terminal, where it is "
        "asked for.\n"
    )


def test_a_wrong_password_is_a_no_and_is_not_shown() -> None:
    ran = run(Desk(), "list", "--user", "ana", MODERATION_PASSWORD=_SECRET.upper())
    assert ran.exit_code == 1
    assert ran.err == "ana cannot sign in: Incorrect username or password.\n"


def test_the_option_counts_before_the_environment() -> None:
    ran = run(Desk(), "list", "--user", "bob", MODERATION_USER="ana", MODERATION_PASSWORD=_SECRET)
    assert ran.err.startswith("bob cannot sign in")


def test_there_is_no_option_for_a_password() -> None:
    for args in _COMMANDS:
        assert "--password" not in Desk().run("cases", args[0], "--help").out


def test_the_code_of_a_second_factor_comes_from_the_environment_too() -> None:
    desk = Desk(door=FakeDoor(code="123456"))
    known = {"MODERATION_USER": "ana", "MODERATION_PASSWORD": _SECRET}
    assert run(desk, "list", **known, MODERATION_CODE="123456").exit_code == 0
    ran = run(desk, "list", **known, MODERATION_CODE="000000")
    assert (ran.exit_code, ran.out) == (1, "")
    ran = run(desk, "list", **known)
    assert (ran.exit_code, ran.err.split(":")[0]) == (2, "There is no code")


_PROGRAM = """
import sys
from cli.main import app
from tests.unit.cli.desk import Desk
from tests.unit.cli.desk_door import FakeDoor
app(["cases", "list", "--stage", "test", "--user", "ana"], obj=Desk(door=FakeDoor(code="42")).world)
"""


def _on_a_terminal(typed: bytes) -> tuple[int, str, str]:
    """The exit code, what the terminal showed, and standard output."""
    ours, theirs = pty.openpty()
    environment = {"PATH": "/usr/bin:/bin", "TERM": "dumb"}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _PROGRAM],
        cwd=_ROOT,
        env=environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
    ) as program:
        os.close(theirs)
        shown = b""
        for answer in typed.splitlines(keepends=True):
            while not shown.endswith(b": "):  # it reads only after it has turned the echo off
                shown += os.read(ours, 1024)
            os.write(ours, answer)
            shown += b"|"
        assert program.stdout
        out = program.stdout.read()
        code = program.wait(timeout=60)
        os.set_blocking(ours, False)
        with suppress(OSError):  # nothing more: the other side is closed
            shown += os.read(ours, 65_536)
    os.close(ours)
    return code, shown.decode(), out.decode()


def test_on_a_terminal_password_and_code_are_asked_for_and_never_shown() -> None:
    code, shown, out = _on_a_terminal(b"correct horse\n42\n")
    assert code == 0
    assert "Password of ana: " in shown
    assert "Code of ana's second factor: " in shown
    assert "correct" not in shown + out
    assert "42" not in shown + out


def test_an_empty_password_is_none() -> None:
    code, shown, out = _on_a_terminal(b"\n")
    assert (code, out) == (2, "")
    assert "No password was given." in shown


def test_the_end_of_the_input_is_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", nothing)
    monkeypatch.setattr("cli.desk_sign_in.sys.stdin", _Terminal())
    monkeypatch.delenv("MODERATION_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="No password was given"):
        signed_in(Desk().world("test"), "ana")
