"""Messages of SQS queues: taken for good, or read and put back."""

import time
from collections.abc import Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_BATCH = 10
_LONG_POLL_SECONDS = 1
_HIDDEN_SECONDS = 60


def take(sqs: "SQSClient", url: str) -> list[str]:
    """The bodies of up to ten messages, deleted from the queue; waits a second for the first."""
    messages = _receive(sqs, url)
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [message["Body"] for message in messages]


def look_through(sqs: "SQSClient", url: str, *, deadline: float) -> Generator[str]:
    """The bodies of the messages in a queue, batch by batch until the caller has enough.

    All of them are visible to everybody again when the generator is closed or ends: after an answer
    without a message, at the latest at `deadline` (of the monotonic clock). SQS counts each look as
    a delivery, and a queue's redrive policy allows a message only so many of them.
    """
    held: list[MessageTypeDef] = []
    try:
        while time.monotonic() < deadline:
            messages = _receive(sqs, url)
            if not messages:
                return
            held += messages
            yield from (message["Body"] for message in messages)
    finally:
        for message in held:
            sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )


def _receive(sqs: "SQSClient", url: str) -> "list[MessageTypeDef]":
    answer = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=_BATCH,
        WaitTimeSeconds=_LONG_POLL_SECONDS,
        VisibilityTimeout=_HIDDEN_SECONDS,
    )
    return answer.get("Messages", [])
