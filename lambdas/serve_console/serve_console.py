"""The use case: hands out the console's files to anybody, and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.serve_console.files import StaticFile, files, tag_of

Answer = dict[str, Any]

_PAGE = "index.html"
_BELOW = "/console/"
_TOP = {"/": _PAGE, "/openapi.json": "openapi.json"}
_CONFIG = "/config.json"
_NOT_FOUND = {
    "type": "about:blank",
    "title": "Not Found",
    "status": 404,
    "code": "no-such-file",
    "detail": "There is no such file. The review desk is at the root of this address.",
}
_WRONG_METHOD = {
    "type": "about:blank",
    "title": "Method Not Allowed",
    "status": 405,
    "code": "wrong-method",
    "detail": "Files are read with GET.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeConsole:
    """Answers with files of the package by their exact names; a path leads nowhere else.

    `media_origin`: where revealed uploads come from; `sign_in_url`: where people sign in.
    """

    media_origin: str
    sign_in_url: str
    client_id: str

    def answer(self, event: Mapping[str, Any]) -> Answer:
        """The answer to a request of API Gateway's HTTP API (payload 2.0)."""
        http = event.get("requestContext", {}).get("http", {})
        path, method = str(http.get("path", event.get("rawPath", ""))), http.get("method")
        if method not in {"GET", "HEAD"}:
            return self._problem(_WRONG_METHOD)
        found = self._found(path)
        if found is None:
            return self._problem(_NOT_FOUND)
        if _asked_for(event) == found.tag:
            return {"statusCode": 304, "headers": self._headers(found)}
        return {"statusCode": 200, "headers": self._headers(found), "body": found.text}

    def _found(self, path: str) -> StaticFile | None:
        if path == _CONFIG:
            return self._config()
        name = path.removeprefix(_BELOW) if path.startswith(_BELOW) else _TOP.get(path, "")
        return files().get(name)

    def _config(self) -> StaticFile:
        """What the console must know before anybody has signed in; nothing of it is secret."""
        told = {"sign_in_url": self.sign_in_url, "client_id": self.client_id}
        text = json.dumps(told)
        return StaticFile(text, "application/json", tag_of(text))

    def _problem(self, problem: Mapping[str, Any]) -> Answer:
        headers = {**self._safe(), "content-type": "application/problem+json"}
        return {"statusCode": problem["status"], "headers": headers, "body": json.dumps(problem)}

    def _headers(self, found: StaticFile) -> dict[str, str]:
        """Kept by the browser, but asked for anew each time: a deployment is seen at once."""
        return {
            **self._safe(),
            "content-type": found.media_type,
            "cache-control": "no-cache",
            "etag": found.tag,
        }

    def _safe(self) -> dict[str, str]:
        return {
            "content-security-policy": self.content_security_policy,
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=()",
            "referrer-policy": "no-referrer",
            "strict-transport-security": "max-age=63072000; includeSubDomains",
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
        }

    @property
    def content_security_policy(self) -> str:
        """Scripts and styles from here only, none inline; media from the uploads bucket only."""
        origin = "/".join(self.sign_in_url.split("/")[:3])
        return "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                f"img-src 'self' blob: {self.media_origin}",
                f"media-src {self.media_origin}",
                f"connect-src 'self' {origin}",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
            )
        )


def _asked_for(event: Mapping[str, Any]) -> str:
    """The entity tag that the browser has already; a proxy may have weakened it."""
    headers = event.get("headers") or {}
    return str(headers.get("if-none-match", "")).removeprefix("W/")
