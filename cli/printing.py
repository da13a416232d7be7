"""What every command prints through: plain lines, fields, tables, JSON, and sentences on errors.

Standard output carries answers, standard error everything else. Colour and wrapping are for
terminals only; nothing is ever read as Rich markup.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.untrusted import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

_PIPE_WIDTH = 100_000
"""Wide enough that no table to a pipe or file ever breaks a key."""

_LABEL_WIDTH = 13


class _PlainConsole(Console):
    def on_broken_pipe(self) -> None:
        """Leaves it to the caller (Rich would exit with 1, which means "no" here)."""
        raise BrokenPipeError


def console(stream: IO[str]) -> Console:
    """A console on that stream; colour only on a terminal and without NO_COLOR."""
    terminal = stream.isatty()
    return _PlainConsole(
        file=stream,
        force_terminal=terminal,
        width=None if terminal else _PIPE_WIDTH,
        markup=False,
        emoji=False,
        highlight=False,
    )


def say(text: str = "", *, style: str = "") -> None:
    """One line that is already safe to show; wrapped by the terminal, never by us."""
    _print(Text(text, style=style))


def complain(text: str) -> None:
    """A sentence on standard error. Control characters in it are shown, not sent."""
    lines = (visible(line) for line in text.split("\n"))
    console(sys.stderr).print(Text("\n".join(lines), style="red"), soft_wrap=True)


def fields(rows: Iterable[tuple[str, str, str]]) -> None:
    """Lines of label, text and style; an empty label continues the field above."""
    for label, text, style in rows:
        line = Text(f"  {label:<{_LABEL_WIDTH}}", style="bold")
        line.append(text, style=f"not bold {style}")
        _print(line)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """A table of texts that are already safe to show; without lines and unwrapped to a pipe."""
    out = console(sys.stdout)
    if title:
        out.print(Text(title, style="bold"), soft_wrap=True)
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        grid.add_column(Text(column), overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    out.print(grid)


def as_json(value: object) -> None:
    """The value as indented JSON in plain ASCII, so that nothing in it can steer a terminal."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")
    sys.stdout.flush()


def _print(renderable: "RenderableType") -> None:
    console(sys.stdout).print(renderable, soft_wrap=True)
