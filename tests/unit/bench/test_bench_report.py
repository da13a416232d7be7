"""The report: goals, numbers, and the shape for programs."""

import json

import pytest
from rich.console import Console

from local.bench.burst import Burst
from local.bench.cold_start import Start, median_ratio
from local.bench.report import Figure, Part, Table, at_least, at_most, number, show, to_json

PART = Part(
    name="part",
    title="A part",
    figures=(at_most("share", 0.8, 0.75, "%"), Figure(what="plain", value=3.0)),
    tables=(Table(title="Rows", columns=("a", "b"), rows=(("x", 1), ("y", 2.5))),),
    notes=("A note.",),
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (0.000123456, "0.0001235"), (37652.4, "37,652"), (1234, "1,234"), ("x", "x")],
)
def test_numbers_are_short(value: str | float, text: str) -> None:
    assert number(value) == text


def test_a_limit_itself_meets_the_goal() -> None:
    assert at_most("a", 1.25, 1.25).met
    assert at_least("a", 95.0, 95.0).met


def test_beyond_the_limit_misses_it() -> None:
    assert at_most("a", 1.26, 1.25).met is False
    assert at_least("a", 94.9, 95.0).met is False


def test_what_has_no_goal_is_neither_met_nor_missed() -> None:
    assert Figure(what="a", value=1.0).met is None


def test_a_missed_goal_is_shown_as_missed() -> None:
    console = Console(record=True, width=100, quiet=False)
    show(PART, console)
    shown = console.export_text()
    assert "missed" in shown
    assert "A note." in shown


def test_programs_get_every_figure_with_its_goal() -> None:
    told = json.loads(to_json([PART], machine="m", at="2026-11-24T00:00:00+00:00"))
    (part,) = told["parts"]
    assert part["figures"][0] == {
        "what": "share",
        "value": 0.8,
        "unit": "%",
        "goal": "≤ 0.75 %",
        "met": False,
    }


def test_the_quota_used_counts_from_the_first_call_to_the_last() -> None:
    burst = Burst(
        uploads=100,
        quota=10,
        last_verdict=12.5,
        last_enforced=13.0,
        verdicts=100,
        dead_letters=0,
        accepted=198,
        throttled=2,
        per_second=(5, 20, 18, 20, 3),
        operations=2,
    )
    assert burst.ideal == 10
    assert burst.share_of_quota == pytest.approx(80)
    assert burst.share_when_busy == pytest.approx(100 * 58 / 60)
    assert burst.share_throttled == pytest.approx(1)


def test_a_cold_starts_ratio_is_that_of_the_middle_pair() -> None:
    ours = [Start(cpu, 1.0, 500) for cpu in (0.3, 0.6, 0.9)]
    bare = [Start(cpu, 1.0, 400) for cpu in (0.2, 0.5, 0.3)]
    assert median_ratio(ours, bare) == pytest.approx(1.5)
