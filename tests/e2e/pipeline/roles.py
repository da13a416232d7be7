"""Sessions of the pipeline's roles, and what they try their hands on."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from lambdas.moderation.domain.content import Content
from tests.e2e.cloud.clients import ACCOUNT, policy, unique
from tests.e2e.pipeline.attempts import DONE, REFUSED, Attempt, all_of, outcomes
from tests.e2e.pipeline.operating import DEAD_LETTERS, function_name
from tests.e2e.pipeline.stage import PICTURE, Stage
from tests.e2e.video.attempts import on_video
from tests.e2e.video.screening import VIDEO_SECONDS, upload_video

NOBODYS = {"content": {"content_id": "nobody's"}}
"""What the tests' own queues hear of it belongs to no content."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Uploads in review, one that the gate lets be read, and resources of somebody else."""

    held: Content
    approved: Content
    video: Content
    table: str
    queue: str
    bucket: str


def surroundings(deployed: Stage) -> Surroundings:
    """What the roles try their hands on."""
    video = upload_video(deployed, "for-roles.mp4", simulate="weapons@70[0-2]")
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
    deployed.enforced(video, seconds=VIDEO_SECONDS)
    return Surroundings(held, approved, video, table, deployed.aws.queue()[0], bucket)


def assert_just(attempts: Mapping[str, Attempt], allowed: Iterable[str]) -> None:
    """Makes all the attempts: those allowed are done, all others refused."""
    allowed = set(allowed)
    assert allowed <= set(attempts)
    expected = all_of(attempts, REFUSED) | dict.fromkeys(allowed, DONE)
    found = outcomes(attempts)
    unexpected = {name: found[name] for name in attempts if found[name] != expected[name]}
    assert not unexpected, unexpected


def client_as(stage: Stage, role: str, service: str) -> Any:
    """A client with a session of that role (a function's has its name), as a service gets it."""
    credentials = stage.aws.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{function_name(role)}",
        RoleSessionName="test",
    )["Credentials"]
    key, secret = credentials["AccessKeyId"], credentials["SecretAccessKey"]
    client = stage.aws.client(service, key, secret)
    client.meta.events.register("before-sign", partial(_bring, credentials["SessionToken"]))
    return client


def _bring(token: str, request: Any, **_: object) -> None:
    request.headers["X-Amz-Security-Token"] = token


def attempts_as(stage: Stage, around: Surroundings, role: str) -> dict[str, Attempt]:
    """Everything that a role may try, by what it is called in these tests."""
    as_role = partial(client_as, stage, role)
    return {
        **_on_objects(stage, around, as_role("s3")),
        **_on_rekognition(around, as_role("rekognition")),
        **_on_tables(stage, around, as_role("dynamodb")),
        **_on_queues(stage, around, as_role("sqs")),
        **_on_listeners(stage, as_role("sns"), as_role("events")),
        **on_video(stage, around.video, as_role),
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
        "read an unapproved video": lambda: s3.get_object(
            **this | {"Key": around.video.key, "VersionId": around.video.version_id}
        ),
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
    ours = ("IntakeQueue", "ReviewQueue", *DEAD_LETTERS)

    def send(output: str) -> None:
        url = stage.outputs[output]
        sqs.send_message(QueueUrl=url, MessageBody=_done(around.held))
        if output in DEAD_LETTERS:
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
