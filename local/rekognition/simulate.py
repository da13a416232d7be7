"""Where an upload's script is found: its metadata `simulate`, else its key, else nowhere."""

import re
from collections.abc import Mapping
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from local.rekognition.journal import journal
from local.rekognition.script import MOST_CHARACTERS, ScriptMistakeError, read_script
from local.rekognition.sight import Sight

METADATA_NAME = "simulate"

_MARK = "simulate="
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


def sight_of(metadata: Mapping[str, str], key: str) -> Sight:
    """What the stand-in sees in an upload. Never raises.

    A mistake in the metadata, or in a key's `simulate=…`, is an error in the log and nothing found.
    A file name that is not a script is just a file name.
    """
    told = next((text for name, text in metadata.items() if name.lower() == METADATA_NAME), None)
    if told is not None:
        return _told(told, "metadata", key)
    marked = next((part for part in key.split("/") if part.lower().startswith(_MARK)), None)
    name = key.rpartition("/")[2]
    if marked is not None:
        text = marked[len(_MARK) :]
        return _told(_EXTENSION.sub("", text) if marked == name else text, "key", key)
    try:
        return read_script(_EXTENSION.sub("", name))
    except ScriptMistakeError:
        return Sight()


def _told(text: str, place: str, key: str) -> Sight:
    try:
        return read_script(_decoded(text))
    except ScriptMistakeError as mistake:
        journal().error(
            "simulate in the %s of %s cannot be used, so nothing is found: %s.",
            place,
            ascii(key),
            str(mistake).rstrip("."),
        )
        return Sight()


def _decoded(text: str) -> str:
    """The text behind RFC 2047, in which S3 gives back metadata that is not ASCII."""
    if "=?" not in text or len(text) > MOST_CHARACTERS:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError) as error:
        raise ScriptMistakeError("its RFC 2047 encoding is broken") from error
