"""What a desk has on record: people, lines of the audit, what a search finds."""

from typing import Any

from tests.console.examples import Json, at, by_severity, content_id_of, event, summary

MARKET = "photos/garage sale.jpg"


def found() -> list[Json]:
    """What a search for the market's key finds."""
    other = {"version_id": "p4ZbQ", "status": "approved", "case": None}
    return [
        {
            "content_id": content_id_of(MARKET),
            "key": MARKET,
            "version_id": "K7hV1wQz0nD2mR8yX5bT",
            "status": "in_review",
            "case": summary(),
        },
        {"content_id": content_id_of("old"), "key": MARKET, **other},
    ]


def people() -> list[Json]:
    """Three people: one who needs a break, one who leads, one who is not there."""
    tally = {"decided": 21, "late": 1, "skipped": 2, "agreed": 4, "disagreed": 0}
    days = {
        f"2026-11-{day}": {**tally, "decided": 20 + day % 5 * 3, "late": day % 3}
        for day in range(19, 26)
    }
    shift = {
        "began_at": at(hours=-3),
        "last_at": at(minutes=-2),
        "items": by_severity(high=21, medium=30),
        "reveals": by_severity(high=24, medium=28),
    }
    return [
        _person("ana", ["moderator"], shift, days),
        _person(
            "bo",
            ["senior"],
            {**shift, "items": by_severity(low=6), "reveals": by_severity(low=2)},
            days,
        ),
        _person("chidi", ["moderator"], None, {}),
    ]


def _person(name: str, roles: list[str], shift: Json | None, days: dict[str, Any]) -> Json:
    return {
        "person_id": name,
        "roles": roles,
        "shift": shift,
        "needs_break": name == "ana",
        "days": days,
    }


def lines() -> list[Json]:
    """A day's lines, in no order that matters."""
    ruled = {
        "previous_status": "in_review",
        "reasons": ["Shows a real weapon"],
        "category": "violence",
        "policy_version": "0a1b2c3d4e5f",
    }
    events = [
        event("verdict", who="bo", status="rejected", at="2026-11-24T13:20:11.000Z", **ruled),
        event("case_revealed", who="bo", at="2026-11-24T13:19:40.000Z"),
        event("case_claimed", who="bo", at="2026-11-24T13:19:31.000Z"),
        event("case_escalated", who="ana", at="2026-11-24T13:02:09.000Z", why="Is this a toy?"),
        event("case_opened", at="2026-11-24T13:00:02.000Z"),
        event(
            "verdict",
            who="policy@0a1b2c3d4e5f",
            at="2026-11-24T13:00:01.000Z",
            reasons=["Weapons 88.1 %: review from 60 %"],
        ),
    ]
    return [
        {"content_id": content_id_of(MARKET), "category": None, "policy_version": None, **line}
        for line in events
    ]
