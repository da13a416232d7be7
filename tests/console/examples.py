"""What the API answers, in its shapes; whatever a test needs otherwise it gives by name."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

START = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
SCRIPT = (
    "<img src=x onerror=\"document.title='broken in'\"><script>document.title='broken in'</script>"
)
REVERSED = "invoice\u202egpj.exe"

CLAUSES = [
    {
        "id": "weapons-allowed",
        "text": "A toy, a tool or art",
        "for": ["approve"],
        "note_required": False,
    },
    {"id": "other-approve", "text": "Another reason", "for": ["approve"], "note_required": True},
    {"id": "weapons", "text": "Shows a real weapon", "for": ["reject"], "note_required": False},
    {"id": "threat", "text": "Threatens a person", "for": ["reject"], "note_required": False},
    {"id": "other-reject", "text": "Another reason", "for": ["reject"], "note_required": True},
]
CATEGORIES = ["child-safety", "drugs", "hate", "privacy", "sexual", "violence"]


def at(**later: float) -> str:
    """A time after the start, as the API writes it."""
    return f"{START + timedelta(**later):%Y-%m-%dT%H:%M:%S.000Z}"


def content_id_of(name: str) -> str:
    """32 hexadecimal characters for a name."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def by_severity(**counts: int) -> Json:
    """Counts of all severities, nothing where none is given."""
    return {each: counts.get(each, 0) for each in ("low", "medium", "high", "critical")}


def me(**other: Any) -> Json:
    """Who is signed in: a moderator in the middle of a shift."""
    return {
        "person_id": "ana",
        "roles": ["moderator"],
        "viewing": {"blur": True, "grey": True, "autoplay": False},
        "opted_out": [],
        "categories": CATEGORIES,
        "shift": {
            "began_at": at(hours=-1),
            "last_at": at(minutes=-1),
            "items": by_severity(high=5, medium=9),
            "reveals": by_severity(high=3, medium=4),
        },
        "needs_break": False,
        "today": {"decided": 14, "late": 1, "skipped": 2},
        "claim_minutes": 10,
        "clauses": CLAUSES,
        **other,
    }


def span(start: float, end: float, peak: float = 88.1) -> Json:
    """A stretch of a video, in seconds."""
    return {
        "start_ms": round(start * 1000),
        "end_ms": round(end * 1000),
        "peak": peak,
        "mean": peak - 2,
    }


def finding(label: str = "Weapons", sure: float = 88.1, **other: Any) -> Json:
    """What an analyser reported."""
    return {
        "source": "moderation_labels",
        "label": label,
        "confidence": sure,
        "parents": ["Violence"],
        "content_types": {},
        **other,
    }


def reason(*findings: Json, **other: Any) -> Json:
    """Why a content is held."""
    return {
        "rule": "weapons",
        "action": "review",
        "severity": "high",
        "category": "violence",
        "text": "Weapons 88.1 %: review from 60 %",
        "findings": list(findings or (finding(),)),
        **other,
    }


def event(kind: str, **other: Any) -> Json:
    """One line of history."""
    return {
        "kind": kind,
        "at": at(minutes=-30),
        "who": None,
        "status": "in_review",
        "previous_status": None,
        "severity": "high",
        "details": {},
        "why": None,
        "reasons": [],
        **other,
    }


def summary(key: str = "photos/garage sale.jpg", **other: Any) -> Json:
    """A case in short: open, of nobody."""
    return {
        "content_id": content_id_of(key),
        "number": 1,
        "kind": "review",
        "status": "open",
        "queue": "general",
        "severity": "high",
        "category": "violence",
        "profile": "default",
        "media_type": "image/jpeg",
        "opened_at": at(minutes=-30),
        "due_at": at(minutes=30),
        "overdue": False,
        "holder": None,
        "until": None,
        "escalated": False,
        "senior_only": False,
        "mine": False,
        "token": None,
        "refusal": None,
        **other,
    }


def content(key: str = "photos/garage sale.jpg", **other: Any) -> Json:
    """The upload."""
    return {
        "content_id": content_id_of(key),
        "bucket": "uploads",
        "key": key,
        "version_id": "K7hV1wQz0nD2mR8yX5bT",
        "media_type": "image/jpeg",
        "size": 482_113,
        "uploader_id": "user-7",
        "reference": "listing-42",
        "status": "in_review",
        "created_at": at(minutes=-31),
        "duration_ms": None,
        "policy_version": "0a1b2c3d4e5f",
        **other,
    }


def detail(key: str = "photos/garage sale.jpg", **other: Any) -> Json:
    """A whole case. `case` and `content` are changes of what they usually are."""
    case = {"note": None, "revealed": False, "appeal": None, "decision": None}
    return {
        "reasons": [reason()],
        "history": [
            event(
                "verdict", who="policy@0a1b2c3d4e5f", reasons=["Weapons 88.1 %: review from 60 %"]
            ),
            event("case_opened"),
        ],
        "uploader": None,
        "preview": {"available": True, "why": None},
        **{name: value for name, value in other.items() if name not in {"case", "content"}},
        "case": {**summary(key), **case, **other.get("case", {})},
        "content": content(key, **other.get("content", {})),
    }


def in_short(case: Json) -> Json:
    """The summary of a whole case."""
    return {name: case["case"][name] for name in summary()}


def counted(severity: str, number: int, **other: Any) -> Json:
    """How many cases of a severity are open."""
    found = {"overdue": 0, "more": False, "oldest_due_at": at(minutes=30) if number else None}
    return {"severity": severity, "open": number, **found, **other}
