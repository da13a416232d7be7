"""Pagination tokens: opaque, for one job and one order of rows, and good for 24 hours."""

import base64
import binascii
import hashlib
import hmac
import secrets

from local.rekognition.refusals import Refusal

TOKENS_LIVE_SECONDS = 86_400
_SECRET = secrets.token_bytes(32)
_SEAL_BYTES = 16


def page_token(job_id: str, sort_by: str, start: int, now: float) -> str:
    """The token for the page that begins with row `start`. `now` is in seconds since 1970."""
    place = f"{start}.{now:.3f}".encode()
    return base64.urlsafe_b64encode(_seal(place, job_id, sort_by) + place).decode()


def start_of(token: str, job_id: str, sort_by: str, now: float) -> int:
    """The row number behind a token.

    Raises the `Refusal` for one that is made up, too old, or of another job or order of rows.
    """
    try:
        told = base64.urlsafe_b64decode(token.encode("ascii"))
    except (binascii.Error, ValueError) as error:
        raise _invalid() from error
    seal, place = told[:_SEAL_BYTES], told[_SEAL_BYTES:]
    if not hmac.compare_digest(seal, _seal(place, job_id, sort_by)):
        raise _invalid()
    start, _, made_at = place.decode().partition(".")
    if now - float(made_at) > TOKENS_LIVE_SECONDS:
        raise _invalid()
    return int(start)


def _seal(place: bytes, job_id: str, sort_by: str) -> bytes:
    sealed = f"{job_id} {sort_by} ".encode() + place
    return hmac.new(_SECRET, sealed, hashlib.sha256).digest()[:_SEAL_BYTES]


def _invalid() -> Refusal:
    return Refusal("InvalidPaginationTokenException", "Pagination token is invalid or has expired.")
