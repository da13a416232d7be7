"""The use case: lets a request in, reads it, does what its route says, and words the answer."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.moderation.domain.errors import InvalidInput, Refused
from lambdas.moderation.domain.person import Role
from lambdas.moderation.ports.api import Answer, Call, Checker, Json, Schema
from lambdas.review_api.asked import Asked, Picture
from lambdas.review_api.bodies import idempotency_key_of, json_of
from lambdas.review_api.callers import application_that_calls, person_who_calls
from lambdas.review_api.desk import Desk
from lambdas.review_api.forms import NOTHING
from lambdas.review_api.route import JPEG, Route

_CONTENT_ID = re.compile(r"[0-9a-f]{32}")
_WHOLE = re.compile(r"[0-9]{1,9}")
_NO_CONTENT = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewApi:
    """Answers the requests of one desk. `client_ids`: the clients whose tokens are taken."""

    desk: Desk
    checker: Checker
    client_ids: frozenset[str]

    def answer(self, route: Route, call: Call) -> Answer:
        """The answer; raises `Refused`, `InvalidInput` and what the ports raise.

        Before anything else is looked at, it is settled who asks and whether they may.
        """
        who, roles = self._let_in(route, call)
        asked = self._read(route, call, who, roles)
        return _worded(route, route.use(self.desk, asked))

    def _let_in(self, route: Route, call: Call) -> tuple[str, frozenset[Role]]:
        if route.signed:
            return application_that_calls(call), frozenset()
        return person_who_calls(call, self.client_ids, route.roles)

    def _read(self, route: Route, call: Call, who: str, roles: frozenset[Role]) -> Asked:
        content_id = call.arguments.get("content_id")
        if content_id is not None and not _CONTENT_ID.fullmatch(content_id):
            raise Refused("There is no case of this content.", code="no-such-case")
        query_form = route.query or NOTHING
        query = self._checked(query_form, _typed(query_form, call.query))
        body: dict[str, Any] = {}
        key = None
        if route.body is not None:
            body, key = self._checked(route.body, json_of(call)), idempotency_key_of(call)
        return Asked(
            who=who,
            roles=roles,
            arguments=dict(call.arguments),
            query=query,
            body=body,
            key=key,
            hashed=_hash([route.name, dict(call.arguments), body]),
        )

    def _checked(self, schema: Schema, value: Json) -> dict[str, Any]:
        faults = self.checker.faults(schema, value)
        if faults:
            raise InvalidInput(*faults)
        return dict(value)


def _typed(schema: Schema, query: Mapping[str, str]) -> dict[str, Any]:
    """The query with numbers where the schema asks for them; what is none stays a text."""
    fields = schema["properties"]

    def typed(name: str, text: str) -> Any:
        is_number = fields.get(name, {}).get("type") == "integer"
        return int(text) if is_number and _WHOLE.fullmatch(text) else text

    return {name: typed(name, text) for name, text in query.items()}


def _hash(asked: Json) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _worded(route: Route, answer: Json) -> Answer:
    """JSON in ASCII: whatever is in a key or a note, it is text, and stays as it was."""
    if isinstance(answer, Picture):
        return Answer(body=answer.jpeg, media_type=JPEG)
    if answer is None:
        return Answer(status=_NO_CONTENT)
    return Answer(status=route.status, body=json.dumps(answer, separators=(",", ":")))
