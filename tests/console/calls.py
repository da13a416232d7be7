"""Questions to the API and its answers, as the script has them."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.console.examples import Json


@dataclass(frozen=True)
class Call:
    """What the console asked."""

    method: str
    path: str
    query: dict[str, str]
    body: Json | None
    key: str | None
    token: str | None


@dataclass(frozen=True)
class Answer:
    """What it is answered: JSON, or bytes of a type. None hangs up without an answer."""

    status: int
    body: Any = None
    media_type: str = "application/json"


def refusal(status: int, code: str, detail: str) -> Answer:
    """Problem details."""
    return Answer(
        status,
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": code,
            "detail": detail,
        },
        "application/problem+json",
    )


def call_of(
    method: str, target: str, base: str, body: Json | None, headers: dict[str, str]
) -> Call:
    """A request as a call; `target` is its path with query under `base`."""
    parts = urlsplit(target.removeprefix(base))
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    bearer = headers.get("authorization", "").removeprefix("Bearer ") or None
    return Call(method, parts.path, query, body, headers.get("idempotency-key"), bearer)
