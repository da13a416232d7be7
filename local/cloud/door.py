"""The control door: `/_local/…` on the plain port. For tests, the bench and the start-up only."""

import importlib
import json
from typing import Protocol

from local.cloud.asgi import Request, Response

_JSON = {"Content-Type": "application/json"}


class Resettable(Protocol):
    """Something the door shows and clears."""

    def show(self) -> list[dict[str, str | int]]:
        """Its content, as rows."""
        ...

    def clear(self) -> None:
        """Empties it."""
        ...


class Settable(Protocol):
    """Something the door also sets."""

    def set(self, text: bytes) -> None:
        """Replaces the content; raises `ValueError` for what cannot be read."""
        ...

    def show(self) -> list[dict[str, object]]:
        """Its content, as rows."""
        ...

    def clear(self) -> None:
        """Empties it."""
        ...


class Door:
    """Answers control requests. Over TLS, where clients are, there is no door."""

    def __init__(self, *, requests: Resettable, faults: Settable) -> None:
        self._requests = requests
        self._faults = faults

    async def answer(self, request: Request, scheme: str) -> Response:
        """The answer to one control request."""
        if scheme != "http":
            return _answer(404, {"error": "The control door is on the plain port."})
        name = request.path.removeprefix("/_local/")
        if name == "ready":
            return _answer(200, {"ready": True})
        if name == "requests":
            return self._of(self._requests, request)
        if name == "faults":
            return self._of(self._faults, request)
        if name == "rekognition":
            return _rekognition(request)
        return _answer(404, {"error": f"There is no /_local/{name}."})

    def _of(self, part: Resettable | Settable, request: Request) -> Response:
        if request.method == "DELETE":
            part.clear()
        elif request.method == "POST" and part is self._faults:
            try:
                self._faults.set(request.body)
            except ValueError as error:
                return _answer(400, {"error": str(error)})
        elif request.method != "GET":
            return _answer(405, {"error": f"{request.method} is not possible here."})
        return _answer(200, part.show())


def _rekognition(request: Request) -> Response:
    try:
        control = importlib.import_module("local.rekognition.control")
    except ModuleNotFoundError:
        return _answer(404, {"error": "The Rekognition stand-in is not installed."})
    status, body = control.configure(request.method, request.body)
    return Response(status, _JSON, body)


def _answer(status: int, content: object) -> Response:
    return Response(status, _JSON, json.dumps(content).encode())
