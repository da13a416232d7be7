"""Services beside ministack, on the same endpoint and under the same IAM: Rekognition.

A request to such a service never reaches ministack. Its signature is verified here by ministack's
own code, so that the service knows its caller as AWS would.
"""

import importlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import set_request_account_id, set_request_region

from local.cloud.asgi import (
    Application,
    Receive,
    Request,
    Response,
    Scope,
    Send,
    read_request,
    send_response,
)
from local.cloud.caller import Caller
from local.cloud.identities import SignedCaller
from local.cloud.operations import operation_of
from local.cloud.settings import ACCOUNT, REGION

_log = logging.getLogger(__name__)
_REKOGNITION = b"RekognitionService."
_JSON = "application/x-amz-json-1.1"
Answer = Callable[
    [str, Mapping[str, str], bytes, Caller], Awaitable[tuple[int, dict[str, str], bytes]]
]


def with_rekognition(cloud: Application) -> Application:
    """The cloud with the Rekognition stand-in in front of it, if it is installed."""
    try:
        answer: Answer = importlib.import_module("local.rekognition.app").answer
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("local.rekognition"):
            raise
        _log.warning("The Rekognition stand-in is not installed: its calls will fail.")
        return cloud

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _target(scope).startswith(_REKOGNITION):
            await cloud(scope, receive, send)
            return
        request = await read_request(scope, receive)
        if request is not None:
            await send_response(send, await _answer(request, scope, answer))

    return serve


def _target(scope: Scope) -> bytes:
    target: bytes = dict(scope["headers"]).get(b"x-amz-target", b"")
    return target


async def _answer(request: Request, scope: Scope, answer: Answer) -> Response:
    refused = _authenticate(request, scope)
    if refused:
        return refused
    caller = SignedCaller(operation_of(request).access_key)
    target = request.headers["x-amz-target"]
    status, headers, body = await answer(target, request.headers, request.body, caller)
    return Response(status, headers, body)


def _authenticate(request: Request, scope: Scope) -> Response | None:
    """Verifies the signature as ministack does, in this request's own context."""
    set_request_account_id(ACCOUNT)
    set_request_region(REGION)
    iam_evaluator.pin_request_origin("127.0.0.1", scope["scheme"] == "https")
    query: dict[str, Any] = {}
    raw_path = scope.get("raw_path") or request.path.encode()
    iam_evaluator.pin_signed_request(
        request.method, raw_path.decode("latin-1"), query, scope["headers"]
    )
    iam_evaluator.pin_signed_body(request.body)
    access_key = operation_of(request).access_key
    if not access_key:
        return _refusal("MissingAuthenticationTokenException", "Missing Authentication Token")
    failure = iam_evaluator.check_credentials(access_key, "rekognition")
    return _refusal(failure.code, failure.message) if failure else None


def _refusal(code: str, message: str) -> Response:
    known = {
        "SignatureDoesNotMatch": "InvalidSignatureException",
        "InvalidClientTokenId": "UnrecognizedClientException",
    }
    body = json.dumps({"__type": known.get(code, code), "message": message}).encode()
    return Response(400, {"Content-Type": _JSON}, body)
