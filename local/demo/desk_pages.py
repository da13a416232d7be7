"""What the demo shows of the review desk: cases, one of them step by step, and how to sign in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from lambdas.moderation.domain.case import Case
from local.demo.desk import Driven
from local.demo.rows import key_cells
from local.demo.untrusted import clipped, visible

CASES_EXPLAINED = (
    "open-case took them from the review queue. The most urgent comes first: each severity has a "
    "time by which it is to be decided, and a queue."
)
_REASON_CELLS = 160


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case, with the key of its upload and why it is held, in words."""

    key: str
    case: Case
    why: str


def cases_table(rows: Sequence[CaseRow], width: int) -> Table:
    """The cases, the most urgent first."""
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    grid.add_column("content", no_wrap=True, max_width=key_cells(width))
    for name in ("severity", "category", "queue", "due in"):
        grid.add_column(name, no_wrap=True)
    grid.add_column("why", overflow="fold")
    for row in sorted(rows, key=lambda each: (each.case.urgency, each.case.due_at, each.key)):
        case = row.case
        minutes = round((case.due_at - case.opened_at).total_seconds() / 60)
        due = f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"  # noqa: PLR2004 - an hour
        texts = (row.key, case.severity.value, case.category or "-", case.queue, due)
        cells = [clipped(visible(text), key_cells(width)) for text in texts]
        grid.add_row(*map(Text, cells), Text(clipped(visible(row.why), _REASON_CELLS)))
    return grid


def steps(driven: Driven, width: int) -> Table:
    """What was done with one case, a line each."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text("upload", style="bold"), Text(clipped(visible(driven.key), width)))
    for what, answer in driven.steps:
        grid.add_row(Text(what, style="bold"), Text(visible(answer)))
    return grid


def invitation(*, console_url: str, person: str, password: str) -> Panel:
    """Where the console is and how to sign in. The password is of this local cloud only."""
    text = Text()
    for name, value in _sign_in(console_url, person, password):
        text.append(f"{name:<9} ", style="dim")
        text.append(f"{value}\n", style="bold")
    text.append(
        "The certificate is the local cloud's own: the browser asks once whether to trust it.",
        style="dim",
    )
    return Panel(text, title="The review desk is open", expand=False, padding=(0, 2))


def _sign_in(console_url: str, person: str, password: str) -> Iterator[tuple[str, str]]:
    yield "console", console_url
    yield "name", person
    yield "password", password
