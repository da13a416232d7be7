"""Where the demo prints: a terminal with colour and movement, or plain lines to a file or pipe."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

_PIPE_WIDTH = 100
_WIDEST = 140
_FRAMES_A_SECOND = 8


def screen() -> Console:
    """Standard output. Colour on a terminal only, and not with NO_COLOR; at most 140 columns.

    A file or pipe gets 100, or as many as COLUMNS says.
    """
    if sys.stdout.encoding.lower() != "utf-8" and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    terminal = sys.stdout.isatty()
    width = None if terminal or os.environ.get("COLUMNS") else _PIPE_WIDTH
    console = Console(force_terminal=terminal, width=width, highlight=False, emoji=False)
    console.width = min(console.width, _WIDEST)
    return console


def show(console: Console, what: RenderableType) -> None:
    """Prints it; to a file or pipe without the blanks that fill a table's lines."""
    if console.is_terminal:
        console.print(what)
        return
    with console.capture() as captured:
        console.print(what)
    lines = (line.rstrip() for line in captured.get().splitlines())
    console.print(Text("\n".join(lines)), soft_wrap=True)


def shows_live(console: Console) -> bool:
    """Whether something can move there."""
    return console.is_terminal and not console.is_dumb_terminal


@contextmanager
def live(console: Console, what: RenderableType) -> Iterator[Callable[[], None]]:
    """A display that stays below what is printed, and how to refresh it.

    Nothing where nobody watches.
    """
    if not shows_live(console):
        yield lambda: None
        return
    with Live(
        what, console=console, transient=True, refresh_per_second=_FRAMES_A_SECOND
    ) as display:
        yield display.refresh
