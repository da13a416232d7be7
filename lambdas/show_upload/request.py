"""What the function is asked: a preview of an upload, or a link to the original."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.moderation.domain.errors import Refused

_CONTENT_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class PreviewOf:
    """Asks for the small, grey, blurred picture."""

    content_id: str


@dataclass(frozen=True, slots=True)
class OriginalOf:
    """Asks for a link, for the person who has the claim of that token."""

    content_id: str
    person_id: str
    token: int


def read_request(event: object) -> PreviewOf | OriginalOf:
    """The request in an invocation's payload. Raises `Refused` (`bad-request`) for any other."""
    if isinstance(event, Mapping) and _is_content_id(event.get("content_id")):
        if event.get("want") == "preview":
            return PreviewOf(event["content_id"])
        if event.get("want") == "original" and _names_a_claim(event):
            return OriginalOf(event["content_id"], event["person_id"], event["token"])
    raise Refused("This is no request for a preview or an original.", code="bad-request")


def _is_content_id(value: object) -> bool:
    return isinstance(value, str) and _CONTENT_ID.fullmatch(value) is not None


def _names_a_claim(event: Mapping[str, Any]) -> bool:
    person, token = event.get("person_id"), event.get("token")
    return isinstance(person, str) and bool(person) and type(token) is int and token > 0
