"""Calls the review API over HTTPS as one person."""

import json
import os
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError

from cli.desk_world import Json
from cli.errors import AnswerIsNo, CommandError

_SECONDS = 30
_TRIES_AGAIN = 2
_PAUSE = 0.5
_GOOD = range(200, 300)
_REFUSED = range(400, 500)
_UNREACHABLE = frozenset({401, 408, 429})
"""Not the API's "no": it does not take the token, or has no time."""


class ReviewApi:
    """Implements `DeskApi`. The token is kept in memory only."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address.rstrip("/")
        self._token = token
        self._http = _pool(address)

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """As the port says."""
        asked = f"?{urlencode(query)}" if query else ""
        return self._call("GET", f"{path}{asked}", None)

    def post(self, path: str, body: Json = None) -> Json:
        """As the port says; a repeat after a lost answer changes nothing twice."""
        return self._call("POST", path, {} if body is None else body)

    def _call(self, method: str, path: str, body: Json) -> Json:
        headers = {"authorization": f"Bearer {self._token}", "accept": "application/json"}
        if body is not None:
            headers |= {"content-type": "application/json", "idempotency-key": uuid.uuid4().hex}
        data = None if body is None else json.dumps(body)
        url = f"{self._address}/{path}"
        try:
            answer = self._http.request(method, url, body=data, headers=headers, redirect=False)
        except HTTPError as error:
            raise CommandError(
                f"The review API cannot be reached at {self._address}: {_cause(error)}"
            ) from error
        return _read(answer.status, answer.data)


def _pool(address: str) -> urllib3.PoolManager:
    """Connections as AWS's tools make them: by AWS_CA_BUNDLE, HTTPS_PROXY and NO_PROXY."""
    options: dict[str, Any] = {
        "cert_reqs": "CERT_REQUIRED",
        "ca_certs": os.environ.get("AWS_CA_BUNDLE") or None,
        "timeout": urllib3.Timeout(total=_SECONDS),
        "retries": urllib3.Retry(
            total=_TRIES_AGAIN,
            backoff_factor=_PAUSE,
            status_forcelist=(429, 503),
            allowed_methods=None,
            raise_on_status=False,
        ),
    }
    proxy = getproxies().get("https")
    if proxy and not proxy_bypass(urlsplit(address).hostname or ""):
        return urllib3.ProxyManager(proxy, **options)
    return urllib3.PoolManager(**options)


def _cause(error: HTTPError) -> str:
    """What is at the bottom of it, for a reader who wants to mend it."""
    reason = getattr(error, "reason", None) or error
    return f"{reason} ({type(reason).__name__})"


def _read(status: int, data: bytes) -> Json:
    try:
        told: Any = json.loads(data) if data else None
    except ValueError:
        told = None
    if status in _GOOD:
        return told
    problem = told if isinstance(told, dict) else {}
    why = problem.get("detail") or problem.get("message") or problem.get("title")
    faults = problem.get("errors")
    lines = [f"{why or 'The review API gave no reason.'} (HTTP {status})"]
    lines += [f"  {each}" for each in _faults(faults if isinstance(faults, list) else [])]
    refused = status in _REFUSED and status not in _UNREACHABLE
    raise (AnswerIsNo if refused else CommandError)("\n".join(lines))


def _faults(errors: list[Any]) -> list[str]:
    return [f"{each.get('where')}: {each.get('what')}" for each in errors if isinstance(each, dict)]
