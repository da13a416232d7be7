"""The gate: an application with `s3:*` cannot lift it."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from tests.e2e.cloud.clients import ACCOUNT, policy
from tests.e2e.pipeline.attempts import DONE, REFUSED, Attempt, all_of, outcomes
from tests.e2e.pipeline.stage import PICTURE, Stage

SETTINGS = (
    "policy",
    "versioning",
    "replication",
    "notification_configuration",
    "lifecycle_configuration",
    "acl",
    "ownership_controls",
    "encryption",
    "logging",
    "website",
)


def test_nobody_changes_what_could_lift_the_gate(stage: Stage) -> None:
    held = stage.upload("settings.jpg", simulate="weapons@70")
    stage.enforced(held)
    before = _settings(stage)
    assert "DenyReadsUnlessApproved" in before["policy"]["Policy"]
    attempts = _ways_to_lift(stage, stage.bucket, held.key, held.version_id)
    assert outcomes(attempts) == all_of(attempts, REFUSED)
    assert _settings(stage) == before
    assert stage.reads(held) == 403


def test_elsewhere_the_same_application_changes_all_of_it(stage: Stage) -> None:
    bucket = stage.aws.bucket()
    version = stage.app.put_object(Bucket=bucket, Key="k", Body=PICTURE)["VersionId"]
    found = outcomes(_ways_to_lift(stage, bucket, "k", version))
    # It is not empty: permitted, and then not possible.
    assert found.pop("delete_bucket") == "BucketNotEmpty"
    assert found == all_of(found, DONE)


def _ways_to_lift(stage: Stage, bucket: str, key: str, version: str) -> dict[str, Attempt]:
    """Every change of a bucket by which uploads could be read, copied or kept from screening.

    Inventory is set but not deleted: ministack takes that for a deletion of the bucket.
    """
    app, latest = stage.app, {"Bucket": bucket, "Key": key}
    public = {"GrantRead": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'}
    changes: dict[str, dict[str, Any]] = {
        "put_public_access_block": {"PublicAccessBlockConfiguration": {"BlockPublicAcls": False}},
        "delete_public_access_block": {},
        "put_bucket_ownership_controls": {"OwnershipControls": _owned_by_writers()},
        "put_bucket_acl": {"ACL": "public-read"},
        "put_bucket_policy": {"Policy": _open(bucket)},
        "delete_bucket_policy": {},
        "put_bucket_replication": {"ReplicationConfiguration": _replicating(bucket)},
        "delete_bucket_replication": {},
        "put_bucket_versioning": {"VersioningConfiguration": {"Status": "Suspended"}},
        "put_bucket_notification_configuration": {"NotificationConfiguration": {}},
        "put_bucket_lifecycle_configuration": {"LifecycleConfiguration": _expiring()},
        "delete_bucket_lifecycle": {},
        "put_bucket_encryption": {"ServerSideEncryptionConfiguration": _encrypting()},
        "delete_bucket_encryption": {},
        "put_bucket_logging": {"BucketLoggingStatus": {}},
        "put_bucket_website": {"WebsiteConfiguration": {"IndexDocument": {"Suffix": "i.html"}}},
        "delete_bucket_website": {},
        "put_bucket_inventory_configuration": {"Id": "i", "InventoryConfiguration": _list(bucket)},
    }
    return {
        **{name: _changing(app, bucket, name, change) for name, change in changes.items()},
        "object's ACL": lambda: app.put_object_acl(**latest, ACL="public-read"),
        "version's ACL": lambda: app.put_object_acl(**latest, VersionId=version, **public),
        "upload with an ACL": lambda: app.put_object(**latest, Body=PICTURE, ACL="public-read"),
        "delete_bucket_ownership_controls": lambda: app.delete_bucket_ownership_controls(
            Bucket=bucket
        ),
        "delete_bucket": lambda: app.delete_bucket(Bucket=bucket),
    }


def _changing(app: Any, bucket: str, name: str, change: Mapping[str, Any]) -> Attempt:
    return lambda: getattr(app, name)(Bucket=bucket, **change)


def _open(bucket: str) -> str:
    principal = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    allow = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject"}
    return policy([allow | {"Resource": f"arn:aws:s3:::{bucket}/*"}])


def _owned_by_writers() -> dict[str, Any]:
    return {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}


def _replicating(bucket: str) -> dict[str, Any]:
    rule = {
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{bucket}"},
    }
    return {"Role": f"arn:aws:iam::{ACCOUNT}:role/replication", "Rules": [rule]}


def _expiring() -> dict[str, Any]:
    return {"Rules": [{"ID": "r", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 1}}]}


def _encrypting() -> dict[str, Any]:
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}


def _list(bucket: str) -> dict[str, Any]:
    to = {"Bucket": f"arn:aws:s3:::{bucket}", "Format": "CSV"}
    return {
        "Id": "i",
        "IsEnabled": True,
        "IncludedObjectVersions": "All",
        "Schedule": {"Frequency": "Daily"},
        "Destination": {"S3BucketDestination": to},
    }


def _settings(stage: Stage) -> dict[str, Any]:
    """What the root sees of the bucket's settings; what is not set, by its error."""
    s3 = stage.aws.client("s3")
    found: dict[str, Any] = {}
    for name in SETTINGS:
        try:
            answer = getattr(s3, f"get_bucket_{name}")(Bucket=stage.bucket)
            found[name] = {k: v for k, v in answer.items() if k != "ResponseMetadata"}
        except ClientError as error:
            found[name] = error.response["Error"]["Code"]
    blocked = s3.get_public_access_block(Bucket=stage.bucket)["PublicAccessBlockConfiguration"]
    return found | {"public_access_block": blocked}
