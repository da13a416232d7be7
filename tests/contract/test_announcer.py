"""What people and programs are told, through SNS and EventBridge as they deliver it."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber

from lambdas.moderation.aws.alert_text import email_text
from lambdas.moderation.aws.announcement import announcement
from lambdas.moderation.aws.announcer import AwsAnnouncer
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.domain.findings import Box, Span
from lambdas.moderation.domain.verdict import hold
from tests.contract.examples import (
    CARTOON,
    POLICY_VERSION,
    approval,
    content,
    decided,
    rejection,
)

if TYPE_CHECKING:
    from tests.contract.conftest import Aws


class TestAlert:
    def test_a_queue_gets_the_alert_as_json_with_attributes_to_filter_on(self, aws: "Aws") -> None:
        topic, queue = aws.topic(), aws.queue()
        aws.sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=aws.queue_arn(queue),
            Attributes={
                "RawMessageDelivery": "true",
                "FilterPolicy": json.dumps({"status": ["rejected"]}),
            },
        )
        state, event = decided(rejection())
        announcer(aws, topic).alert(state, event)
        announcer(aws, topic).alert(*decided(hold("corrupt", "It is cut off.", profile="default")))
        (message,) = aws.received(queue)
        assert json.loads(message["Body"]) == announcement(state, event)
        attributes = message["MessageAttributes"].items()
        assert {name: value["StringValue"] for name, value in attributes} == {
            "status": "rejected",
            "severity": "high",
            "category": "violence",
            "media_type": "image/jpeg",
            "profile": "avatars",
        }

    def test_each_kind_of_subscriber_has_its_text(self, aws: "Aws") -> None:
        state, event = decided(rejection())
        sent = published(aws, state, event)
        texts = json.loads(sent["Message"])
        assert sent["MessageStructure"] == "json"
        assert set(texts) == {"default", "sqs", "email", "sms"}
        assert json.loads(texts["default"]) == json.loads(texts["sqs"])
        assert texts["email"] == email_text(state, event)

    def test_where_there_is_a_desk_mail_and_text_message_link_to_the_case(self, aws: "Aws") -> None:
        held = decided(hold("corrupt", "It is cut off.", profile="default"))
        texts = json.loads(published(aws, *held, console_url="https://desk.example/")["Message"])
        link = f"https://desk.example/#/case/{held[0].content.content_id}"
        assert link in texts["email"]
        assert texts["sms"].endswith(link)
        assert "://" not in texts["default"] + texts["sqs"]

    def test_no_attribute_is_empty(self, aws: "Aws") -> None:
        state, event = decided(rejection())
        sent = published(aws, state, replace(event, severity=None, category=None))
        assert all(each["StringValue"] for each in sent["MessageAttributes"].values())

    def test_a_thousand_reasons_still_fit_into_one_message(self, aws: "Aws") -> None:
        state, event = decided(rejection(), of=content("🐈" * 256))
        long = tuple(replace(each, text="é" * 5000) for each in event.reasons * 400)
        sent = published(aws, state, replace(event, reasons=long))
        assert len(sent["Message"].encode()) < 262_144

    def test_so_do_a_thousand_reasons_spans_and_boxes(self, aws: "Aws") -> None:
        state, event = decided(rejection(), of=content("🐈" * 256))
        span = Span(21_599_999, 21_600_000, 99.99, 99.99)
        finding = replace(
            CARTOON,
            parents=("Drugs & Tobacco Paraphernalia & Use",) * 2,
            spans=(span,) * 1000,
            boxes=(Box(0.1234, 0.1234, 0.1234, 0.1234),) * 1000,
        )
        long = tuple(
            replace(each, text="é" * 5000, findings=(finding,) * 50) for each in event.reasons * 400
        )
        sent = published(aws, state, replace(event, reasons=long))
        assert len(sent["Message"].encode()) < 0.8 * 262_144

    @pytest.mark.parametrize(
        ("code", "status", "kind"),
        [
            ("Throttled", 429, Retryable),
            ("InternalError", 500, Retryable),
            ("AuthorizationError", 403, Misconfigured),
            ("NotFound", 404, Misconfigured),
            ("KMSAccessDenied", 400, Misconfigured),
            ("InvalidParameter", 400, Misconfigured),
        ],
    )
    def test_a_refused_alert_is_never_lost(
        self, aws: "Aws", code: str, status: int, kind: type[Exception]
    ) -> None:
        with Stubber(aws.sns) as stubber:
            stubber.add_client_error("publish", code, http_status_code=status)
            with pytest.raises(kind) as raised:
                announcer(aws, "arn:aws:sns:us-east-1:1:t").alert(*decided(rejection()))
        assert type(raised.value) is kind


class TestEvent:
    def test_programs_get_the_verdict_in_the_promised_shape(self, aws: "Aws") -> None:
        state, event = decided(rejection())
        with Stubber(aws.events) as stubber:
            stubber.add_response("put_events", {"FailedEntryCount": 0, "Entries": []})
            sent = _spy(aws.events, "PutEvents")
            announcer(aws, "topic").publish(state, event)
        (entry,) = sent[0]["Entries"]
        assert (entry["Source"], entry["DetailType"]) == ("content-moderation", "Content Verdict")
        assert (entry["EventBusName"], entry["Time"]) == ("default", event.at)
        detail = json.loads(entry["Detail"])
        assert detail.pop("reasons")
        assert detail == {
            "schema_version": 1,
            "event_id": f"{state.content.content_id}-1",
            "content": {
                "content_id": state.content.content_id,
                "bucket": "uploads-dev",
                "key": "avatars/user-4711/cat.jpg",
                "version_id": state.content.version_id,
                "media_type": "image/jpeg",
                "uploader_id": "user-4b825dc642cb6eb9",
                "reference": "listing/2026/00012345",
            },
            "status": "rejected",
            "previous_status": "screening",
            "revision": 1,
            "screening": 1,
            "severity": "high",
            "category": "violence",
            "decider": f"policy@{POLICY_VERSION}",
            "policy_version": POLICY_VERSION,
            "occurred_at": "2026-11-24T09:30:15.250Z",
        }

    def test_programs_get_every_reason_with_its_findings(self, aws: "Aws") -> None:
        with Stubber(aws.events) as stubber:
            stubber.add_response("put_events", {"FailedEntryCount": 0, "Entries": []})
            sent = _spy(aws.events, "PutEvents")
            announcer(aws, "topic").publish(*decided(rejection()))
        reasons = json.loads(sent[0]["Entries"][0]["Detail"])["reasons"]
        assert reasons[1] == {
            "rule": "explosions",
            "action": "review",
            "severity": "medium",
            "category": "disturbing",
            "text": "Explosions and Blasts (81.5 %) goes to review from 60 %.",
            "findings": [
                {
                    "source": "moderation_labels",
                    "label": "Explosions and Blasts",
                    "confidence": 81.5,
                    "parents": ["Visually Disturbing"],
                    "content_types": {"Animated": 88.25},
                }
            ],
        }

    def test_a_persons_decision_names_its_clause_and_what_became_of_the_appeal(self) -> None:
        state, event = decided(approval())
        assert {"clause", "appeal"}.isdisjoint(announcement(state, event))
        told = {"clause": "allowed", "appeal": "overturned", "decision": "approved", "case": "2"}
        of_person = announcement(state, replace(event, details=told))
        assert (of_person["clause"], of_person["appeal"]) == ("allowed", "overturned")
        assert {"decision", "case"}.isdisjoint(of_person)

    def test_the_bus_takes_an_approval(self, aws: "Aws") -> None:
        announcer(aws, "topic").publish(*decided(approval()))

    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("ThrottlingException", Retryable),
            ("InternalFailure", Retryable),
            ("NotAuthorizedForSourceException", Misconfigured),
            ("MalformedDetail", Misconfigured),
        ],
    )
    def test_an_entry_that_was_not_taken_is_an_error(
        self, aws: "Aws", code: str, kind: type[Exception]
    ) -> None:
        failed = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": code, "ErrorMessage": "no"}]}
        with Stubber(aws.events) as stubber:
            stubber.add_response("put_events", failed)
            with pytest.raises(kind) as raised:
                announcer(aws, "topic").publish(*decided(approval()))
        assert type(raised.value) is kind


def announcer(aws: "Aws", topic: str, console_url: str | None = None) -> AwsAnnouncer:
    """The adapter, on the default bus."""
    return AwsAnnouncer(
        aws.sns,
        aws.events,
        alerts_topic_arn=topic,
        event_bus_name="default",
        console_url=console_url,
    )


def published(aws: "Aws", *alert: Any, console_url: str | None = None) -> dict[str, Any]:
    """What SNS is asked to publish for that alert."""
    with Stubber(aws.sns) as stubber:
        stubber.add_response("publish", {"MessageId": "1"})
        sent = _spy(aws.sns, "Publish")
        announcer(aws, "arn:aws:sns:us-east-1:1:t", console_url).alert(*alert)
    return sent[0]


def _spy(client: Any, operation: str) -> list[dict[str, Any]]:
    """Fills with the parameters of the calls of that operation, from now on."""
    sent: list[dict[str, Any]] = []
    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register_first(
        f"before-parameter-build.{service}.{operation}",
        lambda params, **_: sent.append(dict(params)),
    )
    return sent
