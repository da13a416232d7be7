"""The demo at the review desk: what it does there, and what it shows of it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.cells import cell_len

from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.verdict import Severity
from local.demo import desk_pages
from local.demo.desk import DeskWork
from tests.unit.demo.test_demo_pages import ODD, printed

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CASE = Case(
    content_id="a" * 32,
    queue="general",
    severity=Severity.MEDIUM,
    category="violence",
    media_type=MediaType.JPEG,
    revision=1,
    opened_at=NOW,
    due_at=NOW + timedelta(hours=4),
)
CLAUSES = [
    {"id": "fine", "text": "Nothing is wrong.", "for": ["approve"], "note_required": False},
    {"id": "other", "text": "Said in the note.", "for": ["reject"], "note_required": True},
]


@dataclass
class Api:
    """Answers as the review API does, and remembers what was written."""

    written: list[tuple[str, Any]] = field(default_factory=list)

    def get(self, path: str, query: object = None) -> Any:
        return {"clauses": CLAUSES}

    def post(self, path: str, body: Any = None) -> Any:
        self.written.append((path, body))
        if path.endswith("/reveal"):
            return {"expires_at": "2026-11-24T09:01:00Z"}
        case = {"token": 7, "severity": "high", "category": "violence", "until": "09:10"}
        return {"case": case, "content": {"content_id": path.split("/")[2], "key": "a.jpg"}}


def test_one_case_is_claimed_revealed_and_approved_with_its_token() -> None:
    api = Api()
    driven = DeskWork(api=api, reads=lambda _: 403, readable=lambda _: 200).drive("c1")
    decision = {"token": 7, "decision": "approve", "clause": "fine"}
    assert api.written == [
        ("v1/cases/c1/claim", None),
        ("v1/cases/c1/reveal", {"token": 7}),
        ("v1/cases/c1/decide", decision),
    ]
    assert (driven.key, driven.before, driven.after) == ("a.jpg", 403, 200)


def test_a_note_is_given_where_the_clause_wants_one() -> None:
    api = Api()
    work = DeskWork(api=api, reads=lambda _: 403, readable=lambda _: 403)
    assert list(work.work_through(["c1", "c2"], "reject")) == ["c1", "c2"]
    assert [body["note"] for path, body in api.written if path.endswith("decide")] == [
        "Decided by the demo's moderator."
    ] * 2


@pytest.mark.parametrize("width", [80, 100])
def test_cases_come_with_the_gravest_first(width: int) -> None:
    cases = [
        desk_pages.CaseRow(key, replace(CASE, severity=severity), "so")
        for key, severity in ((ODD, Severity.LOW), ("b.jpg", Severity.CRITICAL))
    ]
    lines = printed(desk_pages.cases_table(cases, width), width)
    assert next(line.split()[1] for line in lines if "violence" in line) == "critical"
    assert all(cell_len(line) <= width for line in lines)


def test_a_case_says_by_when_it_is_due() -> None:
    soon = replace(CASE, due_at=NOW + timedelta(minutes=15))
    rows = [desk_pages.CaseRow("a", CASE, "so"), desk_pages.CaseRow("b", soon, "so")]
    text = "\n".join(printed(desk_pages.cases_table(rows, 100), 100))
    assert "4 h" in text
    assert "15 min" in text


def test_the_invitation_says_where_who_and_with_which_password() -> None:
    page = desk_pages.invitation(console_url="https://desk/", person="robin", password="pw-1")  # noqa: S106 - no secret
    text = "\n".join(printed(page, 100))
    assert all(word in text for word in ("https://desk/", "robin", "pw-1"))
