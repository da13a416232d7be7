"""AWS without a network: one moto for the whole run, and new names for each test."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws
from moto.dynamodb.responses import DynamoHandler

from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.people import DynamoDbPeople
from lambdas.moderation.ports import Contents
from lambdas.moderation.ports.desk import Cases, People
from tests.fakes import FakeCases, FakeContents, FakePeople

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

REGION = "us-east-1"
_numbers = count(1)


@dataclass(frozen=True)
class Aws:
    """moto's clients; Rekognition's is for a Stubber, moto does not know its calls."""

    s3: "S3Client"
    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    sns: "SNSClient"
    events: "EventBridgeClient"
    rekognition: "RekognitionClient"

    def bucket(self) -> str:
        """A new versioned bucket."""
        name = f"uploads-{next(_numbers)}"
        self.s3.create_bucket(Bucket=name)
        self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        return name

    def queue(self) -> str:
        """The URL of a new queue."""
        return self.sqs.create_queue(QueueName=f"queue-{next(_numbers)}")["QueueUrl"]

    def topic(self) -> str:
        """The ARN of a new topic."""
        return self.sns.create_topic(Name=f"topic-{next(_numbers)}")["TopicArn"]

    def queue_arn(self, url: str) -> str:
        """The ARN of a queue."""
        told = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return told["Attributes"]["QueueArn"]

    def received(self, url: str) -> list[dict[str, Any]]:
        """The messages in a queue now, with all their attributes."""
        answer = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return [dict(message) for message in answer.get("Messages", [])]

    def table(self) -> str:
        """A new table with the indexes of the moderation table."""
        name = f"table-{next(_numbers)}"
        self.dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": each, "AttributeType": "S"}
                for each in _KEYS["table"] + _KEYS["by-due"] + _KEYS["by-key"] + _KEYS["by-day"]
            ],
            KeySchema=_schema("table"),
            GlobalSecondaryIndexes=[
                {
                    "IndexName": index,
                    "KeySchema": _schema(index),
                    "Projection": {"ProjectionType": "ALL" if index == "by-day" else "KEYS_ONLY"},
                }
                for index in ("by-due", "by-key", "by-day")
            ],
        )
        return name


_KEYS = {
    "table": ("content_id", "item"),
    "by-due": ("due_kind", "due_at"),
    "by-key": ("key_id", "created_at"),
    "by-day": ("day", "at"),
}


def _schema(index: str) -> list[Any]:
    hash_key, range_key = _KEYS[index]
    return [
        {"AttributeName": hash_key, "KeyType": "HASH"},
        {"AttributeName": range_key, "KeyType": "RANGE"},
    ]


def _one_write_at_a_time(environment: pytest.MonkeyPatch) -> None:
    """DynamoDB checks a condition and writes in one step; moto's threads come between the two."""
    call, lock = DynamoHandler.call_action, Lock()

    def locked(self: Any) -> Any:
        with lock:
            return call(self)

    environment.setattr(DynamoHandler, "call_action", locked)


@dataclass(frozen=True)
class DeskTables:
    """All that the desk keeps in one table, or in three fakes."""

    contents: Contents
    cases: Cases
    people: People


@pytest.fixture(params=["fake", "dynamodb"])
def desk(request: pytest.FixtureRequest) -> DeskTables:
    if request.param == "fake":
        return fake_desk()
    return dynamodb_desk(request.getfixturevalue("aws"))


def fake_desk() -> DeskTables:
    """The fakes."""
    contents, people = FakeContents(), FakePeople()
    return DeskTables(contents, FakeCases(contents=contents, people=people), people)


def dynamodb_desk(aws: Aws) -> DeskTables:
    """The adapters before a new table."""
    client, name = aws.dynamodb, aws.table()
    return DeskTables(
        DynamoDbContents(client, name), DynamoDbCases(client, name), DynamoDbPeople(client, name)
    )


@pytest.fixture(scope="package")
def aws() -> Iterator[Aws]:
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            environment.setenv(name, "testing")
        environment.setenv("AWS_DEFAULT_REGION", REGION)
        environment.delenv("AWS_ENDPOINT_URL", raising=False)
        environment.delenv("AWS_PROFILE", raising=False)
        _one_write_at_a_time(environment)
        with mock_aws():
            session = boto3.session.Session(region_name=REGION)
            yield Aws(
                s3=session.client("s3"),
                dynamodb=session.client("dynamodb"),
                sqs=session.client("sqs"),
                sns=session.client("sns"),
                events=session.client("events"),
                rekognition=session.client("rekognition"),
            )
