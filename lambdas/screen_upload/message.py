"""The messages of the intake queue: S3's events as EventBridge passes them on, and our requests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Permanent

_NO_VERSION = "null"
_MOST_SCREENINGS = 9_999


class Occasion(StrEnum):
    """What a message is about."""

    SCREEN = "screen"
    DELETED = "deleted"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class IntakeMessage:
    """What is to be done about which content; `screening` is the attempt that is asked for."""

    occasion: Occasion
    content: Content
    screening: int = 1


def read_message(body: str) -> IntakeMessage:
    """The message in a queue's body. Raises `Permanent` (`unreadable-message`) for anything else.

    A delete marker deletes no version: it is `NOTHING`. Keys are taken as they stand: EventBridge,
    unlike S3's own notifications, does not encode them.
    """
    try:
        event = json.loads(body)
        return _READERS[event["source"], event["detail-type"]](event["detail"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Permanent(
            "The message is neither an S3 event nor a request for a screening.",
            code="unreadable-message",
        ) from error


def _created(detail: Mapping[str, Any]) -> IntakeMessage:
    return IntakeMessage(Occasion.SCREEN, _content_of_event(detail))


def _deleted(detail: Mapping[str, Any]) -> IntakeMessage:
    marker = detail.get("deletion-type") == "Delete Marker Created"
    occasion = Occasion.NOTHING if marker else Occasion.DELETED
    return IntakeMessage(occasion, _content_of_event(detail))


def _requested(detail: Mapping[str, Any]) -> IntakeMessage:
    screening = detail["screening"]
    if type(screening) is not int or not 1 <= screening <= _MOST_SCREENINGS:
        raise ValueError("screening")
    content = _content(detail["bucket"], detail["key"], detail["version_id"])
    return IntakeMessage(Occasion.SCREEN, content, screening)


def _content_of_event(detail: Mapping[str, Any]) -> Content:
    item = detail["object"]
    return _content(detail["bucket"]["name"], item["key"], item.get("version-id") or _NO_VERSION)


def _content(*parts: object) -> Content:
    for part in parts:
        if not isinstance(part, str) or not part or not _is_text(part):
            raise ValueError("a bucket, key or version that is no text")
    bucket, key, version_id = map(str, parts)
    return Content(bucket, key, version_id)


def _is_text(part: str) -> bool:
    """Whether it can be written as UTF-8: JSON can smuggle in half a character."""
    return not any("\ud800" <= character <= "\udfff" for character in part)


_READERS = {
    ("aws.s3", "Object Created"): _created,
    ("aws.s3", "Object Deleted"): _deleted,
    ("content-moderation", "Screening Requested"): _requested,
}
