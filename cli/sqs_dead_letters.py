"""Dead-letter queues in SQS."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.errors import CommandError
from cli.world import Attribute, Backlog, DeadLetter
from lambdas.moderation.aws.errors import SQS, translated

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import (
        MessageAttributeValueOutputTypeDef,
        MessageAttributeValueUnionTypeDef,
        MessageTypeDef,
    )

_LOOK_SECONDS = 1
"""Long polling asks all of SQS's servers, so that an empty answer means an empty queue."""

_NOTES = frozenset({"why", "code", "RULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE"})
_NOTES_PREFIXES = ("EXHAUSTED_RETRY", "RETRY_ATTEMPTS")


class SqsDeadLetters:
    """One queue by its URL, and the URL of the queue that its messages came from, if any."""

    def __init__(self, client: "SQSClient", url: str, *, origin_url: str | None) -> None:
        self._client = client
        self._url = url
        self._origin_url = origin_url

    @property
    def returns(self) -> bool:
        """As the port says."""
        return self._origin_url is not None

    def backlog(self) -> Backlog:
        """As the port says."""
        with translated(SQS):
            answer = self._client.get_queue_attributes(
                QueueUrl=self._url,
                AttributeNames=[
                    "ApproximateNumberOfMessages",
                    "ApproximateNumberOfMessagesNotVisible",
                ],
            )
        numbers = answer["Attributes"]
        return Backlog(
            waiting=int(numbers["ApproximateNumberOfMessages"]),
            received=int(numbers["ApproximateNumberOfMessagesNotVisible"]),
        )

    def receive(self, *, hold_seconds: int, most: int = 10) -> list[DeadLetter]:
        """As the port says."""
        with translated(SQS):
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=most,
                VisibilityTimeout=hold_seconds,
                WaitTimeSeconds=_LOOK_SECONDS,
                MessageSystemAttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
                MessageAttributeNames=["All"],
            )
        return [_letter(message) for message in answer.get("Messages", [])]

    def release(self, letter: DeadLetter) -> None:
        """As the port says."""
        with translated(SQS):
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=letter.receipt, VisibilityTimeout=0
            )

    def send_back(self, letter: DeadLetter) -> None:
        """As the port says; notes on why it was given up stay behind."""
        if self._origin_url is None:
            raise CommandError("These messages report failures, there is no queue to send them to.")
        with translated(SQS):
            self._client.send_message(
                QueueUrl=self._origin_url,
                MessageBody=letter.body,
                MessageAttributes=_kept(letter.attributes),
            )

    def delete(self, letter: DeadLetter) -> None:
        """As the port says."""
        with translated(SQS):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=letter.receipt)


def _letter(message: "MessageTypeDef") -> DeadLetter:
    system = message["Attributes"]
    attributes = {
        name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()
    }
    return DeadLetter(
        message_id=message["MessageId"],
        receipt=message["ReceiptHandle"],
        body=message["Body"],
        sent_at=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
        deliveries=int(system["ApproximateReceiveCount"]),
        attributes=attributes,
    )


def _attribute(value: "MessageAttributeValueOutputTypeDef") -> Attribute:
    content = value["StringValue"] if "StringValue" in value else value["BinaryValue"]
    return Attribute(value["DataType"], content)


def _kept(
    attributes: Mapping[str, Attribute],
) -> "dict[str, MessageAttributeValueUnionTypeDef]":
    kept: dict[str, MessageAttributeValueUnionTypeDef] = {}
    for name, each in attributes.items():
        if name in _NOTES or name.startswith(_NOTES_PREFIXES):
            continue
        if isinstance(each.value, str):
            kept[name] = {"DataType": each.data_type, "StringValue": each.value}
        else:
            kept[name] = {"DataType": each.data_type, "BinaryValue": each.value}
    return kept
