"""The review API as the commands see it, in memory."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from cli.desk_world import Json
from cli.errors import AnswerIsNo
from lambdas.moderation.domain.content import Content

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CLAUSES = [
    {"id": "weapons", "text": "Real weapons", "for": ["reject"], "note_required": False},
    {"id": "fine", "text": "Nothing is wrong", "for": ["approve"], "note_required": False},
    {
        "id": "other-reject",
        "text": "Another reason",
        "for": ["reject"],
        "note_required": True,
    },
]


def stamp(at: datetime) -> str:
    """As the API tells times."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


_CASE = {
    "number": 1,
    "kind": "review",
    "status": "open",
    "queue": "general",
    "severity": "high",
    "category": "violence",
    "profile": "default",
    "media_type": "image/jpeg",
    "opened_at": stamp(NOON - timedelta(minutes=30)),
    "due_at": stamp(NOON + timedelta(minutes=30)),
    "overdue": False,
    "holder": None,
    "until": None,
    "escalated": False,
    "senior_only": False,
    "mine": False,
    "token": None,
    "refusal": None,
    "note": None,
    "revealed": False,
    "appeal": None,
    "decision": None,
}
_CONTENT = {
    "media_type": "image/jpeg",
    "size": 482_113,
    "uploader_id": "user-7",
    "reference": "listing-42",
    "status": "in_review",
    "created_at": stamp(NOON - timedelta(hours=1)),
    "duration_ms": None,
    "policy_version": "0a1b2c3d4e5f",
}
_REASON = {
    "rule": "weapons",
    "action": "review",
    "severity": "high",
    "category": "violence",
    "text": "Weapons 88.1 %: review from 60 %",
    "findings": [],
}
_JUDGED: Json = {
    "kind": "verdict",
    "at": stamp(NOON - timedelta(hours=1)),
    "who": "policy@0a1b2c3d4e5f",
    "status": "in_review",
    "previous_status": "screening",
    "severity": "high",
    "details": {},
    "why": None,
    "reasons": ["Weapons 88.1 %: review from 60 %"],
}
_OPENED: Json = {
    "kind": "case_opened",
    "at": stamp(NOON - timedelta(minutes=30)),
    "who": None,
    "status": "in_review",
    "previous_status": None,
    "severity": "high",
    "details": {"case": "1", "case_kind": "review", "queue": "general", "token": "0"},
    "why": None,
    "reasons": [],
}


def case_of(key: str, **facts: Any) -> Json:
    """A `CaseDetail` about a content of the bucket `uploads`; `facts` are the case's."""
    version_id = facts.pop("version_id", "v1")
    content_id = Content("uploads", key, version_id).content_id
    where = {
        "content_id": content_id,
        "bucket": "uploads",
        "key": key,
        "version_id": version_id,
    }
    detail = {
        "case": {"content_id": content_id, **_CASE, **facts},
        "content": {**where, **_CONTENT},
        "reasons": [_REASON],
        "history": [_JUDGED, _OPENED],
        "uploader": None,
        "preview": {"available": True, "why": None},
    }
    return deepcopy(detail)


@dataclass
class FakeDeskApi:
    """The API as the contract has it, for `person`. `asked` is all that it was asked, in order.

    `answers` replace what it would say to `GET path` or `POST path`; `refusals` are raised there.
    """

    person: str = "ana"
    now: datetime = NOON
    details: list[Json] = field(default_factory=list)
    queues: list[Json] = field(default_factory=list)
    needs_break: bool = False
    page: int = 50
    answers: dict[str, Json] = field(default_factory=dict)
    refusals: dict[str, Exception] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def has(self, *details: Json) -> "FakeDeskApi":
        """The same desk with these cases too."""
        self.details.extend(details)
        return self

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """As the port says."""
        return self._answer(f"GET {path}", dict(query or {}))

    def post(self, path: str, body: Json = None) -> Json:
        """As the port says."""
        return self._answer(f"POST {path}", body)

    def writes(self) -> list[tuple[str, Any]]:
        """Only what was written."""
        return [each for each in self.asked if each[0].startswith("POST")]

    def _answer(self, what: str, given: Any) -> Json:
        self.asked.append((what, given))
        if what in self.refusals:
            raise self.refusals[what]
        if what in self.answers:
            return self.answers[what]
        method, path = what.split(" ")
        parts = tuple(map(unquote, path.split("/")[1:]))
        return self._read(parts, given) if method == "GET" else self._write(parts, given)

    def _read(self, parts: tuple[str, ...], given: Any) -> Json:
        match parts:
            case ("me",):
                return {"clauses": CLAUSES, "needs_break": self.needs_break}
            case ("queues",):
                return {"queues": self.queues}
            case ("queues", queue, "cases"):
                return self._page(queue, given)
            case ("cases",):
                return {"cases": [each["case"] for each in self.details if each["case"]["mine"]]}
            case ("search",):
                return {"contents": [self._found(each) for each in self._named(given["q"])]}
        (_, content_id) = parts
        return self._detail(content_id)

    def _write(self, parts: tuple[str, ...], given: Any) -> Json:
        match parts:
            case ("queues", queue, "claim"):
                free = self._open(queue)
                return self._claim(free[0]) if free else None
            case ("cases", content_id, "claim"):
                return self._claim(self._detail(content_id))
            case ("cases", content_id, "decide"):
                return self._end(content_id, given, status="decided")
            case ("cases", content_id, "release"):
                return self._end(content_id, given, status="open")
        raise AssertionError(f"{parts} is no route")

    def _open(self, queue: str) -> list[Json]:
        return [
            each
            for each in self.details
            if (each["case"]["queue"], each["case"]["status"]) == (queue, "open")
        ]

    def _page(self, queue: str, given: Mapping[str, str]) -> Json:
        start = int(given.get("cursor", "0"))
        end = start + min(self.page, int(given["limit"]))
        found = [each["case"] for each in self._open(queue)]
        return {"cases": found[start:end], "cursor": str(end) if len(found) > end else None}

    def _named(self, text: str) -> list[Json]:
        return [
            each
            for each in self.details
            if text in {each["content"]["content_id"], f"s3://uploads/{each['content']['key']}"}
        ]

    def _found(self, detail: Json) -> Json:
        wanted = ("content_id", "key", "version_id", "status")
        told = {name: detail["content"][name] for name in wanted}
        return {**told, "case": detail["case"] if detail["case"].get("number") else None}

    def _detail(self, content_id: str) -> Json:
        for each in self.details:
            if each["content"]["content_id"] == content_id:
                return each
        raise AnswerIsNo("There is no such case. (HTTP 404)")

    def _claim(self, detail: Json) -> Json:
        case = detail["case"]
        if case["status"] != "open":
            raise AnswerIsNo(f"{case['holder']} has this case. (HTTP 409)")
        until = stamp(self.now + timedelta(minutes=10))
        case |= {"status": "claimed", "holder": self.person, "until": until}
        case |= {"mine": True, "token": 7}
        return detail

    def _end(self, content_id: str, given: Any, *, status: str) -> Json:
        case = self._detail(content_id)["case"]
        if given["token"] != case["token"]:
            raise AnswerIsNo("You do not have this case (any more). (HTTP 409)")
        case |= {"status": status, "holder": None, "until": None, "mine": False, "token": None}
        return case
