"""Where a list goes on, as a text that callers carry back: checked before it reaches a query."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lambdas.moderation.domain.errors import Permanent

_URL_SAFE = re.compile(r"[A-Za-z0-9_-]{1,1000}")
_PART = re.compile(r"[ -~]{1,300}")


def to_cursor(place: str, parts: Sequence[str]) -> str:
    """A URL-safe text for `parts`, good only for the list called `place`."""
    data = json.dumps([place, *parts], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_cursor(cursor: str, place: str, count: int) -> list[str]:
    """The `count` parts of a cursor of that list. Raises `Permanent` (`bad-cursor`) for others."""
    try:
        if not _URL_SAFE.fullmatch(cursor):
            raise ValueError
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _bad() from error
    if not isinstance(found, list) or len(found) != count + 1 or found[0] != place:
        raise _bad()
    if not all(isinstance(part, str) and _PART.fullmatch(part) for part in found):
        raise _bad()
    return found[1:]


def start_key(parts: Mapping[str, str]) -> dict[str, Any]:
    """An `ExclusiveStartKey` of text attributes."""
    return {name: {"S": value} for name, value in parts.items()}


def _bad() -> Permanent:
    return Permanent("This cursor is not one of this list: begin at the start.", code="bad-cursor")
