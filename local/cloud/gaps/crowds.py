"""Lambda: a crowd of invocations of one function shares a few processes."""

import threading
from collections import defaultdict
from functools import wraps
from typing import Any

from ministack.services import lambda_svc

from local.cloud.gaps.replacing import original

AT_ONCE = 4
"""Enough to keep two cores busy."""


def run_few_of_a_function_at_once() -> None:
    """Gap: every invocation runs at once in a process of its own, but not on a core of its own.

    On AWS each has one. Here a hundred that begin together would take minutes, so the others wait
    for a process; that counts as their duration, not towards their time-out. Each function has its
    own line: a function never waits for one that waits for it, unless it invokes itself.
    """
    execute = original(lambda_svc, "_execute_function_warm", "func event request_id")
    lines = defaultdict[str, threading.Semaphore](lambda: threading.Semaphore(AT_ONCE))
    lock = threading.Lock()

    @wraps(execute)
    def in_turn(func: Any, event: Any, request_id: str) -> Any:
        with lock:
            line = lines[(func.get("config") or func)["FunctionArn"]]
        with line:
            return execute(func, event, request_id)

    lambda_svc._execute_function_warm = in_turn
