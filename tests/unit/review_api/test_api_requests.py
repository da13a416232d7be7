"""What is sent: any of it may be wrong, and every answer says what, in the same form."""

import json
from typing import Any

import pytest

from tests.unit.review_api.gateway import event, in_base64
from tests.unit.review_api.rig import Reply, Rig

OTHER = "0" * 32


def extend(rig: Rig, body: Any, **headers: str) -> Reply:
    """A write that asks for a token."""
    made = event("POST", f"/v1/cases/{OTHER}/extend", body)
    made["headers"] |= {name.replace("_", "-"): text for name, text in headers.items()}
    return rig.send(made)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "",
        "null",
        "[]",
        '"text"',
        "7",
        "NaN",
        '{"token": NaN}',
        '{"token": Infinity}',
        '{"token": 1e400}',
        '{"token": ' + "9" * 5_000 + "}",
        '{"token": "1"}',
        '{"token": 1.5}',
        '{"token": true}',
        '{"token": 0}',
        '{"token": -1}',
        '{"token": 10000000000}',
        '{"token": null}',
        '{"token": [1]}',
        '{"token": 1, "note": "\\ud800"}',
        '{"token": 1, "tokens": 1}',
        "[" * 30_000,
        '{"a":' * 10_000,
        "\x00",
        "\ufeff{}",
    ],
)
def test_a_body_that_is_not_right_is_told_so(body: str) -> None:
    reply = extend(Rig(), body)
    assert (reply.status, reply.code) == (400, "invalid-input")
    assert reply.places


@pytest.mark.parametrize("note", ['"\\ud800"', '"a\\udfffb"', "[NaN]", "-Infinity"])
def test_no_text_that_is_no_unicode_gets_further(note: str) -> None:
    rig = Rig()
    content_id = rig.world.hold()
    body = f'{{"token": {rig.claim(content_id)}, "note": {note}}}'
    assert rig.do("escalate", content_id, body).code == "invalid-input"


def test_what_is_no_content_id_is_not_looked_up() -> None:
    rig = Rig()
    rig.world.cases.trouble.before("load", AssertionError("It was looked up."))
    for odd in ("people", "request%23ana", "0" * 33, "0" * 31 + "G"):
        assert rig.look(odd).code == "no-such-case"


def test_all_faults_are_told_at_once() -> None:
    rig = Rig()
    body = {"token": "7", "decision": "maybe", "notes": "x", "note": "n" * 2_001}
    reply = rig.do("decide", OTHER, body)
    assert reply.places == {
        "token": "must be a whole number",
        "decision": "must be one of: approve, reject",
        "clause": "is missing",
        "notes": "is not known",
        "note": "must have at most 2000 characters",
    }


def test_no_fault_quotes_what_was_sent() -> None:
    reply = Rig().do("decide", OTHER, {"token": "secret", "clause": ["secret"], "decision": 7})
    assert reply.status == 400
    assert "secret" not in reply.body


def test_faults_deep_inside_are_named_by_their_place() -> None:
    body = {"viewing": {"blur": 1, "grey": True}, "opted_out": ["gore", "gore", 7]}
    reply = Rig().ask("PUT", "/v1/me/settings", body)
    assert reply.places == {
        "viewing.autoplay": "is missing",
        "viewing.blur": "must be true or false",
        "opted_out": "must not have an entry twice",
        "opted_out[2]": "must be a text",
    }


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8"])
def test_json_is_taken(media_type: str) -> None:
    assert extend(Rig(), {"token": 1}, content_type=media_type).code == "no-such-case"


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/json,text/html", "\x00"],
)
def test_what_says_to_be_no_json_is_not_taken(media_type: str) -> None:
    reply = extend(Rig(), {"token": 1}, content_type=media_type)
    assert (reply.status, reply.code) == (415, "not-json")


def test_a_body_may_be_64_kib_and_no_more() -> None:
    fits = json.dumps({"token": 1}).ljust(64 * 1024)
    assert extend(Rig(), fits).code == "no-such-case"
    reply = extend(Rig(), fits + " ")
    assert (reply.status, reply.code) == (413, "too-large")


def test_the_limit_is_in_bytes() -> None:
    body = json.dumps({"token": "ä" * 40_000}, ensure_ascii=False)
    assert extend(Rig(), body).status == 413


@pytest.mark.parametrize(
    ("sent", "code"),
    [(b'{"token": 1}', "no-such-case"), (b'{"\xff": 1}', "invalid-input"), (b"", "invalid-input")],
)
def test_a_body_may_come_in_base64(sent: bytes, code: str) -> None:
    made = in_base64(event("POST", f"/v1/cases/{OTHER}/extend", "x"), sent)
    assert Rig().send(made).code == code


def test_a_body_that_is_no_base64_though_it_should_be_is_told_so() -> None:
    made = event("POST", f"/v1/cases/{OTHER}/extend", "%%%") | {"isBase64Encoded": True}
    assert Rig().send(made).code == "invalid-input"


def test_a_write_that_needs_no_body_needs_no_media_type_either() -> None:
    made = event("POST", "/v1/queues/general/claim")
    assert Rig().send(made).status == 204


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "no-such-route"),
        ("GET", "/v1", 404, "no-such-route"),
        ("GET", "/v1/me/", 404, "no-such-route"),
        ("GET", "/v2/me", 404, "no-such-route"),
        ("GET", "/v1/cases/a/b/c", 404, "no-such-route"),
        ("GET", "//v1/me", 404, "no-such-route"),
        ("DELETE", "/v1/me", 405, "wrong-method"),
        ("HEAD", "/v1/me", 405, "wrong-method"),
        ("OPTIONS", "/v1/search", 405, "wrong-method"),
        ("BREW", "/v1/me", 405, "wrong-method"),
        ("GET", f"/v1/cases/{OTHER}/claim", 405, "wrong-method"),
        ("GET", "/v1/appeals", 405, "wrong-method"),
        ("GET", "/v1/cases/not-an-id", 404, "no-such-case"),
        ("GET", f"/v1/cases/{OTHER[1:]}", 404, "no-such-case"),
        ("GET", f"/v1/cases/{OTHER}%00", 404, "no-such-case"),
        ("GET", f"/v1/cases/{OTHER.replace('0', 'A')}", 404, "no-such-case"),
        ("GET", "/v1/cases/people", 404, "no-such-case"),
        ("GET", "/v1/cases/<script>alert(1)<script>", 404, "no-such-case"),
        ("GET", "/v1/cases/../me", 404, "no-such-route"),
        ("GET", '/v1/cases/"', 404, "no-such-route"),
        ("GET", "/v1/queues/nobody-knows/cases", 404, "no-such-queue"),
        ("GET", "/v1/queues/lease#general/cases", 404, "no-such-route"),
        ("GET", "/v1/queues/General/cases", 404, "no-such-queue"),
    ],
)
def test_an_address_that_is_none_is_told_so(method: str, path: str, status: int, code: str) -> None:
    reply = Rig().ask(method, path)
    assert (reply.status, reply.code) == (status, code)


def test_a_wrong_method_hears_the_right_ones() -> None:
    assert Rig().ask("PATCH", f"/v1/cases/{OTHER}/claim").headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("path", "query", "places"),
    [
        ("/v1/cases", {}, {"mine": "is missing"}),
        ("/v1/cases", {"mine": "yes"}, {"mine": "must be one of: true"}),
        ("/v1/me", {"x": "1"}, {"x": "is not known"}),
        ("/v1/queues/general/cases", {"limit": "0"}, {"limit": "must be 1 or more"}),
        ("/v1/queues/general/cases", {"limit": "101"}, {"limit": "must be 100 or less"}),
        ("/v1/queues/general/cases", {"limit": "5,6"}, {"limit": "must be a whole number"}),
        ("/v1/queues/general/cases", {"limit": "٣"}, {"limit": "must be a whole number"}),
        ("/v1/queues/general/cases", {"limit": "9" * 5_000}, {"limit": "must be a whole number"}),
        ("/v1/queues/general/cases", {"cursor": ""}, {"cursor": "must have at least 1 characters"}),
        ("/v1/search", {"q": ""}, {"q": "must have at least 1 characters"}),
        ("/v1/search", {"q": "\ud800"}, {"q": "must be Unicode"}),
        (f"/v1/cases/{OTHER}/preview", {}, {"token": "is missing"}),
    ],
)
def test_a_query_that_is_not_right_is_told_so(
    path: str, query: dict[str, str], places: dict[str, str]
) -> None:
    made = event("GET", path) | {"queryStringParameters": query}
    reply = Rig().send(made)
    assert (reply.status, reply.places) == (400, places)


@pytest.mark.parametrize(
    "key", ["short", "", "a" * 65, "with space", "a,b", "käse-käse", "x\n" * 5]
)
def test_an_idempotency_key_that_is_none_is_told_so(key: str) -> None:
    made = event("POST", f"/v1/cases/{OTHER}/extend", {"token": 1})
    made["headers"]["idempotency-key"] = key
    assert list(Rig().send(made).places) == ["Idempotency-Key"]


def test_a_cursor_of_another_list_is_told_so() -> None:
    for path in ("/v1/queues/general/cases", "/v1/audit"):
        more = {"day": "2026-11-24"} if path == "/v1/audit" else {}
        reply = Rig().ask("GET", path, roles="admin", cursor="made-up", **more)
        assert (reply.status, reply.code) == (400, "bad-cursor")


@pytest.mark.parametrize("made", [{}, {"requestContext": None}, {"rawPath": 7}])
def test_an_event_of_something_else_has_an_answer_too(made: Any) -> None:
    rig = Rig()
    answer = rig.api.run(made, event_context())
    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["code"] == "broken"
    assert rig.counter["ConfigurationErrors"] == 1


def event_context() -> Any:
    """What Lambda says of an invocation."""
    return type("Context", (), {"aws_request_id": "request-1"})()
