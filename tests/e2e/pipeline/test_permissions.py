"""Each function's role does what the function must, and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from lambdas.moderation.domain.content import Content
from tests.e2e.cloud.clients import ACCOUNT, policy, unique
from tests.e2e.pipeline.attempts import DONE, REFUSED, Attempt, all_of, outcomes
from tests.e2e.pipeline.stage import PICTURE, Stage

_DEAD_LETTERS = tuple(
    f"{queue}DeadLetters" for queue in ("Intake", "Review", "Enforcement", "Sweep")
)
NOBODYS = {"content": {"content_id": "nobody's"}}
"""What the tests' own queues hear of it belongs to no content."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An upload in review, one that the gate lets be read, and resources of somebody else."""

    held: Content
    approved: Content
    table: str
    queue: str
    bucket: str


@pytest.fixture(scope="module")
def around(deployed: Stage) -> Surroundings:
    """What the roles try their hands on."""
    held = deployed.upload("for-roles.jpg", simulate="weapons@70")
    approved = deployed.upload("for-anyone.jpg", simulate="nothing")
    bucket, table = deployed.aws.bucket(), unique("table")
    deployed.aws.client("s3").put_object(Bucket=bucket, Key=held.key, Body=PICTURE)
    deployed.aws.client("dynamodb").create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "content_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "content_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for content in (held, approved):
        deployed.enforced(content)
    return Surroundings(held, approved, table, deployed.aws.queue()[0], bucket)


def test_screen_upload_reads_has_looked_at_and_records_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    attempts = _attempts(stage, around, "screen-upload")
    _assert_just(
        attempts,
        {
            "read an upload",
            "read an approved upload",
            "look at an upload's head",
            "list uploads",
            "detect moderation labels",
            "detect labels",
            "get an item",
            "put an item",
            "receive from the intake queue",
            "send to IntakeDeadLetters",
        },
    )


def test_enforce_verdict_tags_and_tells_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    attempts = _attempts(stage, around, "enforce-verdict")
    _assert_just(
        attempts,
        {
            "tag an upload",
            "list uploads",
            "get an item",
            "put an item",
            "alert",
            "publish",
            "send to EnforcementDeadLetters",
        },
    )


def test_sweep_finds_what_is_due_and_sends_it_through_again_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    attempts = _attempts(stage, around, "sweep")
    _assert_just(
        attempts,
        {
            "get an item",
            "put an item",
            "query by-due",
            "send to IntakeQueue",
            "send to SweepDeadLetters",
        },
    )


def _assert_just(attempts: Mapping[str, Attempt], allowed: set[str]) -> None:
    assert allowed <= set(attempts)
    expected = all_of(attempts, REFUSED) | dict.fromkeys(allowed, DONE)
    assert outcomes(attempts) == expected


def _client(stage: Stage, function: str, service: str) -> Any:
    """A client with a session of that function's role, as Lambda hands it to the function."""
    credentials = stage.aws.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/content-moderation-local-us-east-1-{function}",
        RoleSessionName="test",
    )["Credentials"]
    key, secret = credentials["AccessKeyId"], credentials["SecretAccessKey"]
    client = stage.aws.client(service, key, secret)
    client.meta.events.register("before-sign", partial(_bring, credentials["SessionToken"]))
    return client


def _bring(token: str, request: Any, **_: object) -> None:
    request.headers["X-Amz-Security-Token"] = token


def _attempts(stage: Stage, around: Surroundings, function: str) -> dict[str, Attempt]:
    as_function = partial(_client, stage, function)
    return {
        **_on_objects(stage, around, as_function("s3")),
        **_on_rekognition(around, as_function("rekognition")),
        **_on_tables(stage, around, as_function("dynamodb")),
        **_on_queues(stage, around, as_function("sqs")),
        **_on_listeners(stage, as_function("sns"), as_function("events")),
    }


def _on_objects(stage: Stage, around: Surroundings, s3: Any) -> dict[str, Attempt]:
    held, approved = around.held, around.approved
    this = {"Bucket": held.bucket, "Key": held.key, "VersionId": held.version_id}
    that = this | {"Key": approved.key, "VersionId": approved.version_id}
    tags = {"TagSet": [{"Key": "moderation-status", "Value": "in_review"}]}
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:*"}
    open_policy = policy([allow | {"Resource": f"arn:aws:s3:::{held.bucket}/*"}])
    return {
        "read an upload": lambda: s3.get_object(**this),
        "read an approved upload": lambda: s3.get_object(**that),
        "look at an upload's head": lambda: s3.head_object(**this),
        "list uploads": lambda: s3.list_objects_v2(Bucket=held.bucket),
        "tag an upload": lambda: s3.put_object_tagging(**this, Tagging=tags),
        "untag an upload": lambda: s3.delete_object_tagging(**this),
        "read an upload's tags": lambda: s3.get_object_tagging(**this),
        "put an upload": lambda: s3.put_object(Bucket=held.bucket, Key="r", Body=PICTURE),
        "copy an upload": lambda: s3.copy_object(
            Bucket=around.bucket, Key="r", CopySource=this, TaggingDirective="REPLACE"
        ),
        "delete an upload": lambda: s3.delete_object(**this),
        "hide an upload": lambda: s3.delete_object(Bucket=held.bucket, Key=held.key),
        "open the gate": lambda: s3.put_bucket_policy(Bucket=held.bucket, Policy=open_policy),
        "read in another bucket": lambda: s3.get_object(Bucket=around.bucket, Key=held.key),
        "put in another bucket": lambda: s3.put_object(Bucket=around.bucket, Key="r", Body=b""),
        "list buckets": s3.list_buckets,
    }


def _on_rekognition(around: Surroundings, rekognition: Any) -> dict[str, Attempt]:
    held = around.held
    here = {"Bucket": held.bucket, "Name": held.key, "Version": held.version_id}
    image = {"Image": {"S3Object": here}}
    return {
        "detect moderation labels": lambda: rekognition.detect_moderation_labels(**image),
        "detect labels": lambda: rekognition.detect_labels(**image),
    }


def _on_tables(stage: Stage, around: Surroundings, dynamodb: Any) -> dict[str, Attempt]:
    table = {"TableName": stage.outputs["ModerationTable"]}
    other, there = {"TableName": around.table}, {"content_id": {"S": "nobody's"}}
    # No content's: nothing watches an item of this name.
    key = there | {"item": {"S": "evidence#0001"}}

    def query(**index: str) -> Any:
        hash_key = {"by-due": "due_kind", "by-key": "key_id", "by-day": "day"}
        return dynamodb.query(
            **table,
            **index,
            KeyConditionExpression="#h = :h",
            ExpressionAttributeNames={"#h": hash_key.get(index.get("IndexName", ""), "content_id")},
            ExpressionAttributeValues={":h": {"S": "x"}},
        )

    return {
        "get an item": lambda: dynamodb.get_item(**table, Key=key),
        "put an item": lambda: dynamodb.put_item(**table, Item=key),
        "update an item": lambda: dynamodb.update_item(**table, Key=key),
        "delete an item": lambda: dynamodb.delete_item(**table, Key=key),
        "scan": lambda: dynamodb.scan(**table),
        "query": query,
        **{f"query {n}": partial(query, IndexName=n) for n in ("by-due", "by-key", "by-day")},
        "delete the table": lambda: dynamodb.delete_table(**table),
        "get from another table": lambda: dynamodb.get_item(**other, Key=there),
        "put in another table": lambda: dynamodb.put_item(**other, Item=there),
    }


def _on_queues(stage: Stage, around: Surroundings, sqs: Any) -> dict[str, Attempt]:
    ours = ("IntakeQueue", "ReviewQueue", *_DEAD_LETTERS)

    def send(output: str) -> None:
        url = stage.outputs[output]
        sqs.send_message(QueueUrl=url, MessageBody=_done(around.held))
        if output in _DEAD_LETTERS:
            stage.purge(url)

    def receive(url: str) -> None:
        sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)

    return {
        **{f"send to {output}": partial(send, output) for output in ours},
        "receive from the intake queue": partial(receive, stage.outputs["IntakeQueue"]),
        "receive from the review queue": partial(receive, stage.outputs["ReviewQueue"]),
        "receive from another queue": partial(receive, around.queue),
        "send to another queue": lambda: sqs.send_message(QueueUrl=around.queue, MessageBody="x"),
    }


def _done(content: Content) -> str:
    """A request for a screening that was done long ago: it changes nothing."""
    detail = {"bucket": content.bucket, "key": content.key, "version_id": content.version_id}
    envelope = {"source": "content-moderation", "detail-type": "Screening Requested"}
    return json.dumps(envelope | {"detail": detail | {"screening": 1}})


def _on_listeners(stage: Stage, sns: Any, events: Any) -> dict[str, Attempt]:
    # Not `in_review`: the review queue does not take it.
    status = {"status": {"DataType": "String", "StringValue": "approved"}}

    def alert(output: str) -> Any:
        topic = stage.outputs[output]
        return sns.publish(TopicArn=topic, Message=json.dumps(NOBODYS), MessageAttributes=status)

    verdict = {"Source": "content-moderation", "DetailType": "Content Verdict"}
    entry = verdict | {"Detail": json.dumps(NOBODYS)}
    return {
        "alert": partial(alert, "AlertsTopic"),
        "raise an alarm": partial(alert, "AlarmsTopic"),
        "publish": lambda: events.put_events(Entries=[entry]),
    }
