"""The review desk: what a claim and a decision take, with few open cases and with very many."""

from collections.abc import Sequence
from dataclasses import dataclass

from local.bench import desk_api, desk_run
from local.bench import prices as price_list
from local.bench.cloud import BenchCloud
from local.bench.cost import Assumptions, total
from local.bench.desk_figures import (
    DOLLARS_AN_HOUR,
    Counted,
    bill,
    counted,
    paired_ratio,
    percent_of_a_minute,
    times,
)
from local.bench.desk_run import FEW, MANY, ROUNDS, DeskRun
from local.bench.desk_tape import Step
from local.bench.report import Cell, Figure, Part, Table, at_most

_MOST_TIMES = 1.1
_FUNCTION = "review-api"
_WHOLE_WAY = ("claim", "reveal", "decide")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One step of the work, round by round, on each table."""

    step: str
    few: tuple[Step, ...]
    again: tuple[Step, ...]
    many: tuple[Step, ...]
    floor: tuple[Step, ...]


def measure(bench: BenchCloud) -> Part:
    """Tables of their own by the adapters, then the deployed desk by its API."""
    ran = desk_run.run(bench)
    both = compared(ran)
    work = desk_api.run(bench)
    found = bench.functions.get_function_configuration(FunctionName=bench.function(_FUNCTION))
    looks = _looks_table(ran.few.looks, ran.many.looks)
    return part(both, work, looks, memory_mb=found["MemorySize"])


def compared(ran: DeskRun) -> tuple[Compared, Compared]:
    """The claims and the decisions of a run."""
    tables = {"few": ran.few, "again": ran.again, "many": ran.many, "floor": ran.floor}
    return (
        Compared(step="claim", **{name: each.claims for name, each in tables.items()}),
        Compared(step="decide", **{name: each.decisions for name, each in tables.items()}),
    )


def part(both: Sequence[Compared], work: desk_api.Work, looks: Table, *, memory_mb: int) -> Part:
    """The report of it."""
    prices = price_list.read()
    needed = [counted(each.many) for each in both]
    lines = bill(needed, memory_mb=memory_mb, prices=prices, assume=Assumptions())
    dollars = total(lines)
    rows: list[tuple[Cell, ...]] = [
        (line.what, line.units, line.dollars, line.confidence) for line in lines
    ]
    cost = Table(
        title="The bill of a claim and a decision",
        columns=("what", "a case", "$ for 1,000", "price"),
        rows=(*rows, ("all of it", "", dollars, "")),
    )
    return Part(
        name="desk",
        title=f"The review desk with {FEW:,} and with {MANY:,} open cases",
        figures=(
            *(figure for each in both for figure in _figures(each)),
            *_whole_way_figures(work),
            Figure(what="claim and decide, for 1,000 cases", value=dollars, unit="$"),
            Figure(
                what="beside a moderator's minute a case",
                value=percent_of_a_minute(dollars),
                unit="%",
            ),
        ),
        tables=(_times_table(both), _counts_table(both), _whole_way_table(work), looks, cost),
        notes=_notes(prices.as_of),
    )


def _figures(found: Compared) -> list[Figure]:
    few, many = counted(found.few), counted(found.many)
    more = f"{found.step}: more with {MANY:,} open cases:"
    return [
        at_most(
            f"{found.step}: time with {MANY:,} open cases against {FEW:,}",
            _ratio(found.many, found.few),
            _MOST_TIMES,
            "x",
        ),
        Figure(
            what=f"{found.step}: time with {FEW:,} against {FEW:,}, the noise",
            value=_ratio(found.again, found.few),
            unit="x",
        ),
        Figure(
            what=f"{found.step}: time against its bare requests",
            value=_ratio(found.few, found.floor),
            unit="x",
        ),
        at_most(f"{more} requests", many.in_all - few.in_all, 0),
        at_most(f"{more} items examined", many.examined - few.examined, 0),
        at_most(f"{more} read and write units", many.units - few.units, 0),
    ]


def _whole_way_figures(work: desk_api.Work) -> list[Figure]:
    return [
        Figure(
            what=f"{step} by the API: time against a bare one",
            value=paired_ratio(getattr(work, step), work.bare),
            unit="x",
        )
        for step in _WHOLE_WAY
    ]


def _times_table(both: Sequence[Compared]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for found in both:
        for name, steps in (
            (f"{FEW:,} open cases", found.few),
            (f"{FEW:,} open cases, again", found.again),
            (f"{MANY:,} open cases", found.many),
            ("its bare requests, few items", found.floor),
        ):
            took = times(_seconds(steps))
            rows.append((found.step, name, took.median, took.p95, took.least))
    columns = ("step", "table", "median ms", "95 % ms", "least ms")
    return Table(title=f"Times of {ROUNDS} rounds", columns=columns, rows=tuple(rows))


def _counts_table(both: Sequence[Compared]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for found in both:
        few, many = _rows_of(counted(found.few)), _rows_of(counted(found.many))
        rows += [
            (found.step, what, few.get(what, 0.0), many.get(what, 0.0)) for what in {**few, **many}
        ]
    columns = ("step", "what", f"{FEW:,} open cases", f"{MANY:,} open cases")
    return Table(title="What a step asks for", columns=columns, rows=tuple(rows))


def _rows_of(step: Counted) -> dict[str, float]:
    return {
        **step.requests,
        "items examined or written": step.examined,
        "read units": step.read_units,
        "write units": step.write_units,
    }


def _looks_table(few: Sequence[Step], many: Sequence[Step]) -> Table:
    """Not one step of a case: it counts, one page of the index at most for each number."""
    rows: list[tuple[Cell, ...]] = []
    for open_cases, steps in ((FEW, few), (MANY, many)):
        took, needs = times(_seconds(steps)), counted(steps)
        rows.append(
            (f"{open_cases:,}", took.median, needs.in_all, needs.examined, needs.read_units)
        )
    columns = ("open cases", "median ms", "requests", "items examined", "read units")
    return Table(title="A look at all queues and their counts", columns=columns, rows=tuple(rows))


def _whole_way_table(work: desk_api.Work) -> Table:
    rows = []
    for step in (*_WHOLE_WAY, "bare"):
        took = times(getattr(work, step))
        name = "a bare function by an API" if step == "bare" else step
        rows.append((name, took.median, took.p95, took.least))
    columns = ("step", "median ms", "95 % ms", "least ms")
    title = f"By the API, {desk_api.ROUNDS} rounds"
    return Table(title=title, columns=columns, rows=tuple(rows))


def _notes(as_of: str) -> tuple[str, ...]:
    return (
        "The real use cases on the real adapters, an idempotency key with each write; the tables "
        "are asked in turn in every round, and ratios are the median of the rounds.",
        "The bare requests are those of the very same round, to a table with 30 open cases.",
        "Read units by the sizes of what came, write units as the local cloud tells them.",
        f"Prices: us-east-1, {as_of}. Assumed: {Assumptions().request_seconds} s a request, a "
        f"moderator costs ${DOLLARS_AN_HOUR:g} an hour.",
    )


def _ratio(these: Sequence[Step], those: Sequence[Step]) -> float:
    return paired_ratio(_seconds(these), _seconds(those))


def _seconds(steps: Sequence[Step]) -> list[float]:
    return [step.seconds for step in steps]
