"""The cloud's control door, as tests and the bench use it."""

import json
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit


class DoorRefusedError(Exception):
    """The door did not do what it was asked."""


class Door:
    """`/_local/…` on the plain port."""

    def __init__(self, plain: str) -> None:
        self._plain = plain

    def get(self, name: str) -> Any:
        """What is there."""
        return self._ask("GET", name)

    def post(self, name: str, content: Any) -> Any:
        """Sets it."""
        return self._ask("POST", name, json.dumps(content).encode())

    def delete(self, name: str) -> Any:
        """Clears it."""
        return self._ask("DELETE", name)

    def _ask(self, method: str, name: str, body: bytes | None = None) -> Any:
        with closing(HTTPConnection(urlsplit(self._plain).netloc, timeout=10)) as connection:
            connection.request(method, f"/_local/{name}", body)
            answer = connection.getresponse()
            content = json.load(answer)
        if answer.status != HTTPStatus.OK:
            raise DoorRefusedError(f"{answer.status}: {content}")
        return content
