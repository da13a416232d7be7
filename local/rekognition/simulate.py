"""Where an upload's script is found: its metadata `simulate`, else its key, else nowhere."""

import re
from collections.abc import Callable, Mapping
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import TypeVar

from local.rekognition.journal import journal
from local.rekognition.script import (
    MOST_CHARACTERS,
    ScriptMistakeError,
    read_script,
    read_video_script,
)
from local.rekognition.sight import Sight
from local.rekognition.timeline import Timeline

METADATA_NAME = "simulate"

_MARK = "simulate="
Seen = TypeVar("Seen")
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


def sight_of(metadata: Mapping[str, str], key: str) -> Sight:
    """What the stand-in sees in an upload. Never raises.

    A mistake in the metadata, or in a key's `simulate=…`, is an error in the log and nothing found.
    A file name that is not a script is just a file name.
    """
    return _found(metadata, key, read_script, Sight())


def timeline_of(metadata: Mapping[str, str], key: str) -> Timeline:
    """The same for a video: what is seen, and when."""
    return _found(metadata, key, read_video_script, ())


def _found(
    metadata: Mapping[str, str], key: str, read: Callable[[str], Seen], nothing: Seen
) -> Seen:
    told = next((text for name, text in metadata.items() if name.lower() == METADATA_NAME), None)
    if told is not None:
        return _told(told, "metadata", key, read) or nothing
    marked = next((part for part in key.split("/") if part.lower().startswith(_MARK)), None)
    name = key.rpartition("/")[2]
    if marked is not None:
        text = marked[len(_MARK) :]
        text = _EXTENSION.sub("", text) if marked == name else text
        return _told(text, "key", key, read) or nothing
    try:
        return read(_EXTENSION.sub("", name))
    except ScriptMistakeError:
        return nothing


def _told(text: str, place: str, key: str, read: Callable[[str], Seen]) -> Seen | None:
    try:
        return read(_decoded(text))
    except ScriptMistakeError as mistake:
        journal().error(
            "simulate in the %s of %s cannot be used, so nothing is found: %s.",
            place,
            ascii(key),
            str(mistake).rstrip("."),
        )
        return None


def _decoded(text: str) -> str:
    """The text behind RFC 2047, in which S3 gives back metadata that is not ASCII."""
    if "=?" not in text or len(text) > MOST_CHARACTERS:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError) as error:
        raise ScriptMistakeError("its RFC 2047 encoding is broken") from error
