"""What happened to a content, in words."""

import pytest

from cli.event_words import event_line, why_line
from lambdas.moderation.domain.state import EventKind


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_event_has_words(kind: EventKind) -> None:
    assert event_line(kind.value, "rejected", {})
    assert "_" not in event_line(kind.value, "in_review", {})


@pytest.mark.parametrize(
    ("kind", "why", "details", "reasons", "told"),
    [
        ("verdict", None, {}, ["review: x [y]"], "review: x [y]"),
        (
            "verdict",
            "a scam",
            {"case": "1", "clause": "other"},
            ["reject: Other [clause:other]"],
            "reject: Other [clause:other]; note: a scam",
        ),
        ("rescreen_requested", "try again", {}, [], "try again"),
        (
            "case_closed",
            "The upload was deleted.",
            {"case": "1"},
            [],
            "case 1; The upload was deleted.",
        ),
        (
            "case_disputed",
            None,
            {
                "case": "2",
                "case_kind": "second_look",
                "queue": "senior",
                "decision": "approved",
                "clause": "fine",
            },
            [],
            "case 2, second look; approved [clause:fine]",
        ),
        ("gone", None, {}, [], "-"),
    ],
)
def test_why_something_happened_is_told_on_one_line(
    kind: str, why: str | None, details: dict[str, str], reasons: list[str], told: str
) -> None:
    assert why_line(kind, why, details, reasons) == told


def test_an_appeal_that_was_decided_says_how() -> None:
    assert event_line("verdict", "approved", {"appeal": "overturned"}) == (
        "approved, appeal overturned"
    )
