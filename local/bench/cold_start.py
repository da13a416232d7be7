"""Cold start: a fresh process imports and sets up a function, against a bare handler."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from local.bench.functions import FUNCTIONS, Function
from local.bench.report import Cell, Figure, Part, Table, at_most

_REPOSITORY = Path(__file__).resolve().parents[2]
_PROBE = "local.bench.cold_start_probe"
_CACHED_RUNS = 9
_COMPILED_RUNS = 3
_MOST = 1.25


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds of one cold start."""

    cpu: float
    wall: float
    modules: int


def measure() -> Part:
    """Both starts in turn, with Python's bytecode cached and, as archives ship, without."""
    figures: list[Figure] = []
    rows: list[tuple[Cell, ...]] = []
    for compiled, how, runs in (
        (True, "bytecode cached", _CACHED_RUNS),
        (False, "compiled from source", _COMPILED_RUNS),
    ):
        for function in FUNCTIONS:
            ours, bare = interleaved(function, runs=runs, compiled=compiled)
            ratio = median_ratio(ours, bare)
            figures.append(at_most(f"{function.name}, {how}: CPU against bare", ratio, _MOST, "x"))
            for what, starts in (("function", ours), ("bare", bare)):
                middle = median(starts)
                least = min(each.cpu for each in starts)
                times = (round(seconds * 1000) for seconds in (middle.cpu, least, middle.wall))
                rows.append((function.name, how, what, *times, middle.modules))
    columns = ("function", "Python", "what", "CPU ms", "least CPU ms", "wall ms", "modules")
    return Part(
        name="cold-start",
        title="Cold start",
        figures=tuple(figures),
        tables=(Table(title="Medians and the least", columns=columns, rows=tuple(rows)),),
        notes=(
            "From before the first import to after the set-up; Python's own start is in neither.",
            "Ratio: the median of the pairs that ran one after the other; "
            f"{_CACHED_RUNS} pairs cached, {_COMPILED_RUNS} compiled.",
            "The bare handler makes the same boto3 clients with the same configuration.",
            "Archives hold no bytecode, and Lambda's code folder is read-only: there, Python "
            "compiles the source at every cold start.",
        ),
    )


def interleaved(
    function: Function, *, runs: int, compiled: bool
) -> tuple[list[Start], list[Start]]:
    """Starts of the function and of the bare handler in turn, so that both meet the same load."""
    ours, bare = [], []
    for _ in range(runs + 1):
        bare.append(start(function, "floor", json.dumps(function.clients), compiled=compiled))
        ours.append(start(function, "handler", function.package, compiled=compiled))
    return ours[1:], bare[1:]  # the first run of each fills the file cache


def start(function: Function, *arguments: str, compiled: bool) -> Start:
    """One cold start in a process of its own."""
    with tempfile.TemporaryDirectory() as nothing_compiled:
        environment = {"PATH": os.environ.get("PATH", ""), **function.environment()}
        if not compiled:
            environment |= {
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPYCACHEPREFIX": nothing_compiled,
            }
        done = subprocess.run(  # noqa: S603 - this interpreter with our own arguments
            [sys.executable, "-m", _PROBE, *arguments],
            cwd=_REPOSITORY,
            env=environment,
            capture_output=True,
            check=True,
            timeout=120,
        )
    return Start(**json.loads(done.stdout))


def median_ratio(ours: list[Start], bare: list[Start]) -> float:
    """How many times the CPU of the bare start ours needs; what disturbs a pair disturbs both."""
    return statistics.median(our.cpu / one.cpu for our, one in zip(ours, bare, strict=True))


def median(starts: list[Start]) -> Start:
    """The median of each number for itself."""
    return Start(
        statistics.median(each.cpu for each in starts),
        statistics.median(each.wall for each in starts),
        round(statistics.median(each.modules for each in starts)),
    )
