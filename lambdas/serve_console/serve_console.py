"""The use case: hands out the console's files to anybody, and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.serve_console.files import StaticFile, edition, files, tag_of

Answer = dict[str, Any]

_PAGE = "index.html"
_BELOW = "/console/"
_TOP = {"/openapi.json": "openapi.json"}
_LASTS = "public, max-age=31536000, immutable"
_CONFIG = "/config.json"
_METHODS = ("GET", "HEAD")
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
        if method not in _METHODS:
            return self._problem(_WRONG_METHOD, allow=", ".join(_METHODS))
        found = self._found(path)
        if found is None:
            return self._problem(_NOT_FOUND)
        headers = self._headers(found, lasts=path.startswith(_of_this_edition()))
        if found.tag in _known(event):
            return {"statusCode": 304, "headers": headers}
        body = found.text if method == "GET" else ""
        return {"statusCode": 200, "headers": headers, "body": body}

    def _found(self, path: str) -> StaticFile | None:
        if path == _CONFIG:
            return self._config()
        if path == "/":
            return self._page()
        if path.startswith(_of_this_edition()):
            return files().get(path.removeprefix(_of_this_edition()))
        name = path.removeprefix(_BELOW) if path.startswith(_BELOW) else _TOP.get(path, "")
        return files().get(name)

    def _page(self) -> StaticFile:
        """The page, which names its files by their edition: they need not be asked for again."""
        text = files()[_PAGE].text.replace(f'"{_BELOW[1:]}', f'"{_of_this_edition()[1:]}')
        return StaticFile(text, files()[_PAGE].media_type, tag_of(text))

    def _config(self) -> StaticFile:
        """What the console must know before anybody has signed in; nothing of it is secret."""
        told = {"sign_in_url": self.sign_in_url, "client_id": self.client_id}
        text = json.dumps(told)
        return StaticFile(text, "application/json", tag_of(text))

    def _problem(self, problem: Mapping[str, Any], **more: str) -> Answer:
        media_type = {"content-type": "application/problem+json", "cache-control": "no-store"}
        headers = {**self._safe(), **media_type, **more}
        return {"statusCode": problem["status"], "headers": headers, "body": json.dumps(problem)}

    def _headers(self, found: StaticFile, *, lasts: bool) -> dict[str, str]:
        """Kept by the browser, but asked for anew each time: a deployment is seen at once.

        What lies under the name of this edition `lasts`: another deployment has another name.
        """
        return {
            **self._safe(),
            "content-type": found.media_type,
            "cache-control": _LASTS if lasts else "no-cache",
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
                "trusted-types 'none'",
            )
        )


def _of_this_edition() -> str:
    return f"{_BELOW}{edition()}/"


def _known(event: Mapping[str, Any]) -> set[str]:
    """The entity tags that the browser has already; a proxy may have weakened them."""
    headers = event.get("headers") or {}
    tags = str(headers.get("if-none-match", "")).split(",")
    return {tag.strip().removeprefix("W/") for tag in tags}
