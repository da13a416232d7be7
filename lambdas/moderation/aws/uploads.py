"""The uploads bucket: some bytes of one object version."""

import re
from collections.abc import Mapping
from contextlib import closing
from email.errors import MessageError
from email.header import decode_header, make_header
from typing import TYPE_CHECKING

from botocore.exceptions import IncompleteReadError

from lambdas.moderation.aws.errors import (
    AWS_ERRORS,
    S3_READS,
    error_code,
    translate,
    translated,
)
from lambdas.moderation.domain.content import Content
from lambdas.moderation.ports import Stretch

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

_CONTENT_RANGE = re.compile(r"bytes (?P<start>\d+)-\d+/(?P<size>\d+)")
_PAST_THE_END = {"416", "InvalidRange"}


class S3Uploads:
    """Implements `Uploads`. The role needs `s3:ListBucket`: without, a missing object says 403."""

    def __init__(self, client: "S3Client") -> None:
        self._client = client

    def read(self, content: Content, *, offset: int, length: int) -> Stretch:
        """As the port says; one request, two where there are no bytes.

        Raises `Permanent` where S3 refuses this object in particular (archived, customer's key).
        """
        if length < 1:
            return self._without_bytes(content, offset)
        try:
            response = self._client.get_object(
                Bucket=content.bucket,
                Key=content.key,
                VersionId=content.version_id,
                Range=f"bytes={offset}-{offset + length - 1}",
            )
            return _stretch(response, offset, length)
        except AWS_ERRORS as error:
            if error_code(error) not in _PAST_THE_END:
                raise translate(error, S3_READS) from error
        return self._without_bytes(content, offset)

    def _without_bytes(self, content: Content, offset: int) -> Stretch:
        with translated(S3_READS):
            head = self._client.head_object(
                Bucket=content.bucket, Key=content.key, VersionId=content.version_id
            )
        return Stretch(b"", offset, head["ContentLength"], _metadata(head["Metadata"]))


def _stretch(response: "GetObjectOutputTypeDef", offset: int, length: int) -> Stretch:
    """The bytes asked for, also from a server that ignored the Range and sent the whole object."""
    told = _CONTENT_RANGE.fullmatch(response.get("ContentRange", ""))
    start = int(told["start"]) if told else 0
    size = int(told["size"]) if told else response["ContentLength"]
    with closing(response["Body"]) as body:
        data = body.read(offset - start + length)[offset - start :]
    expected = max(0, min(length, size - offset))
    if len(data) < expected:  # botocore does not notice where only a part is read
        raise IncompleteReadError(actual_bytes=len(data), expected_bytes=expected)
    return Stretch(data, offset, size, _metadata(response["Metadata"]))


def _metadata(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): _decoded(value) for name, value in headers.items()}


def _decoded(value: str) -> str:
    """S3 gives non-ASCII metadata back as RFC 2047 words (`=?UTF-8?B?...?=`)."""
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (MessageError, LookupError, ValueError):
        return value
