"""`moderate audit export`."""

import json
import os
import stat
import tracemalloc
from datetime import date, timedelta
from pathlib import Path

import pytest

from cli.desk_world import Unreadable
from lambdas.moderation.domain.errors import Retryable
from tests.unit.cli.desk import NOON, WEAPONS, Desk

_DAYS = ("--since", "2026-11-23", "--until", "2026-11-24")
_BAD = Unreadable("0" * 32, "history#2026-11-24T11:00:00.000Z#verdict#0001")


def filled(number: int = 3) -> Desk:
    """A stage with verdicts an hour apart, the last one an hour ago."""
    desk = Desk()
    for each in range(number):
        desk.judged(f"{each}.jpg", WEAPONS, at=NOON - timedelta(hours=number - each))
    return desk


def export(desk: Desk, *args: str, days: tuple[str, ...] = _DAYS) -> tuple[int, list[str], str]:
    """Exit code, lines and complaints."""
    ran = desk.run("audit", "export", *days, *args)
    return ran.exit_code, ran.out.splitlines(), ran.err


def test_every_line_is_json_with_its_content_and_its_whole_event() -> None:
    code, lines, err = export(filled())
    told = [json.loads(line) for line in lines]
    assert (code, err) == (0, "")
    assert [each["at"] for each in told] == [
        "2026-11-24T09:00:00.000Z",
        "2026-11-24T10:00:00.000Z",
        "2026-11-24T11:00:00.000Z",
    ]
    assert list(told[0])[:3] == ["content_id", "kind", "at"]
    assert told[0]["reasons"][0]["findings"][0]["label"] == "Weapons"
    assert told[0]["details"] == {}


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-11-24", "2026-11-24", [9, 10, 11]),
        ("2026-11-24", None, [9, 10, 11]),
        ("2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z", [10]),
        ("2026-11-24T10:00:00", "2026-11-24T11:00:00.001Z", [10, 11]),
        ("2026-11-24T11:00:00+01:00", "2026-11-24T12:00:00+01:00", [10]),
        ("2026-11-24T10:00:00.001Z", "9999-12-31", [11]),
        ("2026-11-01", "2026-11-23", []),
    ],
)
def test_since_counts_and_until_does_not_and_a_date_is_its_whole_day(
    since: str, until: str | None, hours: list[int]
) -> None:
    days = ("--since", since, *(("--until", until) if until else ()))
    _, lines, _ = export(filled(), days=days)
    assert [int(json.loads(line)["at"][11:13]) for line in lines] == hours


def test_only_the_days_of_that_time_are_asked_for_and_none_after_today() -> None:
    desk = filled()
    export(desk, days=("--since", "2026-11-22T23:00:00Z", "--until", "2999-12-31"))
    assert desk.trail.days == [date(2026, 11, day) for day in (22, 23, 24)]


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (("--since", "yesterday"), "--since yesterday is not a time. A date such as 2026-11-01"),
        (("--since", "2026-02-30"), "--since 2026-02-30 is not a time."),
        (("--since", "2026-11-01", "--until", ""), "--until  is not a time."),
        (("--since", "0001-01-01T00:00:00+10:00"), "--since 0001-01-01T00:00:00+10:00 is not"),
        (("--since", "2026-11-25"), "--since 2026-11-25 is not over yet: there is nothing"),
        (
            ("--since", "2026-11-24", "--until", "2026-11-22"),
            "--until 2026-11-22 is not after --since 2026-11-24.",
        ),
    ],
)
def test_times_that_make_no_sense_are_wrong_usage(days: tuple[str, ...], why: str) -> None:
    desk = filled()
    code, lines, err = export(desk, days=days)
    assert (code, lines, desk.trail.days) == (2, [], [])
    assert err.startswith(why)


def test_a_damaged_item_is_named_and_counted_and_ends_nothing(tmp_path: Path) -> None:
    desk = filled()
    desk.trail.damaged[NOON.date()] = [_BAD]
    file = tmp_path / "audit.ndjson"
    code, lines, err = export(desk, "--output", str(file))
    assert code == 1
    assert err.splitlines() == [
        f"Damaged: the item {_BAD.item} of {_BAD.content_id}",
        "1 item could not be read: named above, and left out.",
    ]
    assert len(file.read_text().splitlines()) == 3
    assert lines == [
        f"3 lines from 2026-11-23 00:00:00 UTC until 2026-11-24 12:00:00 UTC written to {file}."
    ]


def test_a_file_has_the_same_lines_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    desk, file = filled(), tmp_path / "audit.ndjson"
    _, shown, _ = export(desk)
    export(desk, "--output", str(file))
    assert file.read_text().splitlines() == shown
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_the_summary_as_json(tmp_path: Path) -> None:
    file = tmp_path / "audit.csv"
    ran = filled().run(
        "audit", "export", *_DAYS, "--format", "csv", "--output", str(file), "--json"
    )
    assert ran.json == {
        "file": str(file),
        "format": "csv",
        "since": "2026-11-23T00:00:00.000Z",
        "until": "2026-11-24T12:00:00.000Z",
        "lines": 3,
        "unreadable": 0,
    }


def test_json_and_csv_to_standard_output_contradict_each_other() -> None:
    code, lines, err = export(filled(), "--format", "csv", "--json")
    assert (code, lines) == (2, [])
    assert err.startswith("Without --output the lines themselves are the answer")
    assert export(filled(), "--json") == export(filled())


@pytest.mark.parametrize("failure", [Retryable("busy", code="busy"), KeyboardInterrupt()])
def test_what_stops_it_leaves_nothing_under_the_name(
    tmp_path: Path, failure: BaseException
) -> None:
    desk, file = filled(), tmp_path / "audit.ndjson"
    file.write_text("the last one\n")
    desk.trail.fails_after, desk.trail.failure = 2, failure
    code, _, _ = export(desk, "--output", str(file))
    assert code == (130 if isinstance(failure, KeyboardInterrupt) else 2)
    assert file.read_text() == "the last one\n"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("missing/audit.csv", "cannot be written: No such file or directory"),
        (".", "is not a file. Leave --output out for standard output."),
        ("pipe", "is not a file."),
    ],
)
def test_where_nothing_can_be_written_is_told(
    tmp_path: Path, path: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    code, _, err = export(filled(), "--output", path)
    assert code == 2
    assert err.startswith(f"{path} {why}")
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


def test_a_link_stays_one_and_its_file_is_written(tmp_path: Path) -> None:
    link, file = tmp_path / "link", tmp_path / "file"
    link.symlink_to(file)
    export(filled(), "--output", str(link))
    assert link.is_symlink()
    assert len(file.read_text().splitlines()) == 3


def test_memory_does_not_grow_with_the_lines(tmp_path: Path) -> None:
    desk = Desk()
    desk.judged("cat.jpg", WEAPONS, at=NOON - timedelta(hours=1))
    (line,) = desk.contents.lines()

    def many(*_: object) -> object:
        return (line for _ in range(3_000))

    desk.trail.of_day = many  # type: ignore[method-assign,assignment] # the same line, often
    tracemalloc.start()
    ran = desk.run("audit", "export", *_DAYS, "--output", str(tmp_path / "big.ndjson"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ran.out.startswith("6,000 lines")
    assert (tmp_path / "big.ndjson").stat().st_size > 3_000_000
    assert peak < 1_500_000
