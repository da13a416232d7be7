"""Errors as problem details (RFC 9457), without anything of what is inside."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from lambdas.moderation.domain.errors import (
    Conflict,
    Gone,
    InvalidInput,
    Misconfigured,
    ModerationError,
    Permanent,
    Refused,
    Retryable,
)
from lambdas.moderation.ports.api import Answer

_MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER_SECONDS = "2"
_STATUS = {
    "invalid-input": HTTPStatus.BAD_REQUEST,
    "bad-cursor": HTTPStatus.BAD_REQUEST,
    "not-signed-in": HTTPStatus.UNAUTHORIZED,
    "not-allowed": HTTPStatus.FORBIDDEN,
    "seniors-only": HTTPStatus.FORBIDDEN,
    "decided-before": HTTPStatus.FORBIDDEN,
    "no-such-route": HTTPStatus.NOT_FOUND,
    "no-such-case": HTTPStatus.NOT_FOUND,
    "no-such-content": HTTPStatus.NOT_FOUND,
    "no-such-queue": HTTPStatus.NOT_FOUND,
    "wrong-method": HTTPStatus.METHOD_NOT_ALLOWED,
    "too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "not-json": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
"""Every other refusal is about how things stand: 409."""

_BUSY = "The desk is busy: try again in a moment. Nothing was changed, or all of it was."
_BROKEN = (
    "The desk cannot answer: something in its own set-up is wrong. Its operators are alarmed; "
    "tell them if it lasts."
)


def problem(error: Exception) -> Answer:
    """The answer to whoever asked. Only a refusal's own words are told: they are meant for them."""
    match error:
        case Conflict():
            said = "Others keep changing this at the same moment: try again."
            return _told(HTTPStatus.CONFLICT, "contended", said)
        case InvalidInput():
            errors = [{"where": fault.where, "what": fault.what} for fault in error.faults]
            return _told(HTTPStatus.BAD_REQUEST, error.code, str(error), errors=errors)
        case Refused() | Gone():
            status = _STATUS.get(error.code, HTTPStatus.CONFLICT)
            headers = {"www-authenticate": "Bearer"} if error.code == "not-signed-in" else {}
            return _told(status, error.code, str(error), headers=headers)
        case Permanent() if error.code == "bad-cursor":
            return _told(HTTPStatus.BAD_REQUEST, error.code, str(error))
        case Retryable() if not isinstance(error, Misconfigured):
            headers = {"retry-after": _RETRY_AFTER_SECONDS}
            return _told(HTTPStatus.SERVICE_UNAVAILABLE, "busy", _BUSY, headers=headers)
        case _:
            return _told(HTTPStatus.INTERNAL_SERVER_ERROR, "broken", _BROKEN)


def is_ours(error: Exception) -> bool:
    """Whether it is to be reported: a fault of ours or of what we depend on, not of who asked."""
    if isinstance(error, Permanent):
        return error.code != "bad-cursor"
    return isinstance(error, Retryable) or not isinstance(error, ModerationError)


def _told(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    errors: object = (),
    headers: Mapping[str, str] | None = None,
) -> Answer:
    said = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "code": code,
        "errors": errors,
    }
    return Answer(
        status=status.value,
        body=json.dumps(said),
        media_type=_MEDIA_TYPE,
        headers=headers or {},
    )
