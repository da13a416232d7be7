"""`moderate` as a program: streams, pipes, colour, start-up."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli import printing
from cli.main import app
from tests.unit.cli.desk import WEAPONS, Desk

_ROOT = Path(__file__).parents[3]
_PROGRAM = [sys.executable, "-m", "cli.main"]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _start(*args: str, **options: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true", **options}
    return subprocess.run(  # noqa: S603 - our own program
        [*_PROGRAM, *args],
        cwd=_ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_help_needs_no_boto3_and_tells_the_exit_codes() -> None:
    code = (
        "import sys; from cli.main import app; from typer.testing import CliRunner; "
        "out = CliRunner().invoke(app, ['status', '--help']).stdout; "
        "assert 'Example: moderate status' in out; "
        "assert not {'boto3', 'botocore', 'yaml'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, timeout=60, check=False)  # noqa: S603 - our own code
    assert done.returncode == 0
    assert "0 done, 1 the answer" in _start("--help").stdout


@pytest.mark.parametrize(
    "command",
    [
        "status",
        "rescreen",
        "dlq list",
        "dlq show",
        "dlq redrive",
        "cases list",
        "cases show",
        "cases claim",
        "cases decide",
        "cases release",
        "audit export",
        "users add",
        "users remove",
        "users restore",
        "users role",
        "users list",
    ],
)
def test_every_command_has_an_example_a_stage_and_json(command: str) -> None:
    text = Desk().run(*command.split(), "--help").out
    assert f"Example: moderate {command}" in text
    assert "MODERATION_STAGE" in text
    assert "--json" in text


@pytest.mark.parametrize("option", ["", "--json"])
def test_a_reader_that_leaves_ends_it_quietly(option: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(  # noqa: S603 - our own program
        [*_PROGRAM, "policy", "show", "policy.yaml", *option.split()],
        cwd=_ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_output_that_the_locale_cannot_write_is_escaped(tmp_path: Path) -> None:
    done = _start("policy", "check", str(tmp_path / "🦄"), PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "\\U0001f984" in done.stdout


def test_without_credentials_it_is_unreachable_in_one_sentence(tmp_path: Path) -> None:
    done = _start("status", "x", "--stage", "dev", AWS_REGION="eu-west-1", HOME=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("There are no AWS credentials.")


def test_nobody_at_the_endpoint_is_unreachable_in_one_sentence(tmp_path: Path) -> None:
    done = _start(
        "status",
        "x",
        "--stage",
        "local",
        AWS_REGION="eu-west-1",
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - nobody listens
        AWS_ENDPOINT_URL="http://127.0.0.1:9",
        HOME=str(tmp_path),
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Cannot connect to AWS at http://127.0.0.1:9")
    assert "make up" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_terminal_gets_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    printing.say("red", style="red")
    assert "\x1b[31m" in terminal.getvalue()


def test_a_terminal_with_no_color_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    printing.say("red", style="red")
    assert "\x1b[31m" not in terminal.getvalue()


def test_force_color_does_not_colour_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    desk = Desk()
    desk.judged("cat.jpg", WEAPONS)
    assert "\x1b" not in desk.run("status", "cat.jpg").out


def test_wrong_commands_are_wrong_usage() -> None:
    assert Desk().run("stats").exit_code == 2
    assert app.info.no_args_is_help
