"""The gate: the bucket policy that keeps everyone from reading what is not approved.

All statements deny, so no permission anywhere can outweigh them. Who is exempt is named by
exact ARN in `aws:PrincipalArn`, which the caller cannot forge (a principal tag can be, by whoever
may tag a session). Conditions are negated, so that a missing tag or principal is denied too.

S3 refuses a bucket policy with an action it does not know or that does not fit its resource, so
the actions on objects and those on the bucket stand in statements of their own.
"""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from stacks.parts.function import physical_name
from stacks.settings import StageSettings, Target

READING_FUNCTIONS = ("screen-upload", "start-video-job")
"""Rekognition reads with the caller's permissions, so these are all that must see an upload."""

SHOWING_FUNCTION = "show-upload"
"""The only function that shows uploads to people; it is there where the stage has a desk."""

ENFORCING_FUNCTION = "enforce-verdict"

READS = (
    "s3:GetObject",
    "s3:GetObjectAttributes",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAttributes",
)
"""Ways to an object's bytes, or to checksums of them, for which S3 looks at its tags."""

OTHER_READS = (
    "s3:GetObjectTorrent",
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionTorrent",
)
"""Ways for which S3 knows no tags, so that what is approved cannot be told: nobody has these.

In a statement of their own, since S3 may refuse a policy whose condition no action of it knows.
"""

TAGGING = (
    "s3:DeleteObjectTagging",
    "s3:DeleteObjectVersionTagging",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionTagging",
)
"""Needed for an upload, a copy or a multipart upload that brings tags, too."""

LIFTING_OBJECT = (
    "s3:ObjectOwnerOverrideToBucketOwner",
    "s3:PutObjectAcl",
    "s3:PutObjectVersionAcl",
    "s3:ReplicateDelete",
    "s3:ReplicateObject",
    "s3:ReplicateTags",
)
"""Replication writes objects with the tags they have elsewhere."""

LIFTING_BUCKET = (
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:DeleteBucketWebsite",
    "s3:PutAnalyticsConfiguration",
    "s3:PutBucketAcl",
    "s3:PutBucketLogging",
    "s3:PutBucketNotification",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "s3:PutBucketWebsite",
    "s3:PutEncryptionConfiguration",
    "s3:PutIntelligentTieringConfiguration",
    "s3:PutInventoryConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
)
"""What would open the gate, copy uploads past it, or keep new uploads from being screened."""

FOREIGN_KEYS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "DenyUploadsWithAnotherKey": {
        "StringLike": {"s3:x-amz-server-side-encryption": "aws:kms*"},
    },
    "DenyUploadsWithTheirOwnKey": {
        "Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"},
    },
}
"""Uploads that ask for a key that the pipeline may not use: nobody could screen them."""


Conditions = Mapping[str, Mapping[str, object]]


def close_gate(stack: cdk.Stack, bucket: s3.Bucket, stage: StageSettings) -> None:
    """Adds the gate to the bucket's policy."""
    showing = (SHOWING_FUNCTION,) if stage.review else ()
    readers = [*_roles(stack, stage, (*READING_FUNCTIONS, *showing)), *stage.readers]
    keepers = [_deployment_role(stack), *stage.administrators]
    objects, itself = bucket.arn_for_objects("*"), bucket.bucket_arn
    unapproved: Conditions = {
        "StringNotEquals": {"s3:ExistingObjectTag/moderation-status": "approved"}
    }
    statements = (
        _deny("DenyReadsUnlessApproved", READS, objects, _merged(unapproved, _not(stage, readers))),
        _deny("DenyOtherReads", OTHER_READS, objects, _not(stage, readers)),
        _deny(
            "DenyTagging",
            TAGGING,
            objects,
            _not(stage, _roles(stack, stage, (ENFORCING_FUNCTION,))),
        ),
        _deny("DenyLiftingTheGateByObject", LIFTING_OBJECT, objects, _not(stage, keepers)),
        _deny("DenyLiftingTheGate", LIFTING_BUCKET, itself, _not(stage, keepers)),
        *(
            _deny(sid, ("s3:PutObject",), objects, condition)
            for sid, condition in FOREIGN_KEYS.items()
        ),
    )
    for statement in statements:
        bucket.add_to_resource_policy(statement)


def _roles(stack: cdk.Stack, stage: StageSettings, functions: Sequence[str]) -> list[str]:
    """The functions' roles by name, so that the gate needs no reference to a later stack."""
    names = [physical_name(stack, stage.stage, function) for function in functions]
    arns = [_arn(stack, "iam", "role", name) for name in names]
    if stage.target is Target.LOCAL:
        # The local cloud puts the session's ARN where AWS puts the role's.
        arns += [_arn(stack, "sts", "assumed-role", f"{name}/*") for name in names]
    return arns


def _deployment_role(stack: cdk.Stack) -> str:
    """CloudFormation's role of the CDK bootstrap, in whose name `cdk deploy` changes resources."""
    qualifier = stack.synthesizer.bootstrap_qualifier or (
        cdk.DefaultStackSynthesizer.DEFAULT_QUALIFIER
    )
    name = f"cdk-{qualifier}-cfn-exec-role-{stack.account}-{stack.region}"
    return _arn(stack, "iam", "role", name)


def _arn(stack: cdk.Stack, service: str, resource: str, name: str) -> str:
    return stack.format_arn(service=service, region="", resource=resource, resource_name=name)


def _not(stage: StageSettings, principals: Sequence[str]) -> Conditions:
    """Holds for everyone else. Only the local cloud's session ARNs need a pattern."""
    operator = "ArnNotLike" if stage.target is Target.LOCAL else "StringNotEquals"
    return {operator: {"aws:PrincipalArn": list(principals)}}


def _merged(*conditions: Conditions) -> Conditions:
    """All the conditions together; those with the same operator share its block."""
    together: dict[str, dict[str, object]] = {}
    for condition in conditions:
        for operator, keys in condition.items():
            together.setdefault(operator, {}).update(keys)
    return together


def _deny(
    sid: str,
    actions: Sequence[str],
    resource: str,
    conditions: Conditions,
) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid=sid,
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=list(actions),
        resources=[resource],
        conditions=conditions,
    )
