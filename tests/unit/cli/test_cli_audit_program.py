"""`moderate audit export` as a program: Ctrl-C, and a terminal."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[3]
_PROGRAM = """
import signal, sys, time
from cli.main import app
from tests.unit.cli.test_cli_audit import filled
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
desk = filled()
real = desk.trail.of_day
def slow(*args):
    yield from real(*args)
    sys.stderr.write("half way\\n"); sys.stderr.flush()
    if "wait" in sys.argv: time.sleep(60)
desk.trail.of_day = slow
app(["audit", "export", "--since", "2026-11-24", "--stage", "test", *sys.argv[2:]], obj=desk.world)
"""


def _program(*args: str, **options: Any) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", _PROGRAM, *args]
    return subprocess.Popen(command, cwd=_ROOT, **options)  # noqa: S603 - our own program


def test_ctrl_c_leaves_no_file_at_all(tmp_path: Path) -> None:
    file = tmp_path / "audit.ndjson"
    with _program("wait", "--output", str(file), stderr=subprocess.PIPE) as program:
        assert program.stderr
        while b"half way" not in program.stderr.readline():
            pass
        assert [each.suffix for each in tmp_path.iterdir()] == [".part"]
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=60) == 130
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_shows_a_bar_and_the_lines_stay_whole(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    file = tmp_path / "out"
    with file.open("wb") as out:
        program = _program("go", stdout=out, stderr=theirs, env={"PATH": "", "TERM": "xterm"})
        os.close(theirs)
        shown = b""
        while program.poll() is None or not shown:
            try:
                shown += os.read(ours, 1024)
            except OSError:  # the other side is closed: it has ended
                break
        assert program.wait(timeout=60) == 0
    os.close(ours)
    assert b"Exporting" in shown
    assert len([json.loads(line) for line in file.read_text().splitlines()]) == 3
