"""What the bench found: figures beside their goals, tables, and how both look."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

Cell = str | float | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number. `met` is None where there is no goal."""

    what: str
    value: float
    unit: str = ""
    goal: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows behind the figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One measurement: its figures, its tables and what one must know to read them."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


def at_most(what: str, value: float, goal: float, unit: str = "") -> Figure:
    """A figure whose goal is an upper limit."""
    text = f"≤ {number(goal)} {unit}".strip()
    return Figure(what=what, value=value, unit=unit, goal=text, met=value <= goal)


def at_least(what: str, value: float, goal: float, unit: str = "") -> Figure:
    """A figure whose goal is a lower limit."""
    text = f"≥ {number(goal)} {unit}".strip()
    return Figure(what=what, value=value, unit=unit, goal=text, met=value >= goal)


def number(value: Cell) -> str:
    """A number with four significant digits at least, without needless zeros."""
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else value
    if value == round(value) or abs(value) >= 1000:  # noqa: PLR2004 - four digits are enough
        return f"{value:,.0f}"
    return f"{value:.4g}"


def show(part: Part, console: Console) -> None:
    """Prints one measurement."""
    console.rule(part.title)
    table = RichTable("figure", "measured", "goal", "")
    for figure in part.figures:
        mark = {None: "", True: "[green]met[/green]", False: "[red]missed[/red]"}[figure.met]
        table.add_row(
            figure.what, f"{number(figure.value)} {figure.unit}".strip(), figure.goal, mark
        )
    console.print(table)
    for each in part.tables:
        rows = RichTable(*each.columns, title=each.title, title_justify="left")
        for row in each.rows:
            rows.add_row(*(number(cell) for cell in row))
        console.print(rows)
    for note in part.notes:
        console.print(f"[dim]· {note}[/dim]")


def to_json(parts: Sequence[Part], *, machine: str, at: str) -> str:
    """All measurements for programs."""
    content = {"at": at, "machine": machine, "parts": [asdict(part) for part in parts]}
    return json.dumps(content, indent=1, ensure_ascii=False)


def write(path: Path, text: str) -> None:
    """Writes the report's file, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(path)
