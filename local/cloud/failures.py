"""An error answer in the words of the protocol that the request speaks."""

import json
import uuid
from xml.sax.saxutils import escape

from local.cloud.asgi import Request, Response
from local.cloud.faults import Fault
from local.cloud.operations import operation_of

_SERVER_ERROR = 500
_CBOR_TEXT = 0x60
_CBOR_TEXT_8, _CBOR_TEXT_16 = 0x78, 0x79
_CBOR_MAP_OF_TWO = b"\xa2"


def failure_response(request: Request, fault: Fault) -> Response:
    """The fault's error as the service would send it: JSON, CBOR, query XML or S3's XML."""
    request_id = str(uuid.uuid4())
    identified = {"x-amzn-requestid": request_id, "x-amz-request-id": request_id}
    kind, headers, body = _encoded(request, fault, request_id)
    content = b"" if request.method == "HEAD" else body
    return Response(fault.status, {"Content-Type": kind, **identified, **headers}, content)


def _encoded(request: Request, fault: Fault, request_id: str) -> tuple[str, dict[str, str], bytes]:
    content_type = request.headers.get("content-type", "")
    if "cbor" in content_type or "cbor" in request.headers.get("smithy-protocol", ""):
        return "application/cbor", {"smithy-protocol": "rpc-v2-cbor"}, _cbor(fault)
    if "x-amz-target" in request.headers:
        query_code = f"{fault.code};{_blame(fault)}"
        return content_type, {"x-amzn-query-error": query_code}, _json(fault)
    if content_type.startswith("application/x-www-form-urlencoded"):
        return "text/xml", {}, _query_xml(fault, request_id)
    if operation_of(request).service == "s3":
        return "application/xml", {}, _s3_xml(fault, request_id)
    return "application/json", {"x-amzn-errortype": fault.code}, _json(fault)


def _blame(fault: Fault) -> str:
    return "Receiver" if fault.status >= _SERVER_ERROR else "Sender"


def _json(fault: Fault) -> bytes:
    return json.dumps({"__type": fault.code, "message": fault.message}).encode()


def _cbor(fault: Fault) -> bytes:
    texts = ("__type", fault.code, "message", fault.message)
    return _CBOR_MAP_OF_TWO + b"".join(_cbor_text(text) for text in texts)


def _cbor_text(text: str) -> bytes:
    data = text.encode()
    if len(data) < _CBOR_TEXT_8 - _CBOR_TEXT:
        return bytes([_CBOR_TEXT + len(data)]) + data
    return bytes([_CBOR_TEXT_16]) + len(data).to_bytes(2, "big") + data


def _query_xml(fault: Fault, request_id: str) -> bytes:
    error = (
        f"<Type>{_blame(fault)}</Type><Code>{escape(fault.code)}</Code>"
        f"<Message>{escape(fault.message)}</Message>"
    )
    return (
        f"<ErrorResponse><Error>{error}</Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    ).encode()


def _s3_xml(fault: Fault, request_id: str) -> bytes:
    error = f"<Code>{escape(fault.code)}</Code><Message>{escape(fault.message)}</Message>"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<Error>{error}<RequestId>{request_id}</RequestId></Error>".encode()
