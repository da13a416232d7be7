"""The shapes of ASGI, and reading a request whole."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request with its whole body. Header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    peer_port: int


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


async def read_request(scope: Scope, receive: Receive) -> Request | None:
    """The request of an HTTP scope, or None if its client left before sending all of it."""
    chunks = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            break
    pairs = ((n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in scope["headers"])
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=scope.get("query_string", b"").decode("latin-1"),
        headers=dict(pairs),
        body=b"".join(chunks),
        peer_port=(scope.get("client") or ("", 0))[1],
    )


def replay(request: Request, receive: Receive) -> Receive:
    """A `receive` that gives the body already read, then what the connection gives."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": request.body, "more_body": False}

    return receive_again


async def send_response(send: Send, response: Response) -> None:
    """Sends an answer; its length is added."""
    headers = {**response.headers, "Content-Length": str(len(response.body))}
    pairs = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": pairs})
    await send({"type": "http.response.body", "body": response.body})
