"""The bucket's policy, statement by statement, and who it lets through."""

import pytest

from tests.infrastructure.conftest import ADMINISTRATOR, READER
from tests.infrastructure.templates import Assembly, Json

ROLE = "arn:aws:iam::111122223333:role/"
SCREENING = f"{ROLE}content-moderation-prod-eu-central-1-screen-upload"
STARTING = f"{ROLE}content-moderation-prod-eu-central-1-start-video-job"
SHOWING = f"{ROLE}content-moderation-prod-eu-central-1-show-upload"
ENFORCING = f"{ROLE}content-moderation-prod-eu-central-1-enforce-verdict"
CLOUDFORMATION = f"{ROLE}cdk-hnb659fds-cfn-exec-role-111122223333-eu-central-1"


def statement(assembly: Assembly, sid: str) -> Json:
    """The statement of that name in the bucket's policy."""
    (found,) = [each for each in statements(assembly) if each.get("Sid") == sid]
    return dict(found)


def statements(assembly: Assembly, bucket: str = "Uploads") -> list[Json]:
    """All statements of a bucket's policy."""
    policies = assembly.resources("AWS::S3::BucketPolicy").values()
    (policy,) = [each for each in policies if each["Bucket"] == bucket]
    return list(policy["PolicyDocument"]["Statement"])


def test_every_way_to_read_is_denied_unless_the_version_is_tagged_approved(aws: Assembly) -> None:
    assert statement(aws, "DenyReadsUnlessApproved") == {
        "Sid": "DenyReadsUnlessApproved",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": [
            "s3:GetObject",
            "s3:GetObjectAttributes",
            "s3:GetObjectVersion",
            "s3:GetObjectVersionAttributes",
        ],
        "Resource": "Uploads.Arn/*",
        "Condition": {
            "StringNotEquals": {
                "s3:ExistingObjectTag/moderation-status": "approved",
                "aws:PrincipalArn": [SCREENING, STARTING, SHOWING, READER],
            }
        },
    }


def test_the_ways_to_read_that_know_no_tags_are_denied_altogether(aws: Assembly) -> None:
    assert statement(aws, "DenyOtherReads") == {
        "Sid": "DenyOtherReads",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": [
            "s3:GetObjectTorrent",
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionTorrent",
        ],
        "Resource": "Uploads.Arn/*",
        "Condition": {
            "StringNotEquals": {"aws:PrincipalArn": [SCREENING, STARTING, SHOWING, READER]}
        },
    }


def test_where_there_is_no_desk_nobody_shows_uploads(without_desk: Assembly) -> None:
    for sid in ("DenyReadsUnlessApproved", "DenyOtherReads"):
        condition = statement(without_desk, sid)["Condition"]["StringNotEquals"]
        assert condition["aws:PrincipalArn"] == [SCREENING, STARTING]


def test_only_the_enforcing_role_may_tag(aws: Assembly) -> None:
    assert statement(aws, "DenyTagging") == {
        "Sid": "DenyTagging",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": [
            "s3:DeleteObjectTagging",
            "s3:DeleteObjectVersionTagging",
            "s3:PutObjectTagging",
            "s3:PutObjectVersionTagging",
        ],
        "Resource": "Uploads.Arn/*",
        "Condition": {"StringNotEquals": {"aws:PrincipalArn": [ENFORCING]}},
    }


@pytest.mark.parametrize(
    ("sid", "condition"),
    [
        (
            "DenyUploadsWithAnotherKey",
            {"StringLike": {"s3:x-amz-server-side-encryption": "aws:kms*"}},
        ),
        (
            "DenyUploadsWithTheirOwnKey",
            {"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"}},
        ),
    ],
)
def test_nobody_uploads_with_a_key_that_the_pipeline_cannot_use(
    aws: Assembly, sid: str, condition: Json
) -> None:
    assert statement(aws, sid) == {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:PutObject",
        "Resource": "Uploads.Arn/*",
        "Condition": condition,
    }


@pytest.mark.parametrize(
    ("sid", "resource"),
    [
        ("DenyLiftingTheGate", "Uploads.Arn"),
        ("DenyLiftingTheGateByObject", "Uploads.Arn/*"),
    ],
)
def test_only_cloudformation_and_administrators_may_lift_the_gate(
    aws: Assembly, sid: str, resource: str
) -> None:
    found = statement(aws, sid)
    assert found["Effect"] == "Deny"
    assert found["Principal"] == {"AWS": "*"}
    assert found["Resource"] == resource
    assert found["Condition"] == {
        "StringNotEquals": {"aws:PrincipalArn": [CLOUDFORMATION, ADMINISTRATOR]}
    }


@pytest.mark.parametrize(
    "action",
    [
        "s3:DeleteBucketPolicy",
        "s3:PutBucketAcl",
        "s3:PutBucketNotification",
        "s3:PutBucketPolicy",
        "s3:PutBucketVersioning",
        "s3:PutLifecycleConfiguration",
        "s3:PutReplicationConfiguration",
    ],
)
def test_lifting_the_gate_takes_in(aws: Assembly, action: str) -> None:
    assert action in statement(aws, "DenyLiftingTheGate")["Action"]


@pytest.mark.parametrize("action", ["s3:PutObjectAcl", "s3:ReplicateObject", "s3:ReplicateTags"])
def test_lifting_the_gate_by_way_of_an_object_takes_in(aws: Assembly, action: str) -> None:
    assert action in statement(aws, "DenyLiftingTheGateByObject")["Action"]


def test_the_policy_allows_nobody_anything(aws: Assembly) -> None:
    assert {each["Effect"] for each in statements(aws)} == {"Deny"}


@pytest.mark.parametrize("bucket", ["Uploads", "Evidence"])
def test_plain_http_is_denied(aws: Assembly, bucket: str) -> None:
    assert {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [f"{bucket}.Arn", f"{bucket}.Arn/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    } in statements(aws, bucket)


def test_patterns_of_sessions_exist_on_the_local_cloud_only(aws: Assembly, local: Assembly) -> None:
    reading = statement(local, "DenyReadsUnlessApproved")["Condition"]
    names = [
        f"content-moderation-local-eu-central-1-{function}"
        for function in ("screen-upload", "start-video-job", "show-upload")
    ]
    assert reading["ArnNotLike"] == {
        "aws:PrincipalArn": [
            *(f"{ROLE}{name}" for name in names),
            *(f"arn:aws:sts::111122223333:assumed-role/{name}/*" for name in names),
        ]
    }
    assert "assumed-role" not in str(aws.storage)


def test_the_roles_that_the_gate_names_are_those_that_the_functions_have(aws: Assembly) -> None:
    names = {role["RoleName"] for role in aws.resources("AWS::IAM::Role").values()}
    assert {arn.removeprefix(ROLE) for arn in (SCREENING, STARTING, SHOWING, ENFORCING)} < names


def test_the_uploads_are_versioned_and_send_events(aws: Assembly) -> None:
    bucket = aws.resources("AWS::S3::Bucket")["Uploads"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    events = bucket["NotificationConfiguration"]["EventBridgeConfiguration"]
    assert events == {"EventBridgeEnabled": True}


@pytest.mark.parametrize("name", ["Uploads", "Evidence"])
def test_every_bucket_is_private_and_encrypted(aws: Assembly, name: str) -> None:
    bucket = aws.resources("AWS::S3::Bucket")[name]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    encryption = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption == [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]


def test_old_versions_and_unfinished_uploads_end(aws: Assembly) -> None:
    rules = aws.resources("AWS::S3::Bucket")["Uploads"]["LifecycleConfiguration"]["Rules"]
    assert {rule["Status"] for rule in rules} == {"Enabled"}
    assert rules[0]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rules[1]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_progress_outlives_the_results_that_it_is_of_and_evidence_stays(aws: Assembly) -> None:
    rules = aws.resources("AWS::S3::Bucket")["Evidence"]["LifecycleConfiguration"]["Rules"]
    ends = {
        rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule
    }
    assert ends == {"progress/": 8}
    (unfinished,) = [rule for rule in rules if "AbortIncompleteMultipartUpload" in rule]
    assert unfinished["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert {rule["Status"] for rule in rules} == {"Enabled"}
