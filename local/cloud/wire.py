"""The wire between clients and the cloud: counts requests, injects faults, opens the control door.

The door is `/_local/…` on the plain port, which listens on loopback only.
"""

import asyncio
import contextlib
import logging
import os
import threading
from collections import Counter
from dataclasses import replace

import psutil

from local.cloud.asgi import (
    Application,
    Message,
    Receive,
    Request,
    Response,
    Scope,
    Send,
    read_request,
    replay,
    send_response,
)
from local.cloud.door import Door
from local.cloud.failures import failure_response
from local.cloud.faults import Effect, Fault, Faults
from local.cloud.identities import name_of
from local.cloud.operations import Operation, operation_of

_log = logging.getLogger(__name__)


class Requests:
    """Counts AWS requests by service, operation and caller. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def count(self, operation: Operation, caller: str) -> None:
        """Adds one request."""
        with self._lock:
            self._counts[operation.service, operation.name, caller] += 1

    def clear(self) -> None:
        """Starts from nothing."""
        with self._lock:
            self._counts.clear()

    def show(self) -> list[dict[str, str | int]]:
        """One row for each service, operation and caller, in that order."""
        with self._lock:
            rows = sorted(self._counts.items())
        return [
            {"service": service, "operation": name, "caller": caller, "count": count}
            for (service, name, caller), count in rows
        ]


class Wire:
    """An ASGI application around the cloud's."""

    def __init__(self, cloud: Application) -> None:
        self._cloud = cloud
        self._requests = Requests()
        self._faults = Faults()
        self._door = Door(requests=self._requests, faults=self._faults)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection's request."""
        if scope["type"] != "http" or scope["path"].startswith("/_ministack/"):
            await self._cloud(scope, receive, send)
            return
        request = await read_request(scope, receive)
        if request is None:
            return
        if request.path.startswith("/_local/"):
            await send_response(send, await self._door.answer(request, scope["scheme"]))
            return
        await self._serve(request, scope, replay(request, receive), send)

    async def _serve(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        operation = operation_of(request)
        caller = name_of(operation.access_key)
        self._requests.count(operation, caller)
        fault = self._faults.take(operation.full_name, caller, request)
        if fault is None:
            await self._cloud(scope, receive, send)
            return
        _log.warning("Fault %s strikes %s of %s", fault.do, operation.full_name, caller)
        await self._strike(fault, request, scope, receive, send)

    async def _strike(
        self, fault: Fault, request: Request, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if fault.do is Effect.FAIL:
            await send_response(send, failure_response(request, fault))
            return
        if fault.do is Effect.DELAY:
            await asyncio.sleep(fault.seconds)
            await self._cloud(scope, receive, send)
            return
        victim = await asyncio.to_thread(_calling_process, request.peer_port)
        if victim is None:
            await send_response(send, _not_a_function(request, fault))
            return
        if fault.do is Effect.KILL_AFTER:
            await self._cloud(scope, receive, _nowhere)
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.kill()


def _calling_process(peer_port: int) -> psutil.Process | None:
    """The function's process at the other end of a connection, one of the cloud's own children."""
    for process in psutil.Process(os.getpid()).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            for connection in process.net_connections(kind="tcp"):
                if getattr(connection.laddr, "port", None) == peer_port:
                    return process
    return None


def _not_a_function(request: Request, fault: Fault) -> Response:
    text = f"{fault.do} was asked for, but the caller is not a function of this cloud."
    _log.error("%s (%s %s)", text, request.method, request.path)
    return failure_response(request, replace(fault, code="NotAFunction", message=text))


async def _nowhere(_message: Message) -> None:
    """Takes an answer that nobody will get."""
