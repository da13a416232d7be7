"""When something is wrong with us: the answer says so and no more, the operators hear of it."""

import json
from typing import Any

import pytest

from lambdas.moderation.domain.errors import Misconfigured, Permanent, Retryable
from lambdas.review_api import handler as function
from tests.unit.review_api.gateway import event
from tests.unit.review_api.rig import Reply, Rig

TOLD = "jane-doe.mp4 arn:aws:dynamodb:eu-central-1:111122223333:table/moderation"


def ask_while(rig: Rig, error: Exception) -> Reply:
    """Asks for a case while the table raises that."""
    content_id = rig.world.hold("photos/jane-doe.jpg", uploader_id="jane-doe")
    rig.world.cases.trouble.before("load", error)
    return rig.look(content_id)


def test_what_passes_is_to_be_tried_again() -> None:
    rig = Rig()
    reply = ask_while(rig, Retryable(TOLD, code="throttled"))
    assert (reply.status, reply.code) == (503, "busy")
    assert int(reply.headers["retry-after"]) > 0
    assert "ConfigurationErrors" not in rig.counter


@pytest.mark.parametrize(
    "error",
    [
        Misconfigured(TOLD, code="access-denied"),
        Permanent(TOLD, code="unreadable-state"),
        KeyError(TOLD),
        RuntimeError(TOLD),
    ],
)
def test_our_own_fault_rings_and_tells_nothing(error: Exception) -> None:
    rig = Rig()
    reply = ask_while(rig, error)
    assert (reply.status, reply.code) == (500, "broken")
    assert rig.counter["ConfigurationErrors"] == 1
    for secret in ("jane", "arn:", "KeyError", ".py"):
        assert secret not in reply.body
    assert "operators" in reply.json["detail"]


def test_the_log_says_where_and_quotes_nothing_that_was_sent() -> None:
    rig = Rig()
    content_id = rig.world.hold("photos/jane-doe.jpg", uploader_id="jane-doe")
    token = rig.claim(content_id)
    rig.world.cases.trouble.before("save", RuntimeError("jane-doe"))
    assert rig.decide(content_id, token, note="about jane-doe").status == 500
    (line,) = [json.loads(line) for line in rig.log.getvalue().splitlines()]
    assert line["error"] == "RuntimeError"
    assert line["request_id"] == "request-1"
    assert any("review_api/changing.py" in place for place in line["where"])
    assert "jane" not in rig.log.getvalue()
    assert "Bearer" not in rig.log.getvalue()


def test_what_is_refused_is_no_fault() -> None:
    rig = Rig()
    rig.ask("GET", "/v1/cases/" + "0" * 32)
    rig.ask("GET", "/v1/desk")
    rig.ask("GET", "/v1/queues/general/cases", cursor="made-up")
    assert "ConfigurationErrors" not in rig.counter
    assert rig.log.getvalue() == ""


def test_without_a_policy_only_what_needs_it_fails() -> None:
    rig = Rig()
    rig.policies.policy = None
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    assert rig.ask("GET", "/v1/me").status == 500
    assert rig.decide(content_id, token).status == 500
    assert rig.do("release", content_id, {"token": token}).status == 200


def test_the_function_is_wired_by_its_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = {
        "TABLE_NAME": "moderation",
        "BUCKET": "uploads",
        "SHOW_FUNCTION": "show-upload",
        "DESK_RULES": "{}",
        "STAGE": "dev",
        "CONSOLE_URL": "https://desk.example/",
        "USER_POOL_CLIENT_IDS": "console-client,cli-client",
        "POWERTOOLS_SERVICE_NAME": "review-api",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    context: Any = type("Context", (), {"aws_request_id": "request-1"})()
    made = event("GET", "/v1/desk")
    answer = function.handler(made, context)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (403, "not-allowed")
    made["requestContext"]["authorizer"]["jwt"]["claims"]["client_id"] = "another"
    assert function.handler(made, context)["statusCode"] == 401
    assert capsys.readouterr().out.count('"PermissionRefusals":[1.0]') == 2
