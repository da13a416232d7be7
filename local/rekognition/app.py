"""The stand-in's front door: one JSON 1.1 request in, one answer out."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from local.cloud.caller import Caller
from local.rekognition import model
from local.rekognition.call import Call
from local.rekognition.control import DOOR
from local.rekognition.faults import FaultDoor
from local.rekognition.input_image import region_of
from local.rekognition.jobs import Jobs
from local.rekognition.journal import journal
from local.rekognition.model import Document
from local.rekognition.operations import OPERATIONS, Operation
from local.rekognition.refusals import Refusal, access_denied, invalid_parameters

_OK = 200
_CONTENT_TYPE = "application/x-amz-json-1.1"

_JOBS = Jobs(DOOR.jobs)

Answer = tuple[int, dict[str, str], bytes]


async def answer(target: str, headers: Mapping[str, str], body: bytes, caller: Caller) -> Answer:
    """HTTP status, headers and body for a request whose `X-Amz-Target` is `target`.

    Never raises: what goes wrong in here is a 500 with its cause in the log. Waits (delays asked
    for at the control door) leave the event loop free.
    """
    return await StandIn(DOOR, _JOBS).answer(target, headers, body, caller)


@dataclass(frozen=True, slots=True)
class StandIn:
    """The service behind a door of faults. `sleep` is told seconds."""

    door: FaultDoor
    jobs: Jobs
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def answer(
        self, target: str, headers: Mapping[str, str], body: bytes, caller: Caller
    ) -> Answer:
        """See the function of the same name."""
        name = target.rpartition(".")[2]
        request_id = str(uuid.uuid4())
        try:
            operation = _operation(name)
            document = await self._respond(operation, headers, body, caller)
        except Refusal as refusal:
            return self._refused(name, refusal, request_id)
        except Exception:
            journal().exception("%s: the stand-in itself failed.", ascii(name))
            return self._refused(name, Refusal("InternalServerError"), request_id)
        self.door.count_accepted(operation.name)
        return _OK, _headers(request_id), json.dumps(document).encode()

    async def _respond(
        self, operation: Operation, headers: Mapping[str, str], body: bytes, caller: Caller
    ) -> Document:
        if not caller.allows(operation.iam_action, "*"):
            raise access_denied(caller.arn(), operation.iam_action)
        passage = self.door.enter(operation.name)
        if passage.delay_seconds:
            await self.sleep(passage.delay_seconds)
        if passage.refusal:
            raise passage.refusal
        parameters = _parameters(operation.name, body)
        region = region_of(headers)
        document = operation.respond(Call(parameters, caller, region, self.jobs))
        return _checked(operation.name, document)

    def _refused(self, operation: str, refusal: Refusal, request_id: str) -> Answer:
        if operation in OPERATIONS:
            self.door.count_refused(operation, refusal.code)
        journal().info("%s: %s (%s)", ascii(operation), refusal.code, ascii(refusal.message))
        document = {
            "__type": refusal.code,
            "Code": refusal.code,
            "Logref": request_id,
            "Message": refusal.message,
        }
        return refusal.status, _headers(request_id), json.dumps(document).encode()


def _operation(name: str) -> Operation:
    if name in OPERATIONS:
        return OPERATIONS[name]
    simulated = ", ".join(OPERATIONS)
    if model.is_operation(name):
        reason = f"The Rekognition stand-in does not simulate {name}, only {simulated}."
    else:
        reason = f"Rekognition has no such operation; the stand-in simulates {simulated}."
    journal().error("%s", reason)
    raise Refusal("UnknownOperationException", reason)


def _parameters(operation: str, body: bytes) -> Document:
    """The request's parameters, held to the service model."""
    try:
        parameters = json.loads(body, parse_constant=_not_json)
    except (ValueError, RecursionError) as error:
        raise Refusal("SerializationException", "The request's body is not JSON.") from error
    if not isinstance(parameters, dict):
        raise Refusal("SerializationException", "The request's body is not a JSON object.")
    try:
        decoded = model.decode_blobs(operation, parameters)
    except ValueError as error:
        raise invalid_parameters(str(error)) from error
    mistakes = model.request_mistakes(operation, _without_large_bytes(decoded))
    if mistakes:
        raise invalid_parameters("; ".join(mistakes))
    return decoded


def _without_large_bytes(parameters: Document) -> Document:
    """The parameters for the check against the model: too large an image has a code of its own."""
    image = parameters.get("Image")
    if isinstance(image, dict) and isinstance(image.get("Bytes"), bytes):
        return {**parameters, "Image": {**image, "Bytes": image["Bytes"][:1]}}
    return parameters


def _not_json(constant: str) -> float:
    raise ValueError(constant)


def _checked(operation: str, document: Document) -> Document:
    """The answer, if the service could have sent it; else a 500, with what is wrong in the log."""
    mistakes = model.answer_mistakes(operation, document)
    if mistakes:
        journal().error(
            "%s: not sent, because it breaks the service model: %s", operation, "; ".join(mistakes)
        )
        raise Refusal("InternalServerError")
    return document


def _headers(request_id: str) -> dict[str, str]:
    return {"content-type": _CONTENT_TYPE, "x-amzn-requestid": request_id}
