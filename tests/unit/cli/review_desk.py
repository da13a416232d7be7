"""The review desk as its commands see it, in memory: its API, its accounts, its record."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from cli.desk_world import Account, AskForCode, Json, Unreadable
from cli.errors import AnswerIsNo
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.ports.desk import Line
from tests.fakes.contents import FakeContents

CONSOLE = "https://desk.example/"
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


def case_of(key: str, **facts: Any) -> Json:
    """A `CaseDetail` about a content of the bucket `uploads`; `facts` are the case's."""
    version_id = facts.pop("version_id", "v1")
    content_id = Content("uploads", key, version_id).content_id
    case = {
        "content_id": content_id,
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
    return {
        "case": {**case, **facts},
        "content": {
            "content_id": content_id,
            "bucket": "uploads",
            "key": key,
            "version_id": version_id,
            "media_type": "image/jpeg",
            "size": 482_113,
            "uploader_id": "user-7",
            "reference": "listing-42",
            "status": "in_review",
            "created_at": stamp(NOON - timedelta(hours=1)),
            "duration_ms": None,
            "policy_version": "0a1b2c3d4e5f",
        },
        "reasons": [
            {
                "rule": "weapons",
                "action": "review",
                "severity": "high",
                "category": "violence",
                "text": "Weapons 88.1 %: review from 60 %",
                "findings": [],
            }
        ],
        "history": [
            {
                "kind": "verdict",
                "at": stamp(NOON - timedelta(hours=1)),
                "who": "policy@0a1b2c3d4e5f",
                "status": "in_review",
                "previous_status": "screening",
                "severity": "high",
                "details": {},
                "why": None,
                "reasons": ["Weapons 88.1 %: review from 60 %"],
            },
            {
                "kind": "case_opened",
                "at": stamp(NOON - timedelta(minutes=30)),
                "who": None,
                "status": "in_review",
                "previous_status": None,
                "severity": "high",
                "details": {"case": "1", "case_kind": "review", "queue": "general", "token": "0"},
                "why": None,
                "reasons": [],
            },
        ],
        "uploader": None,
        "preview": {"available": True, "why": None},
    }


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
        return self._known(method, tuple(map(unquote, path.split("/"))), given)

    def _known(self, method: str, parts: tuple[str, ...], given: Any) -> Json:
        match method, parts:
            case "GET", ("v1", "me"):
                return {"clauses": CLAUSES, "needs_break": self.needs_break}
            case "GET", ("v1", "queues"):
                return {"queues": self.queues}
            case "GET", ("v1", "queues", queue, "cases"):
                return self._page(queue, given)
            case "GET", ("v1", "cases"):
                return {"cases": [each["case"] for each in self.details if each["case"]["mine"]]}
            case "GET", ("v1", "search"):
                return {"contents": [self._found(each) for each in self._named(given["q"])]}
            case "GET", ("v1", "cases", content_id):
                return self._detail(content_id)
            case "POST", ("v1", "queues", queue, "claim"):
                free = self._open(queue)
                return self._claim(free[0]) if free else None
            case "POST", ("v1", "cases", content_id, "claim"):
                return self._claim(self._detail(content_id))
            case "POST", ("v1", "cases", content_id, "decide"):
                return self._end(content_id, given, status="decided")
            case "POST", ("v1", "cases", content_id, "release"):
                return self._end(content_id, given, status="open")
        raise AssertionError(f"{method} {parts} is no route")

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


@dataclass
class FakeAccounts:
    """Accounts by name."""

    accounts: dict[str, Account] = field(default_factory=dict)
    disabled: list[str] = field(default_factory=list)

    def find(self, person_id: str) -> Account | None:
        """As the port says."""
        return self.accounts.get(person_id)

    def add(self, person_id: str, *, email: str, roles: tuple[str, ...]) -> None:
        """As the port says."""
        if person_id in self.accounts:
            raise AnswerIsNo(f"There is an account {person_id} already.")
        self.accounts[person_id] = Account(
            person_id=person_id,
            email=email,
            roles=roles,
            enabled=True,
            status="FORCE_CHANGE_PASSWORD",
            created_at=NOON,
        )

    def disable(self, person_id: str) -> None:
        """As the port says."""
        self.disabled.append(person_id)
        self._change(person_id, enabled=False)

    def enable(self, person_id: str) -> None:
        """As the port says."""
        self._change(person_id, enabled=True)

    def set_roles(self, person_id: str, roles: tuple[str, ...]) -> None:
        """As the port says."""
        self._change(person_id, roles=roles)

    def everybody(self) -> list[Account]:
        """As the port says."""
        return [self.accounts[name] for name in sorted(self.accounts)]

    def _change(self, person_id: str, **facts: Any) -> None:
        if person_id not in self.accounts:
            raise AnswerIsNo(f"There is no account {person_id}.")
        self.accounts[person_id] = replace(self.accounts[person_id], **facts)


@dataclass
class FakeDoor:
    """Lets one person in, by password and, where `code` is set, by the code of their factor."""

    api: FakeDeskApi = field(default_factory=FakeDeskApi)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    password: str = "correct horse"  # noqa: S105 - a fake's
    code: str | None = None
    console_url: str = CONSOLE

    def sign_in(self, person_id: str, password: str, ask: AskForCode | None = None) -> FakeDeskApi:
        """As the port says."""
        if (person_id, password) != (self.api.person, self.password):
            raise AnswerIsNo(f"{person_id} cannot sign in: Incorrect username or password.")
        if self.code is not None and (ask is None or ask() != self.code):
            raise AnswerIsNo("That code of the second factor is wrong or too old.")
        return self.api


@dataclass
class FakeTrail:
    """The record, made of the contents' histories. `damaged` are items that cannot be read.

    `given` counts the lines that were read: nothing is read before it is wanted.
    """

    contents: FakeContents
    damaged: dict[date, list[Unreadable]] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    given: int = 0
    fails_after: int | None = None
    failure: BaseException | None = None

    def of_day(self, day: date, since: datetime, until: datetime) -> Iterator[Line | Unreadable]:
        """As the port says."""
        self.days.append(day)
        lines = [
            line
            for line in self.contents.lines()
            if since <= line.event.at < until
            and line.event.at.date() == day
            and (line.event.kind is EventKind.VERDICT or line.event.kind.is_of_case)
        ]
        for each in itertools.chain(self.damaged.get(day, []), lines):
            if self.failure and self.given == self.fails_after:
                raise self.failure
            self.given += 1
            yield each
