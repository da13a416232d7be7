"""How the console's files are handed out: to whom, how often, and never one too many."""

from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from lambdas.moderation.aws import clients
from lambdas.moderation.runtime.environment import to_env
from lambdas.serve_console import handler as function
from lambdas.serve_console.files import FOLDER, files
from lambdas.serve_console.settings import ServeConsoleSettings
from tests.unit.serve_console.test_serve_console import asked

CONTEXT: Any = SimpleNamespace(aws_request_id="request-1")


def test_no_file_of_the_folder_is_left_out() -> None:
    """Of one whose type is not known here the console would learn only in a browser."""
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert set(files()) == there


@pytest.mark.parametrize(
    "path",
    [
        "/console/%2e%2e/handler.py",
        "/console/%2e%2e%2fsettings.py",
        "/console/..\\settings.py",
        "/console/./main.js",
        "/console/desk/../main.js",
        "/console//main.js",
        "/console/%6dain.js",
        "/console/MAIN.JS",
        "/console/main.js?x",
        "/console/main.js%00.css",
        "/console/styles",
        "/console/openapi.json/..",
        f"/console/{FOLDER}/main.js",
        "/config.json/",
        "/index.html",
        "",
    ],
)
def test_a_file_has_one_name(path: str) -> None:
    answer = asked(path)
    assert (answer["statusCode"], "settings" in answer["body"]) == (404, False)


@pytest.mark.parametrize("path", ["/", "/console/main.js", "/config.json", "/openapi.json"])
def test_whoever_asks_for_the_head_gets_all_but_the_body(path: str) -> None:
    whole, head = asked(path), asked(path, "HEAD")
    assert head["headers"] == whole["headers"]
    assert (head["statusCode"], head["body"]) == (200, "")


def test_a_browser_may_know_several_editions_of_a_file() -> None:
    tag = asked("/console/main.js")["headers"]["etag"]
    known = {"if-none-match": f'"older", W/{tag}'}
    assert asked("/console/main.js", **known)["statusCode"] == 304


def test_a_wrong_method_is_told_the_right_ones() -> None:
    assert asked("/", "DELETE")["headers"]["allow"] == "GET, HEAD"


@pytest.mark.parametrize(("path", "method"), [("/nothing", "GET"), ("/", "POST")])
def test_what_was_not_there_is_asked_for_again(path: str, method: str) -> None:
    assert asked(path, method)["headers"]["cache-control"] == "no-store"


@pytest.mark.parametrize(("path", "method"), [("/", "GET"), ("/nothing", "GET"), ("/", "POST")])
def test_every_answer_has_all_headers_that_keep_strangers_out(path: str, method: str) -> None:
    headers = asked(path, method)["headers"]
    rules = headers["content-security-policy"].split("; ")
    assert {"form-action 'none'", "base-uri 'none'", "trusted-types 'none'"} <= set(rules)
    assert "require-trusted-types-for 'script'" in rules
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("", "https://uploads-test.s3.eu-central-1.amazonaws.com"),
        ("https://127.0.0.1:4566", "https://127.0.0.1:4566"),
    ],
)
def test_the_function_lets_media_come_from_the_bucket_and_from_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, origin: str
) -> None:
    settings = ServeConsoleSettings(
        bucket="uploads-test",
        sign_in_url="https://desk.auth.eu-central-1.amazoncognito.com",
        client_id="client-1",
        issuer="https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_x",
    )
    given = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
    for name, value in {**to_env(settings), **given, "AWS_ENDPOINT_URL": endpoint}.items():
        monkeypatch.setenv(name, value)
    session = boto3.session.Session(region_name="eu-central-1")
    monkeypatch.setattr(clients, "_MADE", {})
    monkeypatch.setattr(clients, "_session", lambda: session)
    function._wired.cache_clear()
    event = {"requestContext": {"http": {"method": "GET", "path": "/"}}}
    answer = function.handler(event, CONTEXT)
    function._wired.cache_clear()
    rules = answer["headers"]["content-security-policy"].split("; ")
    assert answer["statusCode"] == 200
    assert f"media-src {origin}" in rules
    assert f"img-src 'self' blob: {origin}" in rules
