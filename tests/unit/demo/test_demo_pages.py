"""What the demo prints: in its columns, and with nothing in it that steers a terminal."""

import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, RenderableType

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.verdict import Status
from local.demo import pages, rows
from local.demo.expectations import Difference
from local.demo.journeys import Arrived
from local.demo.untrusted import clipped, visible

JOINER = "\u200d"
ODD = "odd/\x1b[2J\u202e\N{SUNFLOWER}" + "\N{SUNFLOWER}" * 300


def printed(what: RenderableType, width: int) -> list[str]:
    """The lines of it, without colour."""
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=False).print(what)
    return out.getvalue().splitlines()


def arrived(key: str, why: str = "Weapons 97 %: reject from 95 %") -> Arrived:
    """A rejected upload."""
    reason = {"rule": "weapons", "text": why}
    return Arrived(
        name="one",
        content=Content("bucket", key, "v1"),
        event={"status": "rejected", "reasons": [reason, reason]},
        seconds=1.25,
        read=403,
    )


@given(st.text(), st.integers(min_value=2, max_value=60))
def test_clipped_text_never_takes_more_cells_than_it_may(text: str, cells: int) -> None:
    assert cell_len(clipped(visible(text), cells)) <= cells


@given(st.text())
def test_visible_text_has_nothing_that_breaks_a_line_or_steers_a_terminal(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(letter) for letter in shown if letter != JOINER} & {"Cc", "Cf"}


def test_a_control_character_is_spelt_out() -> None:
    assert visible("a\x1b[2J\u202e\n\\") == "a\\x1b[2J\\u202e\\n\\\\"


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_row_stays_within_the_width_whatever_the_key(width: int) -> None:
    lines = printed(rows.row(width, arrived(ODD, why="because " * 200), right=True), width)
    assert len(lines) <= 6
    assert all(cell_len(line) <= width for line in lines)
    assert "\x1b" not in "".join(lines)


def test_a_row_says_the_verdict_the_read_the_seconds_and_all_reasons() -> None:
    text = " ".join(" ".join(printed(rows.row(140, arrived("a.jpg"), right=True), 140)).split())
    assert text.startswith("✓ a.jpg rejected 403 1.2 Weapons 97 %: reject from 95 %; Weapons")


def test_a_row_that_is_not_as_expected_is_marked() -> None:
    assert printed(rows.row(100, arrived("a.jpg"), right=False), 100)[0].startswith("✗")


def test_a_mail_shows_who_gets_it_its_subject_and_its_text_as_it_is() -> None:
    mail = pages.mail(to=["m@example.com"], subject="An upload", text='Upload: "a\\u202e"\nWhy:\n')
    text = "\n".join(printed(mail, 80))
    assert "To:       m@example.com" in text
    assert "Subject:  An upload" in text
    assert '"a\\u202e"' in text


def test_a_mail_to_nobody_says_so() -> None:
    assert "nobody" in "".join(printed(pages.mail(to=[], subject="s", text="t"), 80))


def test_a_difference_names_the_upload_and_both_sides() -> None:
    found = [Difference(key="a.jpg", what="app reads", expected="403", got="200")]
    line = printed(pages.differences_table(found, 80), 80)[-2]
    assert line.split() == ["a.jpg", "app", "reads", "403", "200"]


def test_the_summary_says_whether_all_was_as_expected() -> None:
    counts = {Status.APPROVED: 2, Status.REJECTED: 1}
    assert pages.summary(counts, wrong=0, seconds=41.4).plain == (
        "✓ 3 uploads: 2 approved, 1 rejected; all as expected. 41 s."
    )
    assert "1 thing is not as expected" in pages.summary(counts, wrong=1, seconds=1).plain


def test_the_next_steps_name_the_bucket_of_a_cloud_that_keeps_running() -> None:
    kept = "\n".join(line.plain for line in pages.next_steps(Path(".local"), "uploads-1"))
    ended = "\n".join(line.plain for line in pages.next_steps(Path(".local"), None))
    assert "s3://uploads-1/" in kept
    assert "make up" not in kept
    assert "make up && . .local/env.sh" in ended
