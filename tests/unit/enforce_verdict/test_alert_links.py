"""The function as it is wired: its alerts link to the review desk that its stack names."""

import json
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from lambdas.enforce_verdict import handler as function
from lambdas.enforce_verdict.settings import NO_CONSOLE, EnforceVerdictSettings
from lambdas.moderation.aws import clients
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.runtime.environment import to_env
from tests.fakes import FakeCounter
from tests.unit.enforce_verdict.rig import CONTENT, Rig


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a subscriber gets about held content, for a stage with that console."""

    def tell(console_url: str) -> dict[str, str]:
        settings = EnforceVerdictSettings(
            table_name="moderation",
            alerts_topic_arn="arn:aws:sns:eu-central-1:000000000000:alerts",
            event_bus_name="default",
            console_url=console_url,
        )
        for name, value in {**to_env(settings), "AWS_DEFAULT_REGION": "eu-central-1"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(function, "EmfCounter", FakeCounter)  # metrics are the process's own
        use_case, _ = function._wired.__wrapped__()
        rig = Rig()
        state = rig.decide(Status.IN_REVIEW)
        event = rig.contents.verdict_event(state)
        assert event is not None
        return _published(lambda: use_case.announcer.alert(state, event))

    return tell


def test_where_there_is_a_desk_an_alert_links_to_the_case(told: Any) -> None:
    link = f"https://desk.example/#/case/{CONTENT.content_id}"
    texts = told("https://desk.example/")
    assert link in texts["email"]
    assert link in texts["sms"]


def test_where_there_is_none_it_links_to_nothing(told: Any) -> None:
    texts = told(NO_CONSOLE)
    assert all("://" not in texts[each] and "#/case/" not in texts[each] for each in texts)
    assert f"moderate status {CONTENT.content_id}" in texts["email"]


def _published(alert: Any) -> dict[str, str]:
    """The message by the kind of subscriber."""
    sent: list[dict[str, str]] = []
    client = clients.sns()
    client.meta.events.register_first(
        "before-parameter-build.sns.Publish",
        lambda params, **_: sent.append(json.loads(params["Message"])),
        unique_id="alert-links",
    )
    parameters = dict.fromkeys(
        ("TopicArn", "Subject", "Message", "MessageStructure", "MessageAttributes"), ANY
    )
    with Stubber(client) as stubber:
        stubber.add_response("publish", {"MessageId": "1"}, parameters)
        alert()
    client.meta.events.unregister("before-parameter-build.sns.Publish", unique_id="alert-links")
    return sent[0]
