"""The evidence bucket: a gzipped object for each screening of a video, and how far reading came."""

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws.errors import S3_READS, S3_WRITES, translated
from lambdas.moderation.aws.reasons import findings_from_plain, findings_to_plain
from lambdas.moderation.domain.errors import Gone, Permanent
from lambdas.moderation.domain.findings import Evidence

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MOST_BYTES = 256 * 2**20
"""What may come out of an object; a video's evidence is a few megabytes at most."""

_GZIP = 16 + zlib.MAX_WBITS
_DAMAGED = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)


class S3Archive:
    """Implements `Archive`. The role needs `s3:ListBucket`: without, a missing object says 403.

    The same evidence gives the same bytes, so keeping it again replaces it by itself.
    """

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, content_id: str, screening: int, evidence: Evidence, at: datetime) -> str:
        """As the port says: under the day of `at` (UTC). Confidences in hundredths of a percent."""
        day = at.astimezone(UTC).strftime("%Y/%m/%d")
        name = f"evidence/{day}/{_name(content_id, screening)}"
        self._put(name, _to_json(evidence))
        return name

    def fetch(self, name: str) -> Evidence:
        """As the port says, with the codes `evidence-gone` and `unreadable-evidence`."""
        try:
            data = self._get(name)
        except Gone as error:
            raise Permanent("The evidence is no longer there.", code="evidence-gone") from error
        try:
            return _from_json(json.loads(_inflated(data)))
        except _DAMAGED as error:
            raise Permanent("The evidence is damaged.", code="unreadable-evidence") from error

    def note(self, content_id: str, screening: int, progress: bytes) -> None:
        """As the port says."""
        self._put(f"progress/{_name(content_id, screening)}", [progress])

    def noted(self, content_id: str, screening: int) -> bytes | None:
        """As the port says. None also for what is damaged: reading begins anew then."""
        try:
            return _inflated(self._get(f"progress/{_name(content_id, screening)}"))
        except (Gone, ValueError):
            return None

    def _put(self, name: str, pieces: Iterable[bytes]) -> None:
        with translated(S3_WRITES):
            self._client.put_object(
                Bucket=self._bucket,
                Key=name,
                Body=_deflated(pieces),
                ContentType="application/json",
                ContentEncoding="gzip",
            )

    def _get(self, name: str) -> bytes:
        with translated(S3_READS):
            answer = self._client.get_object(Bucket=self._bucket, Key=name)
            with closing(answer["Body"]) as body:
                return body.read()


def _name(content_id: str, screening: int) -> str:
    return f"{content_id}-{screening:04d}.json.gz"


def _inflated(data: bytes) -> bytes:
    """The one gzip stream in `data`. Raises `ValueError` where it is none, not whole, or huge."""
    stream = zlib.decompressobj(_GZIP)
    try:
        inflated = stream.decompress(data, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError("This is not gzip.") from error
    if not stream.eof or stream.unused_data:
        raise ValueError("This is not one whole gzip stream of a reasonable size.")
    return inflated


def _to_json(evidence: Evidence) -> Iterator[bytes]:
    """The JSON in pieces: of hours of video, all spans as plain values at once are 200 MB."""
    yield b'{"calls":' + _dumped(dict(evidence.calls))
    yield b',"duration_ms":' + _dumped(evidence.duration_ms) + b',"findings":['
    for number, finding in enumerate(evidence.findings):
        yield (b"," if number else b"") + _dumped(*findings_to_plain([finding]))
    yield b'],"model_versions":' + _dumped(dict(evidence.model_versions)) + b"}"


def _dumped(plain: object) -> bytes:
    return json.dumps(plain, separators=(",", ":"), sort_keys=True).encode()


def _deflated(pieces: Iterable[bytes]) -> bytes:
    """One gzip stream without a time in it."""
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", mtime=0) as stream:
        for piece in pieces:
            stream.write(piece)
    return made.getvalue()


def _from_json(plain: Mapping[str, Any]) -> Evidence:
    duration = plain["duration_ms"]
    return Evidence(
        findings=findings_from_plain(plain["findings"]),
        model_versions={str(name): str(each) for name, each in plain["model_versions"].items()},
        calls={str(name): int(each) for name, each in plain["calls"].items()},
        duration_ms=None if duration is None else int(duration),
    )
