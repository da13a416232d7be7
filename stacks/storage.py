"""StorageStack: what is kept. The uploads bucket with its gate, the table, the evidence."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.gate import close_gate
from stacks.parts.excuse import excuse
from stacks.settings import StageSettings

_PROGRESS_DAYS = 8
"""A day longer than Rekognition keeps the results whose reading the progress is of."""


class StorageStack(cdk.Stack):
    """Buckets and table. Retained and protected from deletion where the stage says so.

    Where it does not, buckets must be emptied by hand before the stack can be destroyed: nothing
    here deletes uploads or evidence by itself.
    """

    def __init__(
        self, scope: Construct, id_: str, *, stage: StageSettings, env: cdk.Environment
    ) -> None:
        super().__init__(
            scope,
            id_,
            env=env,
            termination_protection=stage.retain,
            description="Content moderation: uploads, verdicts.",
        )
        self._stage = stage
        self._removal = cdk.RemovalPolicy.RETAIN if stage.retain else cdk.RemovalPolicy.DESTROY
        self.uploads = self._add_uploads()
        self.evidence = self._add_evidence()
        self.table = self._add_table()
        close_gate(self, self.uploads, stage)
        cdk.CfnOutput(self, "UploadsBucket", value=self.uploads.bucket_name)
        cdk.CfnOutput(self, "EvidenceBucket", value=self.evidence.bucket_name)
        cdk.CfnOutput(self, "ModerationTable", value=self.table.table_name)

    def _add_uploads(self) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "Uploads",
            versioned=True,
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            removal_policy=self._removal,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="end-old-versions",
                    noncurrent_version_expiration=cdk.Duration.days(self._stage.noncurrent_days),
                    expired_object_delete_marker=True,
                ),
                _end_unfinished_uploads(),
            ],
        )
        _send_events(bucket)
        _excuse_access_logs(bucket)
        return bucket

    def _add_evidence(self) -> s3.Bucket:
        """Findings too large for the table, without the videos.

        Not versioned: each name holds one screening's evidence, and whoever writes it again writes
        the same; of the progress of reading only the latest counts.
        """
        bucket = s3.Bucket(
            self,
            "Evidence",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            removal_policy=self._removal,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="end-progress",
                    prefix="progress/",
                    expiration=cdk.Duration.days(_PROGRESS_DAYS),
                ),
                _end_unfinished_uploads(),
            ],
        )
        _excuse_access_logs(bucket)
        return bucket

    def _add_table(self) -> dynamodb.TableV2:
        return dynamodb.TableV2(
            self,
            "Moderation",
            partition_key=_text("content_id"),
            sort_key=_text("item"),
            billing=dynamodb.Billing.on_demand(),
            dynamo_stream=dynamodb.StreamViewType.NEW_IMAGE,
            encryption=dynamodb.TableEncryptionV2.dynamo_owned_key(),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute="expires_at",
            deletion_protection=self._stage.retain,
            removal_policy=self._removal,
            global_secondary_indexes=[
                _index("by-due", "due_kind", "due_at", dynamodb.ProjectionType.KEYS_ONLY),
                _index("by-key", "key_id", "created_at", dynamodb.ProjectionType.KEYS_ONLY),
                _index("by-day", "day", "at", dynamodb.ProjectionType.ALL),
            ],
        )


def _end_unfinished_uploads() -> s3.LifecycleRule:
    return s3.LifecycleRule(
        id="end-unfinished-uploads",
        abort_incomplete_multipart_upload_after=cdk.Duration.days(1),
    )


def _excuse_access_logs(bucket: s3.Bucket) -> None:
    excuse(
        bucket,
        "AwsSolutions::AwsSolutions-S1",
        reason="Who reads what is for the account's CloudTrail; every decision is recorded.",
    )


def _send_events(bucket: s3.Bucket) -> None:
    """Turns EventBridge on by the L1 property: the L2 flag brings a hidden function with it."""
    resource = bucket.node.default_child
    if isinstance(resource, s3.CfnBucket):
        resource.add_property_override(
            "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True
        )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)


def _index(
    name: str, hash_key: str, range_key: str, projection: dynamodb.ProjectionType
) -> dynamodb.GlobalSecondaryIndexPropsV2:
    return dynamodb.GlobalSecondaryIndexPropsV2(
        index_name=name,
        partition_key=_text(hash_key),
        sort_key=_text(range_key),
        projection_type=projection,
    )
