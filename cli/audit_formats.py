"""The lines of an export: as JSON for programs, as CSV for people with a spreadsheet.

Both are a public interface, documented in docs/cli.md.
"""

import csv
import io
import json
from collections.abc import Iterable
from enum import StrEnum

from cli.status_json import event_json, moment
from cli.untrusted import visible
from lambdas.moderation.ports.desk import Line


class Format(StrEnum):
    """How an export is written."""

    NDJSON = "ndjson"
    CSV = "csv"


_COLUMNS = (
    "at",
    "content_id",
    "kind",
    "number",
    "status",
    "previous_status",
    "severity",
    "category",
    "who",
    "why",
    "reasons",
    "details",
    "profile",
    "policy_version",
    "model_versions",
    "screening",
    "media_type",
    "size",
    "uploader_id",
    "reference",
)
_FORMULA = frozenset("=+-@＝＋－＠")  # noqa: RUF001 - full-width ones begin formulas too
"""What a spreadsheet may take for the beginning of a formula, and run.

Tab and carriage return, which begin one too, are written out as all control characters are.
"""


def heading(form: Format) -> str:
    """What comes before the first line."""
    return _csv(_COLUMNS) if form is Format.CSV else ""


def line_text(form: Format, line: Line) -> str:
    """One line, with its end.

    JSON is plain ASCII and has the exact text. In CSV control characters are shown, so that a line
    is a line; and a text that a spreadsheet could run is made a text by a leading apostrophe.
    """
    if form is Format.CSV:
        return _csv(map(_cell, _row(line)))
    return json.dumps({"content_id": line.content_id, **event_json(line.event)}) + "\n"


def _row(line: Line) -> tuple[object, ...]:
    event = line.event
    upload = event.upload
    return (
        moment(event.at),
        line.content_id,
        event.kind.value,
        event.number,
        event.status.value,
        event.previous_status and event.previous_status.value,
        event.severity and event.severity.value,
        event.category,
        event.decider,
        event.why,
        "; ".join(f"{reason.text} [{reason.rule}]" for reason in event.reasons),
        _pairs(event.details.items()),
        event.profile,
        event.policy_version,
        _pairs(event.model_versions.items()),
        event.screening,
        upload and upload.media_type.value,
        upload and upload.size,
        upload and upload.uploader_id,
        upload and upload.reference,
    )


def _pairs(items: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}={value}" for name, value in sorted(items))


def _cell(value: object) -> str:
    text = "" if value is None else visible(str(value))
    return f"'{text}" if text.lstrip()[:1] in _FORMULA else text


def _csv(cells: Iterable[str]) -> str:
    """One record as RFC 4180 has it."""
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
