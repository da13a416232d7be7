"""How long the stand-in's video jobs take while somebody watches: long enough to be seen."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_UNHURRIED = {"job_seconds": [2, 3]}
_PATIENCE_SECONDS = 10


@contextmanager
def unhurried(plain: str) -> Iterator[None]:
    """Two to three seconds a job, then as before. `plain` is the cloud's plain endpoint.

    Nothing is changed where the stand-in follows a plan already: somebody else tries something out.
    """
    if _plan(plain):
        yield
        return
    _plan(plain, _UNHURRIED)
    try:
        yield
    finally:
        _plan(plain, {})


def _plan(plain: str, new: object = None) -> Any:
    """The plan that is in force, once the new one is, if there is one."""
    request = urllib.request.Request(  # noqa: S310 - our own loopback address
        f"{plain}/_local/rekognition", data=None if new is None else json.dumps(new).encode()
    )
    # No proxy of the shell: the cloud is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=_PATIENCE_SECONDS) as answer:
        return json.load(answer)["faults"]
