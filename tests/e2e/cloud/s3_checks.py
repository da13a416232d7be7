"""What AWS's S3 does and ministack's does not: each function says whether a cloud does it."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tests.e2e.cloud.clients import EVERYTHING_IN_S3, Aws, policy, until

NO_TAGGING: list[dict[str, Any]] = [
    *EVERYTHING_IN_S3,
    {"Effect": "Deny", "Action": ["s3:*Tagging", "s3:PutObjectAcl"], "Resource": "*"},
]
TAGS = "moderation-status=approved"


def events_name_their_version(aws: Aws) -> bool:
    """`version-id` in the events of an upload, a delete marker and a permanent deletion."""
    s3, bucket = aws.client("s3"), aws.bucket()
    receive = _events_of(aws, bucket)
    version = s3.put_object(Bucket=bucket, Key="a b+%é", Body=b"x")["VersionId"]
    marker = s3.delete_object(Bucket=bucket, Key="a b+%é")["VersionId"]
    s3.delete_object(Bucket=bucket, Key="a b+%é", VersionId=version)
    found = {}
    for event in receive(3):
        detail = event["detail"]
        kind = detail.get("deletion-type", event["detail-type"])
        found[kind] = (detail["object"]["key"], detail["object"].get("version-id"))
    assert set(found) == {"Object Created", "Delete Marker Created", "Permanently Deleted"}
    return found == {
        "Object Created": ("a b+%é", version),
        "Delete Marker Created": ("a b+%é", marker),
        "Permanently Deleted": ("a b+%é", version),
    }


def a_range_of_a_version_is_that_range(aws: Aws) -> bool:
    """`Range` with `VersionId`: 206 with `Content-Range`."""
    s3, bucket = aws.client("s3"), aws.bucket()
    version = s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")["VersionId"]
    answer = s3.get_object(Bucket=bucket, Key="k", VersionId=version, Range="bytes=2-4")
    with answer["Body"] as body:
        read = body.read()
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return (status, read, answer.get("ContentRange")) == (206, b"234", "bytes 2-4/10")


def a_range_of_an_empty_version_is_refused(aws: Aws) -> bool:
    """`Range` of an empty version: 416."""
    s3, bucket = aws.client("s3"), aws.bucket()
    version = s3.put_object(Bucket=bucket, Key="k", Body=b"")["VersionId"]
    return _refused(
        lambda: s3.get_object(Bucket=bucket, Key="k", VersionId=version, Range="bytes=0-9"),
        "InvalidRange",
    )


def a_tagged_upload_needs_the_tagging_permission(aws: Aws) -> bool:
    """PutObject with tags."""
    user, bucket = aws.user("s3", NO_TAGGING), aws.bucket()
    user.put_object(Bucket=bucket, Key="k", Body=b"x")
    return _refused(lambda: user.put_object(Bucket=bucket, Key="k", Body=b"x", Tagging=TAGS))


def a_bucket_policy_can_refuse_a_tagged_upload(aws: Aws) -> bool:
    """PutObject with tags, under a Deny of the bucket's own policy."""
    user, bucket = aws.user("s3", EVERYTHING_IN_S3), aws.bucket()
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObjectTagging"}
    statement = deny | {"Resource": f"arn:aws:s3:::{bucket}/*"}
    aws.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy([statement]))
    return _refused(lambda: user.put_object(Bucket=bucket, Key="k", Body=b"x", Tagging=TAGS))


def a_presigned_tagged_upload_needs_the_tagging_permission(aws: Aws) -> bool:
    """PutObject with tags, by a presigned URL that carries them."""
    user, bucket = aws.user("s3", NO_TAGGING), aws.bucket()
    parameters = {"Bucket": bucket, "Key": "k", "Tagging": TAGS}
    address = user.generate_presigned_url("put_object", Params=parameters)
    return aws.ask("PUT", address, b"x", {"x-amz-tagging": TAGS}) == 403


def a_tagged_copy_needs_the_tagging_permission(aws: Aws) -> bool:
    """CopyObject with tags of its own."""
    user, bucket = aws.user("s3", NO_TAGGING), aws.bucket()
    user.put_object(Bucket=bucket, Key="k", Body=b"x")
    source = {"Bucket": bucket, "Key": "k"}
    return _refused(
        lambda: user.copy_object(
            Bucket=bucket, Key="c", CopySource=source, Tagging=TAGS, TaggingDirective="REPLACE"
        )
    )


def a_copy_with_its_sources_tags_needs_the_tagging_permission(aws: Aws) -> bool:
    """CopyObject from a tagged version, with the default tagging directive."""
    user, bucket = aws.user("s3", NO_TAGGING), aws.bucket()
    put = aws.client("s3").put_object
    version = put(Bucket=bucket, Key="k", Body=b"x", Tagging=TAGS)["VersionId"]
    put(Bucket=bucket, Key="k", Body=b"y")
    source = {"Bucket": bucket, "Key": "k"}
    user.copy_object(Bucket=bucket, Key="c", CopySource=source)
    source["VersionId"] = version
    return _refused(lambda: user.copy_object(Bucket=bucket, Key="c", CopySource=source))


def a_tagged_multipart_upload_needs_the_tagging_permission(aws: Aws) -> bool:
    """CreateMultipartUpload with tags."""
    user, bucket = aws.user("s3", NO_TAGGING), aws.bucket()
    user.create_multipart_upload(Bucket=bucket, Key="k")
    return _refused(lambda: user.create_multipart_upload(Bucket=bucket, Key="k", Tagging=TAGS))


def an_upload_with_an_acl_needs_the_acl_permission(aws: Aws) -> bool:
    """PutObject with a canned ACL."""
    user, bucket = aws.user("s3", NO_TAGGING), aws.bucket()
    acl = "bucket-owner-full-control"
    return _refused(lambda: user.put_object(Bucket=bucket, Key="k", Body=b"x", ACL=acl))


def a_gate_on_tags_lets_approved_versions_be_copied(aws: Aws) -> bool:
    """`s3:ExistingObjectTag` where CopyObject, UploadPartCopy and GetObjectAttributes read."""
    user, root, bucket = aws.user("s3", EVERYTHING_IN_S3), aws.client("s3"), aws.bucket()
    version = root.put_object(Bucket=bucket, Key="k", Body=b"x", Tagging=TAGS)["VersionId"]
    held = root.put_object(Bucket=bucket, Key="k", Body=b"y")["VersionId"]
    root.put_bucket_policy(Bucket=bucket, Policy=policy([_gate(bucket)]))
    upload = user.create_multipart_upload(Bucket=bucket, Key="c")["UploadId"]
    part = {"Bucket": bucket, "Key": "c", "UploadId": upload, "PartNumber": 1}

    def reads(which: str) -> list[Callable[[], Any]]:
        this = {"Bucket": bucket, "Key": "k", "VersionId": which}
        return [
            lambda: user.copy_object(Bucket=bucket, Key="c", CopySource=this),
            lambda: user.upload_part_copy(**part, CopySource=this),
            lambda: user.get_object_attributes(**this, ObjectAttributes=["ETag"]),
        ]

    assert all(_refused(read) for read in reads(held)), "What is not approved is never read."
    return not any(_refused(read) for read in reads(version))


CHECKS: tuple[Callable[[Aws], bool], ...] = (
    events_name_their_version,
    a_range_of_a_version_is_that_range,
    a_range_of_an_empty_version_is_refused,
    a_tagged_upload_needs_the_tagging_permission,
    a_bucket_policy_can_refuse_a_tagged_upload,
    a_presigned_tagged_upload_needs_the_tagging_permission,
    a_tagged_copy_needs_the_tagging_permission,
    a_copy_with_its_sources_tags_needs_the_tagging_permission,
    a_tagged_multipart_upload_needs_the_tagging_permission,
    an_upload_with_an_acl_needs_the_acl_permission,
    a_gate_on_tags_lets_approved_versions_be_copied,
)


def _events_of(aws: Aws, bucket: str) -> Callable[[int], list[Any]]:
    url, arn = aws.queue()
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}}
    aws.client("events").put_rule(Name=bucket, EventPattern=json.dumps(pattern))
    aws.client("events").put_targets(Rule=bucket, Targets=[{"Id": "1", "Arn": arn}])
    allow = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}}
    statement = allow | {"Action": "sqs:SendMessage", "Resource": arn}
    attributes = {"Policy": policy([statement])}
    aws.client("sqs").set_queue_attributes(QueueUrl=url, Attributes=attributes)
    aws.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    events: list[Any] = []

    def receive(count: int) -> list[Any]:
        def look() -> bool:
            events.extend(aws.receive(url))
            return len(events) >= count

        until(look)
        return events

    return receive


def _refused(call: Callable[[], Any], code: str = "AccessDenied") -> bool:
    try:
        answer = call()
    except ClientError as error:
        found = error.response["Error"]["Code"]
        assert found == code, f"Refused, but by {error}"
        return True
    if "Body" in answer:
        answer["Body"].close()
    return False


def _gate(bucket: str) -> dict[str, Any]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:GetObjectVersion"],
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringNotEquals": {"s3:ExistingObjectTag/moderation-status": "approved"}},
    }
