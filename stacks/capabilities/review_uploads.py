"""Uploads of the review desk: the one function that can show them to people."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.show_upload.settings import ShowUploadSettings
from stacks.gate import SHOWING_FUNCTION
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.excuse import excuse_any_object
from stacks.parts.function import PipelineFunction
from stacks.parts.layer import picture_layer
from stacks.settings import StageSettings

_TIMEOUT = cdk.Duration.seconds(12)
"""So short that who waits for it can ask once more, in all the time that API Gateway gives."""

_MEMORY_MB = 2048
"""The largest pictures take 1.6 GB while they are made small; more memory is a faster processor."""


class ReviewUploads(Construct):
    """`show_upload`: previews, and links to originals that live as long as they must.

    It changes nothing: asked twice, it answers twice.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        uploads: s3.IBucket,
        table: dynamodb.ITableV2,
        packages: lambda_.ILayerVersion,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self.show_upload = PipelineFunction(
            self,
            "ShowUpload",
            name=SHOWING_FUNCTION,
            purpose="Makes previews of uploads, and links to originals that were revealed.",
            stage=stage,
            settings=ShowUploadSettings(table_name=table.table_name),
            allowed=[
                *permissions.read_upload(uploads.bucket_arn),
                *permissions.look_up(table.table_arn),
            ],
            layers=[packages, picture_layer(self, "Pictures", target=stage.target)],
            timeout=_TIMEOUT,
            memory_mb=_MEMORY_MB,
            alarms=alarms,
        )
        excuse_any_object(
            self.show_upload.role, uploads, reason="Any upload may be held for a person."
        )
