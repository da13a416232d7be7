"""The lines of an export: what each format promises of any text that somebody chose."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.audit_formats import Format, heading, line_text
from lambdas.moderation.domain.content import MediaType, Upload
from lambdas.moderation.domain.state import EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Action, Reason, Severity, Status
from lambdas.moderation.ports.desk import Line

_AT = datetime(2026, 11, 24, 9, 30, 0, 123_000, tzinfo=UTC)
_DECIDED = Line(
    "5eb687fda921459752ad6361f9e4c315",
    HistoryEvent(
        kind=EventKind.VERDICT,
        at=_AT,
        number=2,
        status=Status.REJECTED,
        previous_status=Status.IN_REVIEW,
        severity=Severity.HIGH,
        category="violence",
        reasons=(
            Reason(rule="clause:weapons", action=Action.REJECT, text="Real weapons, no toys"),
        ),
        profile="default",
        decider="ana",
        policy_version="0a1b2c3d4e5f",
        model_versions={"moderation_labels": "7.0", "labels": "3.0"},
        upload=Upload(
            media_type=MediaType.JPEG, size=482_113, uploader_id="user-7", reference="listing-42"
        ),
        why='she said "real"',
        details={"clause": "weapons", "case": "1"},
    ),
)
_FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "  =1+1",
    "\xa0=1",
    "\u3000-1",
]
_ANY_TEXT = st.text(st.characters(blacklist_categories=["Cs"]))


def written(line: Line) -> list[str]:
    """The cells of a line as a reader of CSV gets them; it is one line."""
    text = line_text(Format.CSV, line)
    assert text.endswith("\r\n")
    assert len(text.splitlines()) == 1
    (cells,) = csv.reader(io.StringIO(text))
    return cells


def said(text: str) -> Line:
    """A line in which a stranger's or a person's text stands wherever it can."""
    event = _DECIDED.event
    return Line(
        text,
        replace(
            event,
            why=text,
            decider=text,
            category=text,
            details={text: text},
            reasons=(replace(event.reasons[0], text=text),),
            upload=replace(event.upload or Upload(), uploader_id=text, reference=text),
        ),
    )


def test_the_heading_is_fixed() -> None:
    assert heading(Format.NDJSON) == ""
    assert heading(Format.CSV) == (
        "at,content_id,kind,number,status,previous_status,severity,category,who,why,reasons,"
        "details,profile,policy_version,model_versions,screening,media_type,size,uploader_id,"
        "reference\r\n"
    )


def test_a_decision_as_csv() -> None:
    assert line_text(Format.CSV, _DECIDED) == (
        "2026-11-24T09:30:00.123Z,5eb687fda921459752ad6361f9e4c315,verdict,2,rejected,in_review,"
        'high,violence,ana,"she said ""real""","Real weapons, no toys [clause:weapons]",'
        "case=1; clause=weapons,default,0a1b2c3d4e5f,labels=3.0; moderation_labels=7.0,1,"
        "image/jpeg,482113,user-7,listing-42\r\n"
    )


def test_what_there_is_not_is_empty() -> None:
    bare = HistoryEvent(kind=EventKind.CASE_OPENED, at=_AT, number=1, status=Status.IN_REVIEW)
    assert line_text(Format.CSV, Line("0" * 32, bare)) == (
        f"2026-11-24T09:30:00.123Z,{'0' * 32},case_opened,1,in_review,,,,,,,,,,,1,,,,\r\n"
    )


@pytest.mark.parametrize("text", _FORMULAS)
def test_a_formula_becomes_a_text(text: str) -> None:
    cells = written(said(text))
    assert cells[1] == cells[7] == cells[8] == cells[9] == cells[18] == cells[19] == f"'{text}"
    assert cells[11] == f"'{text}={text}"


@pytest.mark.parametrize("text", ["\t=1+1", "\r=1+1", "\n=1+1", "\x00=1"])
def test_a_control_character_before_a_formula_is_shown(text: str) -> None:
    assert written(said(text))[9].startswith("\\")


@settings(deadline=None)
@given(_ANY_TEXT)
def test_no_cell_can_be_run_or_steers_a_terminal_or_breaks_a_line(text: str) -> None:
    cells = written(said(text))
    assert len(cells) == 20
    for cell in cells:
        assert not cell.lstrip().startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r"))
        assert not {chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x202E)} & set(cell)


@settings(deadline=None)
@given(_ANY_TEXT)
def test_json_is_one_line_of_ascii_with_the_exact_text(text: str) -> None:
    written_text = line_text(Format.NDJSON, said(text))
    assert written_text.isascii()
    assert written_text.count("\n") == 1
    told = json.loads(written_text)
    assert (told["content_id"], told["why"], told["details"]) == (text, text, {text: text})
