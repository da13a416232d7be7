"""Two addresses on this machine's loopback: the desk's own, and elsewhere (sign-in and bucket)."""

import base64
import hashlib
import html
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from lambdas.serve_console.serve_console import ServeConsole
from samples.videos import clip
from tests.console.calls import call_of
from tests.console.pictures import original
from tests.console.scripted_desk import ScriptedDesk

STATIC = Path(__file__).parents[2] / "lambdas" / "serve_console" / "static"
BASE = "/_aws/execute-api/abc123/$default/"
CLIENT_ID = "the-console"


class Loopback:
    """What both addresses share: the desk of the test that runs, and who signs in.

    `asks` is whether the sign-in page asks for a name; `signs_in` is whom it knows otherwise.
    """

    def __init__(self) -> None:
        self.desk = ScriptedDesk()
        self.asks = False
        self.signs_in = "ana"
        self.broken_links: set[str] = set()
        self.challenges: dict[str, str] = {}
        self.refreshes = True
        self.issued = 0
        self.home = ""
        self.elsewhere = ""

    def renew(self) -> None:
        """Everything as at the beginning, for the next test."""
        self.desk = ScriptedDesk(
            original_url=f"{self.elsewhere}/bucket/original.jpg?X-Amz-Signature=1",
            video_url=f"{self.elsewhere}/bucket/original.mp4?X-Amz-Signature=1",
        )
        self.asks, self.signs_in, self.refreshes = False, "ana", True
        self.broken_links.clear()

    @property
    def address(self) -> str:
        """The console's own address."""
        return self.home + BASE

    def console(self) -> ServeConsole:
        """The files, as they are served on AWS."""
        return ServeConsole(
            media_origin=self.elsewhere, sign_in_url=self.elsewhere, client_id=CLIENT_ID
        )

    def token(self) -> str:
        """A new access token, good from now on; older ones are not."""
        self.issued += 1
        claims = json.dumps({"username": self.signs_in, "n": self.issued}).encode()
        token = f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.x"
        self.desk.good_tokens = {token}
        return token


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    loopback: Loopback

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Says nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The desk's time, in the `Date` header."""
        return format_datetime(self.loopback.desk.now(), usegmt=True)

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        """Sends an answer; it is not kept unless it says so."""
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"cache-control": "no-store", **told}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def read(self) -> bytes:
        """The request's body."""
        return self.rfile.read(int(self.headers.get("content-length", 0)))


class _Home(_Handler):
    def do_GET(self) -> None:
        path = "/" + urlsplit(self.path).path.removeprefix(BASE)
        if path.startswith("/v1/"):
            self._api()
        else:
            self._file(path)

    def do_POST(self) -> None:
        self._api()

    def do_PUT(self) -> None:
        self._api()

    def _api(self) -> None:
        body = self.read()
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = call_of(self.command, self.path, BASE, json.loads(body) if body else None, headers)
        answer = self.loopback.desk.answer(call)
        if answer is None:
            self.close_connection = True
            return
        plain = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.reply(
            answer.status, b"" if answer.status == 204 else plain, content_type=answer.media_type
        )

    def _file(self, path: str) -> None:
        asked = {"if-none-match": self.headers.get("if-none-match", "")}
        event = {"requestContext": {"http": {"path": path, "method": "GET"}}, "headers": asked}
        answer = self.loopback.console().answer(event)
        self.reply(answer["statusCode"], answer.get("body", "").encode(), **answer["headers"])


class _Elsewhere(_Handler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/bucket/"):
            self._media(parts.path)
        elif parts.path == "/logout":
            self.reply(200, b"<title>Signed out</title>", content_type="text/html")
        elif self.loopback.asks and "name" not in query:
            self.reply(200, _form(query), content_type="text/html")
        else:
            self._back(query)

    def do_POST(self) -> None:
        form = {name: values[0] for name, values in parse_qs(self.read().decode()).items()}
        good = form["client_id"] == CLIENT_ID and (
            self.loopback.refreshes if form["grant_type"] == "refresh_token" else self._proves(form)
        )
        tokens = (
            {"access_token": self.loopback.token(), "refresh_token": "r"}
            if good
            else {"error": "invalid_grant"}
        )
        body = json.dumps(tokens).encode()
        self.reply(
            200 if good else 400,
            body,
            content_type="application/json",
            access_control_allow_origin="*",
        )

    def _proves(self, form: dict[str, str]) -> bool:
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return self.loopback.challenges.pop(form["code"], None) == proof

    def _back(self, query: dict[str, str]) -> None:
        code = f"code-{len(self.loopback.challenges)}-{self.loopback.issued}"
        self.loopback.challenges[code] = query["code_challenge"]
        back = urlencode({"code": code, "state": query["state"]})
        self.reply(302, b"", location=f"{query['redirect_uri']}?{back}")

    def _media(self, path: str) -> None:
        name = path.removeprefix("/bucket/")
        if name in self.loopback.broken_links:
            self.loopback.broken_links.discard(name)
            self.reply(403, b"<Error/>", content_type="application/xml")
            return
        is_video = name.endswith(".mp4")
        kind = "video/mp4" if is_video else "image/jpeg"
        body = clip(seconds=12) if is_video else original()
        asked = self.headers.get("range")
        if not asked:
            self.reply(200, body, content_type=kind, accept_ranges="bytes")
            return
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(body) - 1), len(body) - 1)
        told = f"bytes {start}-{end}/{len(body)}"
        self.reply(
            206, body[start : end + 1], content_type=kind, content_range=told, accept_ranges="bytes"
        )


def _form(query: dict[str, str]) -> bytes:
    address = "/oauth2/authorize?" + urlencode({**query, "name": "ana"})
    link = f'<a href="{html.escape(address)}">Sign in as ana</a>'
    return f"<title>Sign in</title>{link}".encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is no mistake."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving() -> Iterator[Loopback]:
    """Both addresses, until the end."""
    loopback = Loopback()
    handlers = [type("Bound", (kind,), {"loopback": loopback}) for kind in (_Home, _Elsewhere)]
    servers = [_Server(("127.0.0.1", 0), handler) for handler in handlers]
    threads = [Thread(target=server.serve_forever, daemon=True) for server in servers]
    loopback.home, loopback.elsewhere = (f"http://127.0.0.1:{each.server_port}" for each in servers)
    for thread in threads:
        thread.start()
    try:
        yield loopback
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
