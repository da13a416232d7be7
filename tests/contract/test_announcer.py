"""What people and programs are told, through SNS and EventBridge as they deliver it."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber

from lambdas.moderation.aws.alert_text import email_text, shown, sms_text, subject
from lambdas.moderation.aws.announcement import announcement
from lambdas.moderation.aws.announcer import AwsAnnouncer
from lambdas.moderation.domain.content import Upload
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.domain.findings import Span
from lambdas.moderation.domain.verdict import hold
from tests.contract.examples import (
    CARTOON,
    GUN,
    POLICY_VERSION,
    approval,
    content,
    decided,
    rejection,
)

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

MAIL = """\
An upload was rejected: high severity, violence.

Upload:    "avatars/user-4711/cat.jpg"
Bucket:    uploads-dev
Type:      image/jpeg, 1,234,567 bytes
Uploader:  "user-4b825dc642cb6eb9"
Reference: "listing/2026/00012345"
Category:  violence
Profile:   avatars
Decided:   2026-11-24T09:30:15.250Z by "policy@3f9a1c27b04d"

Why:
- Weapon Violence (97.1 %) is rejected from 90 %.
- Explosions and Blasts (81.5 %) goes to review from 60 %.
- Dog (99 %) and Weapon Violence (97.1 %) together go to review.

See more:  moderate status {content_id}
"""


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

    def test_no_attribute_is_empty(self, aws: "Aws") -> None:
        state, event = decided(rejection())
        sent = published(aws, state, replace(event, severity=None, category=None))
        assert all(each["StringValue"] for each in sent["MessageAttributes"].values())

    def test_a_thousand_reasons_still_fit_into_one_message(self, aws: "Aws") -> None:
        state, event = decided(rejection(), of=content("🐈" * 256))
        long = tuple(replace(each, text="é" * 5000) for each in event.reasons * 400)
        sent = published(aws, state, replace(event, reasons=long))
        assert len(sent["Message"].encode()) < 262_144

    def test_so_does_a_video_with_a_thousand_reasons_and_spans(self, aws: "Aws") -> None:
        state, event = decided(rejection(), of=content("🐈" * 256))
        span = Span(21_599_999, 21_600_000, 99.99, 99.99)
        finding = replace(
            CARTOON, parents=("Drugs & Tobacco Paraphernalia & Use",) * 2, spans=(span,) * 1000
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


class TestSpans:
    def test_a_finding_in_a_video_says_where(self) -> None:
        state, event = decided(rejection())
        spans = (Span(12_000, 31_500, 97.12, 88.5, 60.0), Span(60_000, 60_000, 91.0, 91.0, 60.0))
        filmed = replace(event.reasons[0], findings=(replace(GUN, spans=spans), GUN))
        told = announcement(state, replace(event, reasons=(filmed,)))["reasons"][0]["findings"]
        assert told[0]["spans"] == [
            {"start_ms": 12_000, "end_ms": 31_500, "peak": 97.12, "mean": 88.5},
            {"start_ms": 60_000, "end_ms": 60_000, "peak": 91.0, "mean": 91.0},
        ]
        assert "spans" not in told[1]

    def test_a_finding_has_at_most_twenty_and_all_together_two_hundred(self) -> None:
        state, event = decided(rejection())
        filmed = replace(GUN, spans=(Span(0, 0, 90.0, 90.0),) * 30)
        reason = replace(event.reasons[0], findings=(filmed,) * 10)
        told = announcement(state, replace(event, reasons=(reason, reason)))["reasons"]
        counts = [len(each["spans"]) for reason in told for each in reason["findings"]]
        assert counts == [20] * 10 + [0] * 10


class TestText:
    def test_a_moderator_reads_what_how_grave_why_and_how_to_see_more(self) -> None:
        state, event = decided(rejection())
        assert email_text(state, event) == MAIL.format(content_id=state.content.content_id)

    def test_there_is_no_link_in_it(self) -> None:
        assert "://" not in email_text(*decided(rejection()))

    def test_what_an_upload_brings_cannot_make_a_line_or_hide_one(self) -> None:
        state, event = decided(rejection(), of=content("a.jpg\r\n\r\nWhy:\n- it is fine\u202egpj"))
        state = replace(state, upload=Upload(uploader_id="x\nBucket: y", reference="\x1b[2J\u2028"))
        text = email_text(state, event)
        assert len(text.splitlines()) == len(MAIL.splitlines())
        assert all(letter.isprintable() or letter == "\n" for letter in text)

    def test_a_long_key_is_clipped(self) -> None:
        assert len(shown("x" * 1024)) == 202

    def test_a_short_message_is_one_line_that_says_how_to_see_more(self) -> None:
        state, event = decided(rejection())
        text = sms_text(state, replace(event, category="c" * 500))
        assert len(text) <= 140
        assert text.isprintable()
        assert text.endswith(f"moderate status {state.content.content_id}")

    def test_the_subject_is_fixed_words(self) -> None:
        _, rejected = decided(rejection())
        _, held = decided(hold("corrupt", "It is cut off.", profile="default"))
        assert subject(rejected) == "Content moderation: an upload was rejected"
        assert subject(held) == "Content moderation: an upload waits for review"


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


def announcer(aws: "Aws", topic: str) -> AwsAnnouncer:
    """The adapter, on the default bus."""
    return AwsAnnouncer(aws.sns, aws.events, alerts_topic_arn=topic, event_bus_name="default")


def published(aws: "Aws", *alert: Any) -> dict[str, Any]:
    """What SNS is asked to publish for that alert."""
    with Stubber(aws.sns) as stubber:
        stubber.add_response("publish", {"MessageId": "1"})
        sent = _spy(aws.sns, "Publish")
        announcer(aws, "arn:aws:sns:us-east-1:1:t").alert(*alert)
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
