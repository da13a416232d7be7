"""`moderate audit export`: all verdicts and all work on cases, line by line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from cli import printing, words
from cli.audit_formats import Format, heading, line_text
from cli.audit_range import Stretch
from cli.desk_world import Unreadable
from cli.errors import AnswerIsNo, CommandError
from cli.output_file import Write, written_to
from cli.status_json import moment
from cli.untrusted import visible
from cli.world import World

_LINES_A_STEP = 200

Reached = Callable[[datetime, int], None]
"""Told up to when everything is written, and how many lines there are by now."""


@dataclass(slots=True)
class Exported:
    """How many lines were written, and how many items could not be read."""

    lines: int = 0
    unreadable: int = 0


def check(form: Format, output: Path | None, *, as_json: bool) -> None:
    """Raises `CommandError` for options that contradict each other."""
    if as_json and output is None and form is Format.CSV:
        raise CommandError(
            "Without --output the lines themselves are the answer: either --json or --format csv."
        )


def export(
    world: World, stretch: Stretch, *, form: Format, output: Path | None, as_json: bool
) -> None:
    """Writes every line of that time, in order of time; memory does not grow with them.

    An item that cannot be read is named on standard error and left out: then it ends with
    `AnswerIsNo`, all the others being written.
    """
    with written_to(output) as write, _bar(stretch, output) as reached:
        done = _write(world, stretch, form, write, reached)
    if output is not None:
        _tell(done, stretch, form, output, as_json=as_json)
    if done.unreadable:
        raise AnswerIsNo(
            f"{words.count(done.unreadable, 'item')} could not be read: named above, and left out."
        )


def _write(
    world: World, stretch: Stretch, form: Format, write: Write, reached: Reached
) -> Exported:
    done = Exported()
    write(heading(form))
    for day in stretch.days():
        for line in world.trail.of_day(day, stretch.since, stretch.until):
            if isinstance(line, Unreadable):
                done.unreadable += 1
                printing.complain(f"Damaged: the item {line.item} of {line.content_id}")
                continue
            write(line_text(form, line))
            done.lines += 1
            if done.lines % _LINES_A_STEP == 0:
                reached(line.event.at, done.lines)
        reached(_end_of(day, stretch), done.lines)
    return done


def _end_of(day: date, stretch: Stretch) -> datetime:
    midnight = datetime.combine(day, time(), UTC) + timedelta(days=1)
    return min(midnight, stretch.until)


@contextmanager
def _bar(stretch: Stretch, output: Path | None) -> Iterator[Reached]:
    """How far along the time it is, on a terminal whose standard output is not the lines."""
    shown = sys.stderr.isatty() and (output is not None or not sys.stdout.isatty())
    with Progress(
        TextColumn("Exporting {task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[lines]:,} lines"),
        console=printing.console(sys.stderr),
        transient=True,
        disable=not shown,
        redirect_stdout=False,
    ) as bar:
        total = (stretch.until - stretch.since).total_seconds()
        task = bar.add_task(f"{stretch.since:%Y-%m-%d}", total=total, lines=0)

        def reached(at: datetime, lines: int) -> None:
            gone = (at - stretch.since).total_seconds()
            bar.update(task, completed=gone, lines=lines, description=f"{at:%Y-%m-%d}")

        yield reached


def _tell(done: Exported, stretch: Stretch, form: Format, output: Path, *, as_json: bool) -> None:
    if as_json:
        printing.as_json(
            {
                "file": str(output),
                "format": form.value,
                "since": moment(stretch.since),
                "until": moment(stretch.until),
                "lines": done.lines,
                "unreadable": done.unreadable,
            }
        )
        return
    printing.say(
        f"{words.count(done.lines, 'line')} from {words.when(stretch.since)} until "
        f"{words.when(stretch.until)} written to {visible(str(output))}."
    )
