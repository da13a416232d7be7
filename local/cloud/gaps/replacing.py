"""Replacing a private function of ministack, if it still is what it was."""

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

Function = Callable[..., Any]


def original(module: ModuleType, name: str, parameters: str) -> Function:
    """The function to be replaced.

    Raises `RuntimeError` if it is gone or its parameters (names, separated by spaces) changed: the
    gap may be closed, or has to be bridged anew.
    """
    function: Function | None = getattr(module, name, None)
    found = " ".join(inspect.signature(function).parameters) if function else "nothing"
    if function is None or found != parameters:
        raise RuntimeError(
            f"{module.__name__}.{name} was expected to take ({parameters}), but has ({found}): "
            "local/cloud/gaps does not fit this ministack."
        )
    return function
