"""Reads the body and the headers of a request, whatever was sent."""

import base64
import binascii
import json
import re

from lambdas.moderation.domain.errors import Fault, InvalidInput, Refused
from lambdas.moderation.ports.api import Call, Json

MOST_BYTES = 64 * 1024
IDEMPOTENCY_KEY = r"[A-Za-z0-9_-]{8,64}"
_JSON = re.compile(r'application/json\s*(;\s*charset="?utf-8"?\s*)?', re.IGNORECASE)


def json_of(call: Call) -> Json:
    """The body's JSON; an empty object where there is none.

    Raises `Refused` for a body that is too large or says to be something else, `InvalidInput` for
    one that is no JSON, or in which a text is no Unicode.
    """
    data = _bytes_of(call)
    if not data:
        return {}
    if len(data) > MOST_BYTES:
        raise Refused("The body is larger than 64 KiB.", code="too-large")
    if not _JSON.fullmatch(call.headers.get("content-type", "").strip()):
        raise Refused("Send the body as JSON: content-type application/json.", code="not-json")
    try:
        plain = json.loads(data.decode())
        json.dumps(plain, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise InvalidInput(Fault("body", "must be JSON in UTF-8")) from None
    return plain


def idempotency_key_of(call: Call) -> str | None:
    """The key of a write, None without one. Raises `InvalidInput`."""
    key = call.headers.get("idempotency-key")
    if key is not None and not re.fullmatch(IDEMPOTENCY_KEY, key):
        what = "must be 8 to 64 letters, digits, hyphens and underscores"
        raise InvalidInput(Fault("Idempotency-Key", what))
    return key


def _bytes_of(call: Call) -> bytes:
    if not call.base64:
        return call.body.encode(errors="surrogatepass")
    try:
        return base64.b64decode(call.body, validate=True)
    except (ValueError, binascii.Error):
        raise InvalidInput(Fault("body", "must be JSON in UTF-8")) from None
