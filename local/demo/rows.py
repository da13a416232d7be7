"""The table of uploads: a row as each verdict comes, and below it what is still on its way."""

import time
from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from lambdas.moderation.domain.verdict import Status
from local.demo.journeys import Arrived, Journeys
from local.demo.untrusted import clipped, visible
from local.demo.watching import Step, Watch

STYLE = {Status.APPROVED: "green", Status.IN_REVIEW: "yellow", Status.REJECTED: "red"}
_MOST_WAITING = 8
_ROOM_FOR_THE_REST = 8
_REASON_LINES = 3
_REASON_CELLS = 110
_REFUSED = 403
_COLUMNS = ("upload", "verdict", "app reads", "seconds", "why")
_FIXED = (("left", 9), ("right", 5), ("right", 7))
_GAPS = 1 + 2 * len(_COLUMNS)


def key_cells(width: int) -> int:
    """The cells that a key gets in a table of that width."""
    return max(16, min(30, width * 27 // 100))


def heading(width: int) -> Table:
    """The names of the columns."""
    return _line(width, Text(" "), [Text(name, style="bold") for name in _COLUMNS])


def row(width: int, arrived: Arrived, *, right: bool) -> Table:
    """One upload with its verdict. All reasons, as far as three lines go, or 110 cells."""
    status = arrived.status
    mark = Text("✓", style="green") if right else Text("✗", style="bold red")
    room = max(_REASON_CELLS, _REASON_LINES * _why_cells(width) - _ROOM_FOR_THE_REST)
    cells = [
        Text(clipped(visible(arrived.content.key), key_cells(width))),
        Text(status.value.replace("_", " "), style=STYLE.get(status, "")),
        Text(str(arrived.read), style="dim" if arrived.read == _REFUSED else "bold"),
        Text(f"{arrived.seconds:.1f}"),
        Text(clipped(visible(arrived.reasons), room)),
    ]
    return _line(width, mark, cells)


def progress(width: int, step: Step) -> Table:
    """A video that got somewhere on its way to the verdict."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=1)
    grid.add_column(width=key_cells(width), no_wrap=True)
    grid.add_column()
    key = clipped(visible(step.key), key_cells(width))
    grid.add_row("…", key, f"{step.seconds:4.1f} s  {step.place}", style="dim")
    return grid


class OnTheirWay:
    """What has no verdict yet, for a live display: renders what is known at the moment."""

    def __init__(self, journeys: Journeys, watch: Watch) -> None:
        self._journeys = journeys
        self._watch = watch
        self._spinner = Spinner("dots")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """A line for each of the first few, and how many there are of each kind."""
        waiting = [name for name in self._journeys.samples if name not in self._journeys.arrived]
        shown = waiting[: max(1, min(_MOST_WAITING, options.size.height - _ROOM_FOR_THE_REST))]
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=1)
        grid.add_column(width=key_cells(options.max_width), no_wrap=True)
        grid.add_column()
        for name in shown:
            key = visible(self._journeys.samples[name].key)
            place = Text(self._place(name), style="cyan")
            grid.add_row(self._spinner, clipped(key, key_cells(options.max_width)), place)
        yield grid
        yield from self._sums(len(waiting) - len(shown))

    def _place(self, name: str) -> str:
        upload = self._journeys.uploaded.get(name)
        if upload is None:
            return "uploading"
        place = self._watch.places.get(name, "screening")
        return f"{time.monotonic() - upload.at:4.1f} s  {place}"

    def _sums(self, hidden: int) -> Iterator[Text]:
        done, all_of_them = len(self._journeys.arrived), len(self._journeys.samples)
        more = f"and {hidden} more; " if hidden > 0 else ""
        yield Text(f"  {more}{done} of {all_of_them} verdicts are in", style="dim")


def _why_cells(width: int) -> int:
    return max(20, width - _GAPS - key_cells(width) - sum(cells for _, cells in _FIXED))


def _line(width: int, mark: Text, cells: Sequence[Text]) -> Table:
    """Each line is a table of its own, printed when it is known: so every column is fixed."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=1)
    grid.add_column(width=key_cells(width), no_wrap=True)
    for justify, cells_wide in _FIXED:
        grid.add_column(width=cells_wide, justify="right" if justify == "right" else "left")
    grid.add_column(width=_why_cells(width), overflow="fold")
    grid.add_row(mark, *cells)
    return grid
