"""How a content is named on the command line: by key, by S3 URL, or by content id."""

import re
from dataclasses import dataclass

from cli.errors import CommandError
from lambdas.moderation.domain.content import Content

_CONTENT_ID = re.compile(r"[0-9a-f]{32}")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_SCHEME = "s3://"
_VERSION = "?versionId="


@dataclass(frozen=True, slots=True)
class ById:
    """One content, by its id."""

    content_id: str


@dataclass(frozen=True, slots=True)
class ByKey:
    """All versions of one object."""

    bucket: str
    key: str


Reading = ById | ByKey


def readings(text: str, *, bucket: str) -> tuple[Reading, ...]:
    """What the text may name, likeliest first; a bare key is one of `bucket`.

    Nothing is URL-decoded: `%20` in a key is three characters, as for the AWS CLI. A key may itself
    look like a content id or end in `?versionId=…`, which is why there can be a second reading.
    Raises `CommandError` for what names nothing.
    """
    _check(text)
    if text.startswith(_SCHEME):
        return _from_url(text)
    by_key = ByKey(bucket, text)
    return (ById(text), by_key) if _CONTENT_ID.fullmatch(text) else (by_key,)


def shell_word(text: str) -> str:
    """The text as one word for a shell, for the commands that messages suggest."""
    if re.fullmatch(r"[\w@%+=:,./-]+", text, re.ASCII):
        return text
    if text.isprintable():
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + "".join(map(_ansi_c, text)) + "'"


def _ansi_c(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if character.isprintable():
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode())


def _from_url(url: str) -> tuple[Reading, ...]:
    bucket, _, key = url.removeprefix(_SCHEME).partition("/")
    if not _BUCKET.fullmatch(bucket) or not key:
        raise CommandError(f"{url} is not an S3 URL. It looks like this: s3://bucket/key")
    whole = ByKey(bucket, key)
    name, found, version_id = key.rpartition(_VERSION)
    if not found or not name or not version_id:
        return (whole,)
    return (ById(Content(bucket, name, version_id).content_id), whole)


def _check(text: str) -> None:
    if not text:
        raise CommandError(
            "The name of the content is empty: give a key, an S3 URL or a content id."
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CommandError(f"{text} is not UTF-8, so it names no S3 object.") from None
