"""Desks with something on them: for looking at every page, and for the guide's pictures."""

from tests.console.examples import (
    Json,
    at,
    content_id_of,
    counted,
    detail,
    event,
    finding,
    me,
    reason,
    span,
)
from tests.console.pictures import BOXES
from tests.console.records import MARKET, found, lines, people
from tests.console.scripted_desk import ScriptedDesk

FIGHT, SECOND, APPEAL = "videos/fight.mp4", "photos/again.jpg", "avatars/me.jpg"
PLACES = {
    "queues": "#/",
    "queue": "#/queue/general",
    "picture": f"#/case/{content_id_of(MARKET)}",
    "video": f"#/case/{content_id_of(FIGHT)}",
    "second look": f"#/case/{content_id_of(SECOND)}",
    "appeal": f"#/case/{content_id_of(APPEAL)}",
    "search": "#/search?q=garage",
    "desk": "#/desk",
    "audit": "#/audit?day=2026-11-24",
    "me": "#/me",
    "nothing": "#/nowhere",
}
"""Every kind of page, by the address at which `busy` has it."""


def busy(desk: ScriptedDesk) -> None:
    """Puts an afternoon's work on the desk, and an admin, who sees every page, before it."""
    desk.me = me(roles=["senior", "auditor"])
    desk.add(picture(), video(), second_look(), appeal())
    desk.add(*(detail(f"photos/{number}.jpg", case=_mixed(number)) for number in range(8)))
    queues = _queues()
    desk.fixed = {
        "v1/queues": {"queues": queues},
        "v1/search": {"contents": found()},
        "v1/desk": {
            "queues": queues,
            "people": people(),
            "totals": {
                "decided": 412,
                "late": 17,
                "agreed": 38,
                "disagreed": 3,
                "agreement_percent": 92.6,
            },
        },
        "v1/audit": {"lines": lines(), "cursor": None, "unreadable": []},
        "v1/colleagues": {
            "people": [
                {"person_id": "ana", "roles": ["moderator"]},
                {"person_id": "bo", "roles": ["senior"]},
            ]
        },
    }


def _queues() -> list[Json]:
    return [
        {
            "queue": "general",
            "severities": [
                counted("critical", 1, oldest_due_at=at(minutes=9)),
                counted("high", 4),
                counted("medium", 7),
                counted("low", 31),
            ],
        },
        {
            "queue": "avatars",
            "severities": [
                counted("medium", 3, overdue=1, oldest_due_at=at(minutes=-4)),
                counted("low", 2),
            ],
        },
        {"queue": "senior", "severities": [counted("high", 0)]},
    ]


def picture() -> Json:
    """A picture with a box, a history, and an uploader who is known."""
    return detail(
        MARKET,
        case={"severity": "high", "due_at": at(minutes=42)},
        reasons=[
            reason(finding("Weapons", 88.1, boxes=BOXES)),
            reason(
                finding("Person", 93.2, source="labels", parents=[]),
                rule="people",
                severity=None,
                category=None,
                text="Person 93.2 %: noted, no action",
            ),
        ],
        uploader={
            "uploader_id": "user-7",
            "verdicts": [
                {
                    "content_id": content_id_of("x"),
                    "at": at(days=-3),
                    "status": "rejected",
                    "severity": "medium",
                    "category": "drugs",
                    "who": "bo",
                },
                {
                    "content_id": content_id_of("y"),
                    "at": at(days=-9),
                    "status": "approved",
                    "severity": None,
                    "category": None,
                    "who": "ana",
                },
            ],
        },
        history=_history(),
    )


def _history() -> list[Json]:
    return [
        event("verdict", who="policy@0a1b2c3d4e5f", reasons=["Weapons 88.1 %: review from 60 %"]),
        event("case_opened"),
        event("case_claimed", who="bo", at=at(minutes=-20)),
        event(
            "case_escalated",
            who="bo",
            at=at(minutes=-18),
            why="Is this a toy? The orange looks like one.",
        ),
    ]


def video() -> Json:
    """A video with spans of two kinds."""
    fight = finding("Graphic Violence", 95.2, spans=[span(2, 4.5, 95.2), span(8, 9.5)])
    weapons = finding("Weapons", 88.1, spans=[span(1, 7.5)])
    return detail(
        FIGHT,
        case={"media_type": "video/mp4", "severity": "critical", "due_at": at(minutes=9)},
        content={"media_type": "video/mp4", "duration_ms": 12_000, "size": 31_200},
        reasons=[
            reason(
                fight,
                severity="critical",
                rule="graphic-violence",
                text="Graphic Violence 95.2 %: review from 50 %; 0:02-0:04, 0:08-0:09 (4 s)",
            ),
            reason(weapons, text="Weapons 88.1 %: review from 60 %; 0:01-0:07 (6 s)"),
        ],
        preview={
            "available": False,
            "why": "There is no preview of a video. The time line shows what was seen, and when.",
        },
    )


def second_look() -> Json:
    """A case that somebody decided before."""
    return detail(SECOND, case={"kind": "second_look", "number": 2, "severity": "medium"})


def appeal() -> Json:
    """A case with a statement."""
    statement = "This is me at a fancy-dress party.\nThe sword is made of foam."
    filed = {"who": "user-9", "statement": statement, "filed_at": at(minutes=-12)}
    return detail(
        APPEAL,
        case={
            "kind": "appeal",
            "number": 2,
            "severity": "low",
            "queue": "avatars",
            "appeal": filed,
            "note": "Has appealed before.",
        },
    )


def _mixed(number: int) -> Json:
    severity = ["high", "high", "medium", "medium", "medium", "low", "low", "low"][number]
    category = ["violence", "drugs", "sexual", "privacy"][number % 4]
    return {"severity": severity, "category": category, "due_at": at(minutes=12 + 35 * number)}
