"""How long `decide-video` takes over a six-hour video, and how much memory, on one core."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import policy_file
from lambdas.moderation.domain.policy_json import to_json
from local.bench import decide_pages
from local.bench.functions import FUNCTIONS
from local.bench.report import Cell, Figure, Part, Table, at_most

_REPOSITORY = Path(__file__).resolve().parents[2]
_PROBE = "local.bench.decide_probe"
_MOST_SECONDS = 30.0
_MOST_MIB = 256.0
_MIB = 2**20
_WHAT = {"scenes": "a film", "random": "random rows"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision: seconds of one core (`wall`: by the clock), bytes."""

    kind: str
    cpu: float
    deciding_cpu: float
    wall: float
    memory: int
    idle_memory: int
    pages: int
    evidence_bytes: int
    status: str


def measure() -> Part:
    """The same video length and number of detections, once as films are and once at random."""
    decided = [_decide(kind) for kind in decide_pages.KINDS]
    figures: list[Figure] = []
    for each in decided:
        name = _WHAT[each.kind]
        figures += [
            at_most(f"{name}: seconds of one core", each.cpu, _MOST_SECONDS, "s"),
            Figure(what=f"{name}: by the clock", value=each.wall, unit="s"),
            at_most(f"{name}: peak memory", each.memory / _MIB, _MOST_MIB, "MiB"),
        ]
    detections = sum(decide_pages.ROWS.values())
    return Part(
        name="decide-video",
        title=f"A verdict on a six-hour video with {detections:,} detections",
        figures=tuple(figures),
        tables=(_table(decided),),
        notes=(
            "The real handler in its own process on one core, with real boto3 clients whose HTTP "
            "is answered in that process; pacing and waiting are off.",
        ),
    )


def _table(decided: list[Decided]) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _WHAT[each.kind],
            each.pages,
            each.deciding_cpu,
            each.idle_memory / _MIB,
            round(each.evidence_bytes / 1024),
            each.status,
        )
        for each in decided
    )
    columns = (
        "results",
        "pages",
        "s after the last page",
        "MiB before",
        "KiB of evidence, zipped",
        "verdict",
    )
    return Table(title="Beside it", columns=columns, rows=rows)


def _decide(kind: str) -> Decided:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = sum(decide_pages.write(folder, kind, each) for each in decide_pages.ROWS)
        _write_policy_layer(folder)
        done = subprocess.run(  # noqa: S603 - this interpreter with our own arguments
            [sys.executable, "-m", _PROBE, name],
            cwd=_REPOSITORY,
            env=_environment(folder),
            capture_output=True,
            check=True,
            timeout=300,
        )
    result: dict[str, Any] = json.loads(done.stderr.splitlines()[-1])
    if not result.pop("done") or result["pages"] != pages:
        raise RuntimeError(f"{result['pages']} of {pages} pages were read.")
    return Decided(kind=kind, **result)


def _write_policy_layer(folder: Path) -> None:
    """The policy that ships, where the handler looks for it."""
    package = folder / "moderation_policy"
    package.mkdir()
    (package / "__init__.py").touch()
    text = to_json(policy_file.read(_REPOSITORY / "policy.yaml"))
    (package / "policy.json").write_text(text, encoding="utf-8")


def _environment(folder: Path) -> dict[str, str]:
    (function,) = [each for each in FUNCTIONS if each.name == "decide-video"]
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": f"{_REPOSITORY}:{folder}",
        **function.environment(),
    }
