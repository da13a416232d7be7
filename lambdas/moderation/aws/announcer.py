"""Alerts by SNS for people, events by EventBridge for programs."""

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.moderation.aws.alert_text import email_text, sms_text, subject
from lambdas.moderation.aws.announcement import announcement
from lambdas.moderation.aws.errors import EVENTBRIDGE, SNS, translate, translated
from lambdas.moderation.domain.state import ContentState, HistoryEvent

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

SOURCE = "content-moderation"
DETAIL_TYPE = "Content Verdict"


class AwsAnnouncer:
    """Implements `Announcer`: at least once, the caller repeats."""

    def __init__(
        self,
        sns: "SNSClient",
        events: "EventBridgeClient",
        *,
        alerts_topic_arn: str,
        event_bus_name: str,
        console_url: str | None = None,
    ) -> None:
        self._sns = sns
        self._events = events
        self._alerts_topic_arn = alerts_topic_arn
        self._event_bus_name = event_bus_name
        self._console_url = console_url

    def alert(self, state: ContentState, event: HistoryEvent) -> None:
        """As the port says: text for e-mail and SMS, JSON for queues and everything else."""
        told = json.dumps(announcement(state, event))
        texts = {
            "default": told,
            "sqs": told,
            "email": email_text(state, event, self._console_url),
            "sms": sms_text(state, event, self._console_url),
        }
        with translated(SNS):
            self._sns.publish(
                TopicArn=self._alerts_topic_arn,
                Subject=subject(event),
                Message=json.dumps(texts),
                MessageStructure="json",
                MessageAttributes=_attributes(state, event),
            )

    def publish(self, state: ContentState, event: HistoryEvent) -> None:
        """As the port says. An entry that EventBridge did not take raises as an error would."""
        with translated(EVENTBRIDGE):
            answer = self._events.put_events(
                Entries=[
                    {
                        "EventBusName": self._event_bus_name,
                        "Source": SOURCE,
                        "DetailType": DETAIL_TYPE,
                        "Detail": json.dumps(announcement(state, event)),
                        "Time": event.at,
                    }
                ]
            )
        if answer["FailedEntryCount"]:
            code = answer["Entries"][0].get("ErrorCode", "InternalFailure")
            raise translate(ClientError({"Error": {"Code": code}}, "PutEvents"), EVENTBRIDGE)


def _attributes(
    state: ContentState, event: HistoryEvent
) -> "dict[str, MessageAttributeValueTypeDef]":
    """What subscribers filter on. SNS refuses empty values: what is missing is `none`."""
    values = {
        "status": event.status.value,
        "severity": event.severity.value if event.severity else None,
        "category": event.category,
        "media_type": state.upload.media_type.value,
        "profile": event.profile or state.profile,
    }
    return {
        name: {"DataType": "String", "StringValue": value or "none"}
        for name, value in values.items()
    }
