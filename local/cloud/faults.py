"""Faults on the wire: what a test asks to go wrong, at which request, and how often.

No function knows of them: a fault strikes between a function and the cloud, as a crash or an
outage would.
"""

import json
import threading
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from local.cloud.asgi import Request


class Effect(StrEnum):
    """What a fault does."""

    KILL_BEFORE = "kill_before"
    KILL_AFTER = "kill_after"
    FAIL = "fail"
    DELAY = "delay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault.

    `on` is `service.Operation` with `*` as wildcard; `caller` a part of the role's or user's name;
    `containing` a part of the request's path, query or body. The first `skip` matching requests
    pass, the next `times` are struck, then the fault is used up. `code`, `status` and `message` are
    those of `fail`; `seconds` those of `delay`.
    """

    on: str
    do: Effect
    caller: str = ""
    containing: str = ""
    skip: int = 0
    times: int = 1
    code: str = "InternalError"
    status: int = 500
    message: str = "A fault was asked for here."
    seconds: float = 0.0

    def matches(self, operation: str, caller: str, request: Request) -> bool:
        """Whether a request is one that this fault is about."""
        if not fnmatchcase(operation, self.on) or self.caller not in caller:
            return False
        wanted = self.containing.encode()
        return wanted in request.body or self.containing in f"{request.path}?{request.query}"


class Faults:
    """The faults that are set. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def set(self, text: bytes) -> None:
        """Replaces all faults by those of a JSON list; raises `ValueError` and keeps the old."""
        given = json.loads(text)
        if not isinstance(given, list):
            raise ValueError("A JSON list of faults is expected.")
        faults = [_parsed(item) for item in given]
        with self._lock:
            self._faults = faults

    def clear(self) -> None:
        """Removes all faults."""
        with self._lock:
            self._faults = []

    def show(self) -> list[dict[str, Any]]:
        """The faults as they stand: `skip` and `times` say how much of each is left."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def take(self, operation: str, caller: str, request: Request) -> Fault | None:
        """The fault that strikes this request, or None; it is used once by being taken."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if fault.times < 1 or not fault.matches(operation, caller, request):
                    continue
                if fault.skip:
                    self._faults[index] = replace(fault, skip=fault.skip - 1)
                    continue
                self._faults[index] = replace(fault, times=fault.times - 1)
                return fault
        return None


def _parsed(item: object) -> Fault:
    if not isinstance(item, dict):
        raise ValueError(f"A fault is a JSON object, not {item!r}.")
    try:
        fault = Fault(**{**item, "do": Effect(item.get("do", ""))})
    except TypeError as error:
        raise ValueError(f"Not a fault: {item!r} ({error}).") from error
    if "." not in fault.on:
        raise ValueError(f"`on` is service.Operation, not {fault.on!r}.")
    return fault
