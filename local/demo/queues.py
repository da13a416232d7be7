"""Messages of SQS queues, taken for good."""

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


def _receive(sqs: "SQSClient", url: str) -> "list[MessageTypeDef]":
    answer = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=_BATCH,
        WaitTimeSeconds=_LONG_POLL_SECONDS,
        VisibilityTimeout=_HIDDEN_SECONDS,
    )
    return answer.get("Messages", [])
