"""A queue as the function that is fed by it sees it: messages put back for later, or parked."""

import json
from typing import TYPE_CHECKING

from lambdas.moderation.aws.errors import SQS, translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_sqs import SQSClient

_LONGEST_BODY = 260_000  # bytes; an event of EventBridge has at most 262,144
_LONGEST_WHY = 256
_SOURCE = "content-moderation"


class SqsMailbox:
    """Implements `Mailbox`. Who never parks a message needs no `dead_letters_url`."""

    def __init__(
        self, client: "SQSClient", queue_url: str, dead_letters_url: str | None = None
    ) -> None:
        self._client = client
        self._queue_url = queue_url
        self._dead_letters_url = dead_letters_url

    def send_back(self, receipt: str, *, delay_seconds: int) -> None:
        """As the port says. A receipt whose time is over raises `Retryable`: it is back anyway."""
        with translated(SQS):
            self._client.change_message_visibility(
                QueueUrl=self._queue_url, ReceiptHandle=receipt, VisibilityTimeout=delay_seconds
            )

    def park(self, body: str, *, why: str) -> None:
        """As the port says: the body as it came, the cause as the message attribute `why`."""
        if self._dead_letters_url is None:
            raise ValueError("This mailbox was made without a dead-letter queue.")
        text = body.encode()[:_LONGEST_BODY].decode(errors="ignore")
        cause = "".join(letter for letter in why if letter.isprintable())[:_LONGEST_WHY]
        with translated(SQS):
            self._client.send_message(
                QueueUrl=self._dead_letters_url,
                MessageBody=text or "(empty)",
                MessageAttributes={"why": {"DataType": "String", "StringValue": cause or "?"}},
            )

    def _request(self, detail_type: str, detail: "Mapping[str, str | int]") -> None:
        """Sends a message of our own, in the envelope of an EventBridge event, with our source."""
        body = {"source": _SOURCE, "detail-type": detail_type, "detail": dict(detail)}
        with translated(SQS):
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=json.dumps(body))
