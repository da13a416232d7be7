"""The console's files, by their exact names, with headers that keep strangers' scripts out."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.serve_console.files import edition, files
from lambdas.serve_console.serve_console import ServeConsole

CONSOLE = ServeConsole(
    media_origin="https://uploads.s3.eu-central-1.amazonaws.com",
    sign_in_url="https://desk.auth.eu-central-1.amazoncognito.com",
    client_id="client-1",
)


def asked(path: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    http = {"path": path, "method": method}
    return CONSOLE.answer({"rawPath": path, "requestContext": {"http": http}, "headers": headers})


def test_every_file_of_the_console_is_served_and_told_what_it_is() -> None:
    assert len(files()) > 20
    for name, file in files().items():
        answer = asked(f"/console/{name}")
        assert answer["statusCode"] == 200
        assert answer["body"] == file.text
        assert answer["headers"]["content-type"] == file.media_type


def test_the_root_is_the_page_and_the_document_of_the_api_is_there() -> None:
    assert asked("/")["body"].startswith("<!doctype html>")
    assert json.loads(asked("/openapi.json")["body"])["openapi"].startswith("3.1")


def test_the_configuration_says_where_to_sign_in_and_nothing_secret() -> None:
    assert json.loads(asked("/config.json")["body"]) == {
        "sign_in_url": CONSOLE.sign_in_url,
        "client_id": "client-1",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/console/../handler.py",
        "/console/..%2fhandler.py",
        "/console/static/../../handler.py",
        "/console//etc/passwd",
        "/console/",
        "/console",
        "/console/main.js/",
        "/console/main.js\0",
        "/console/" + "x" * 10_000,
        "/main.js",
        "//",
        "/v1/me",
    ],
)
def test_no_other_path_leads_to_a_file(path: str) -> None:
    answer = asked(path)
    assert answer["statusCode"] == 404
    assert answer["headers"]["content-type"] == "application/problem+json"


@given(st.text())
def test_any_path_is_a_file_of_the_console_or_not_found(path: str) -> None:
    answer = asked(path)
    assert answer["statusCode"] in {200, 404}


@pytest.mark.parametrize("event", [{}, {"requestContext": {}}, {"headers": None}])
def test_an_event_that_is_no_request_is_answered_too(event: dict[str, Any]) -> None:
    assert CONSOLE.answer(event)["statusCode"] == 405


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_files_are_only_read(method: str) -> None:
    assert asked("/", method)["statusCode"] == 405


def test_a_browser_asks_each_time_and_is_sent_only_what_changed() -> None:
    first = asked("/console/main.js")
    tag = first["headers"]["etag"]
    assert first["headers"]["cache-control"] == "no-cache"
    for known in (tag, f"W/{tag}"):
        again = asked("/console/main.js", **{"if-none-match": known})
        assert (again["statusCode"], "body" in again) == (304, False)
    assert asked("/console/main.js", **{"if-none-match": '"older"'})["statusCode"] == 200


def test_the_page_names_its_files_by_their_edition_and_those_are_kept_for_good() -> None:
    page = asked("/")
    assert page["headers"]["cache-control"] == "no-cache"
    named = re.findall(r'(?:src|href)="([^"]+)"', page["body"])
    assert named
    for address in named:
        assert address.startswith(f"console/{edition()}/")
        answer = asked(f"/{address}")
        assert answer["statusCode"] == 200
        assert "immutable" in answer["headers"]["cache-control"]


def test_what_an_older_page_asks_for_is_not_found_rather_than_of_another_edition() -> None:
    assert asked("/console/0123456789ab/screens.js")["statusCode"] == 404


@pytest.mark.parametrize("path", ["/", "/console/main.js", "/config.json", "/nothing"])
def test_every_answer_keeps_scripts_frames_and_strangers_out(path: str) -> None:
    headers = asked(path)["headers"]
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["connect-src"] == f"'self' {CONSOLE.sign_in_url}"
    assert rules["img-src"] == f"'self' blob: {CONSOLE.media_origin}"
    assert rules["media-src"] == CONSOLE.media_origin
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_has_no_script_or_style_of_its_own() -> None:
    page = files()["index.html"].text
    assert page.count("<script") == page.count('<script type="module" src=') == 1
    assert "style=" not in page
    assert "<style" not in page
    assert " on" not in page.split("<body>")[1]
