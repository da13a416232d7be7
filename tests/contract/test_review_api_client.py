"""How the commands call the review API: over real HTTP, on the loopback interface."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cli.errors import AnswerIsNo, CommandError
from cli.review_api import ReviewApi
from local.cloud.certificate import write_certificate

_TOKEN = "a token"  # noqa: S105 - nobody's


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Server:
    """Answers with `answers` in turn, the last one for ever; None closes the connection."""

    answers: list[tuple[int, bytes] | None] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def will(self, status: int, body: Any = None) -> None:
        """The next answer; what is no bytes is JSON."""
        self.answers.append(
            (status, body if isinstance(body, bytes) else json.dumps(body).encode())
        )


@pytest.fixture
def server() -> Iterator[Server]:
    with _serving(Server()) as server:
        yield server


@contextmanager
def _serving(server: Server, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            headers = {name.lower(): text for name, text in self.headers.items()}
            body = self.rfile.read(length).decode()
            server.asked.append(Asked(self.command, self.path, headers, body))
            told = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            if told is None:
                self.close_connection = True
                return
            self.send_response(told[0])
            self.send_header("content-length", str(len(told[1])))
            self.send_header("location", "/elsewhere")
            self.end_headers()
            self.wfile.write(told[1])

        do_GET = do_POST = answer  # noqa: N815 - as http.server looks for them

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        if context:
            http.socket = context.wrap_socket(http.socket, server_side=True)
        server.url = f"http{'s' if context else ''}://127.0.0.1:{http.server_port}/base/"
        thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.review_api._PAUSE", 0.001)
    for name in ("AWS_CA_BUNDLE", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def api(server: Server) -> ReviewApi:
    """The client of that server."""
    return ReviewApi(server.url, _TOKEN)


def test_a_read_names_the_person_by_token_and_quotes_the_query(server: Server) -> None:
    server.will(200, {"queues": []})
    assert api(server).get("v1/search", {"q": "s3://a/b c&d=é"}) == {"queues": []}
    (asked,) = server.asked
    assert (asked.method, asked.path) == (
        "GET",
        "/base/v1/search?q=s3%3A%2F%2Fa%2Fb+c%26d%3D%C3%A9",
    )
    assert asked.headers["authorization"] == "Bearer a token"
    assert "idempotency-key" not in asked.headers


def test_a_write_is_json_under_a_key_of_its_own(server: Server) -> None:
    server.will(200, {})
    client = api(server)
    client.post("v1/x", {"note": "é"})
    client.post("v1/x")
    assert [json.loads(each.body) for each in server.asked] == [{"note": "é"}, {}]
    assert {each.headers["content-type"] for each in server.asked} == {"application/json"}
    keys = [each.headers["idempotency-key"] for each in server.asked]
    assert len(set(keys)) == 2
    assert all(8 <= len(key) <= 64 for key in keys)


@pytest.mark.parametrize("trouble", [None, (503, b"{}"), (429, b"{}")])
def test_a_write_whose_answer_is_lost_is_sent_again_under_the_same_key(
    server: Server, trouble: tuple[int, bytes] | None
) -> None:
    server.answers += [trouble, trouble]
    server.will(200, {"status": "decided"})
    assert api(server).post("v1/x", {}) == {"status": "decided"}
    assert len(server.asked) == 3
    assert len({each.headers["idempotency-key"] for each in server.asked}) == 1


def test_an_answer_without_content_is_none(server: Server) -> None:
    server.will(204, b"")
    assert api(server).post("v1/queues/general/claim") is None


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_a_refusal_is_a_no_in_the_apis_words_with_every_fault(server: Server, status: int) -> None:
    faults = [{"where": "note", "what": "must not be empty"}, "nonsense"]
    server.will(status, {"title": "No", "detail": "Not like this.", "errors": faults})
    with pytest.raises(AnswerIsNo) as caught:
        api(server).post("v1/x")
    assert str(caught.value) == f"Not like this. (HTTP {status})\n  note: must not be empty"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, {"message": "Unauthorized"}, "Unauthorized (HTTP 401)"),
        (429, {"message": "Too Many Requests"}, "Too Many Requests (HTTP 429)"),
        (500, {"detail": "The desk cannot answer."}, "The desk cannot answer. (HTTP 500)"),
        (503, {"detail": "Busy."}, "Busy. (HTTP 503)"),
        (502, b"<html>", "The review API gave no reason. (HTTP 502)"),
        (502, ["x"], "The review API gave no reason. (HTTP 502)"),
        (302, {}, "The review API gave no reason. (HTTP 302)"),
    ],
)
def test_what_is_no_answer_of_the_desk_is_not_a_no(
    server: Server, status: int, body: Any, words: str
) -> None:
    server.will(status, body)
    with pytest.raises(CommandError) as caught:
        api(server).get("v1/me")
    assert str(caught.value) == words
    assert caught.value.exit_code == 2
    assert {each.path for each in server.asked} == {"/base/v1/me"}


def test_nobody_at_the_address_is_told_without_the_token(server: Server) -> None:
    server.answers.append(None)
    with pytest.raises(CommandError) as caught:
        api(server).get("v1/me")
    text = str(caught.value)
    assert text.startswith(f"The review API cannot be reached at {server.url.rstrip('/')}: ")
    assert _TOKEN not in text


def test_only_a_certificate_that_is_trusted_gets_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    write_certificate(certificate, key)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with _serving(Server(), context) as server:
        server.will(200, {})
        with pytest.raises(CommandError, match="certificate verify failed"):
            api(server).get("v1/me")
        assert server.asked == []
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
        assert api(server).get("v1/me") == {}


def test_a_proxy_is_asked_where_the_shell_names_one(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.will(502, b"")
    monkeypatch.setenv("https_proxy", server.url)
    monkeypatch.setenv("no_proxy", "inside.example")
    with pytest.raises(CommandError, match="Tunnel connection failed"):
        ReviewApi("https://desk.example/", _TOKEN).get("v1/me")
    inside = ReviewApi("https://inside.example/", _TOKEN)
    assert type(inside._http).__name__ == "PoolManager"
