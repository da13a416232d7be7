"""The review API as a script: enough of its rules to work a shift at, and a memory of all calls."""

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Condition
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.console.calls import Answer, Call, refusal
from tests.console.contract import route_of, wrong_answer, wrong_question
from tests.console.examples import CLAUSES, START, Json, counted, in_short, me
from tests.console.pictures import preview

if TYPE_CHECKING:
    from collections.abc import Callable

CLAIM = timedelta(minutes=10)
_CASE = re.compile(r"v1/cases/(?P<id>[^/]+)(/(?P<verb>\w+))?")
_CLAIM_QUEUE = re.compile(r"v1/queues/(?P<queue>[^/]+)/claim")
_LIST_QUEUE = re.compile(r"v1/queues/(?P<queue>[^/]+)/cases")


@dataclass
class ScriptedDesk:
    """One desk for one test. `ahead` is how far its clock was moved on, in seconds.

    `instead` are answers to come in place of the desk's own, one each: by the end of a path.
    None of them is an answer: the connection breaks. `faults` is what was asked or answered against
    the API's document; a `loose` desk may answer anything.
    """

    original_url: str = ""
    video_url: str = ""
    me: Json = field(default_factory=me)
    cases: dict[str, Json] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    instead: list[tuple[str, Answer | None]] = field(default_factory=list)
    good_tokens: set[str] = field(default_factory=set)
    ahead: float = 0
    tokens: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    loose: bool = False
    begun: float = field(default_factory=time.monotonic)
    called: Condition = field(default_factory=Condition)

    def add(self, *details: Json) -> None:
        """Puts cases on the desk, the most urgent first."""
        for each in details:
            self.cases[each["case"]["content_id"]] = each

    def now(self) -> datetime:
        """What time it is here."""
        return START + timedelta(seconds=self.ahead + time.monotonic() - self.begun)

    def of(self, ending: str, method: str = "POST") -> list[Call]:
        """The calls whose path ends so."""
        return [call for call in self.calls if call.method == method and call.path.endswith(ending)]

    def wait_for(self, ending: str, number: int = 1, method: str = "POST") -> list[Call]:
        """The calls whose path ends so, once there are that many."""
        with self.called:
            enough = self.called.wait_for(lambda: len(self.of(ending, method)) >= number, timeout=5)
        assert enough, ending
        return self.of(ending, method)

    def answer(self, call: Call) -> Answer | None:
        """The answer to a call, which is remembered."""
        with self.called:
            self.calls.append(call)
            self.called.notify_all()
        if call.token not in self.good_tokens:
            return Answer(401, {"message": "Unauthorized"})
        route = route_of(call.method, call.path)
        if route is None:
            self.faults.append(f"There is no {call.method} {call.path}.")
            return refusal(404, "not-found", "There is nothing here.")
        self._note(call, wrong_question(route, call.query, call.body, call.key))
        answer = self._answer(call)
        if answer and answer.status == HTTPStatus.OK and not self.loose:
            self._note(call, wrong_answer(route, answer.status, answer.body))
        return answer

    def _note(self, call: Call, fault: str | None) -> None:
        if fault:
            self.faults.append(f"{call.method} {call.path}: {fault}")

    def _answer(self, call: Call) -> Answer | None:
        for place, (ending, instead) in enumerate(self.instead):
            if call.path.endswith(ending):
                del self.instead[place]
                return instead
        if call.path in self.fixed:
            return Answer(200, self.fixed[call.path])
        return self._route(call)

    def _route(self, call: Call) -> Answer:
        if found := _CLAIM_QUEUE.fullmatch(call.path):
            return self._claim_next(found["queue"])
        if found := _LIST_QUEUE.fullmatch(call.path):
            return Answer(200, {"cases": self._open(found["queue"]), "cursor": None})
        if found := _CASE.fullmatch(call.path):
            return self._case(unquote(found["id"]), found["verb"], call)
        answers: dict[str, Callable[[], Json]] = {
            "v1/me": lambda: self.me,
            "v1/me/settings": lambda: self._set(call.body or {}),
            "v1/queues": self._queues,
            "v1/cases": lambda: {
                "cases": [in_short(each) for each in self.cases.values() if self._held(each)]
            },
        }
        made = answers.get(call.path)
        return Answer(200, made()) if made else refusal(404, "not-found", "There is nothing here.")

    def _case(self, content_id: str, verb: str | None, call: Call) -> Answer:
        case = self.cases.get(content_id)
        if case is None:
            return refusal(404, "no-such-case", "There is no case of this content.")
        if verb is None:
            return Answer(200, self._as_of_now(case))
        if verb == "claim":
            return self._claim(case)
        token = call.query.get("token") if verb == "preview" else (call.body or {}).get("token")
        if not self._held(case) or str(token) != str(case["case"]["token"]):
            return refusal(409, "claim-expired", "Your claim is over: its time ran out.")
        return self._under_claim(case, verb, call.body or {})

    def _under_claim(self, case: Json, verb: str, body: Json) -> Answer:
        it = case["case"]
        if verb == "preview":
            return Answer(200, preview(), "image/jpeg")
        if verb == "extend":
            it["until"] = self._time(CLAIM)
            return Answer(200, self._as_of_now(case))
        if verb == "reveal":
            return Answer(200, self._reveal(case))
        status = {"decide": "decided", "hold": "on_hold"}.get(verb, "open")
        it.update(status=status, mine=False, token=None, holder=None, until=body.get("until"))
        if verb == "decide":
            words = {each["id"]: each["text"] for each in CLAUSES}
            assert body["clause"] in words
        return Answer(200, in_short(case))

    def _reveal(self, case: Json) -> Json:
        media_type = case["content"]["media_type"]
        url = self.video_url if media_type.startswith("video/") else self.original_url
        return {
            "url": url,
            "expires_at": self._time(timedelta(minutes=1)),
            "media_type": media_type,
        }

    def _claim_next(self, queue: str) -> Answer:
        waiting = [each for each in self.cases.values() if self._is_open(each, queue)]
        return self._claim(waiting[0]) if waiting else Answer(204)

    def _claim(self, case: Json) -> Answer:
        it = self._as_of_now(case)["case"]
        if it["status"] != "open":
            return refusal(409, "taken", "bo has this case.")
        it.update(status="claimed", mine=True, holder=self.me["person_id"])
        self.tokens[it["content_id"]] += 1
        it.update(token=self.tokens[it["content_id"]], until=self._time(CLAIM))
        return Answer(200, case)

    def _as_of_now(self, case: Json) -> Json:
        it = case["case"]
        if it["status"] in {"claimed", "on_hold"} and it["until"] <= self._time(timedelta()):
            it.update(status="open", mine=False, token=None, holder=None, until=None)
        return case

    def _held(self, case: Json) -> bool:
        it = self._as_of_now(case)["case"]
        return bool(it["mine"]) and it["status"] == "claimed"

    def _open(self, queue: str) -> list[Json]:
        return [in_short(each) for each in self.cases.values() if self._is_open(each, queue)]

    def _is_open(self, case: Json, queue: str) -> bool:
        it = self._as_of_now(case)["case"]
        return bool(it["status"] == "open" and it["queue"] == queue)

    def _queues(self) -> Json:
        waiting = self._open("general")
        severities = [
            counted(each, sum(it["severity"] == each for it in waiting))
            for each in ("critical", "high", "medium", "low")
        ]
        return {"queues": [{"queue": "general", "severities": severities}]}

    def _set(self, body: Json) -> Json:
        self.me = {**self.me, **body}
        return self.me

    def _time(self, later: timedelta) -> str:
        return f"{self.now() + later:%Y-%m-%dT%H:%M:%S.%fZ}"
