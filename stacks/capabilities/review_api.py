"""The review API: the function that answers people at the desk, and applications that appeal."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from lambdas.review_api.settings import ReviewApiSettings
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.function import PipelineFunction
from stacks.settings import StageSettings

_TIMEOUT = cdk.Duration.seconds(28)
"""Shorter than the 30 seconds that API Gateway waits."""

_MEMORY_MB = 512


class ReviewApi(Construct):
    """`review_api`. Each request is checked twice: who calls, by API Gateway; what they may, here.

    It cannot look into uploads: for that it invokes the function that can.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        settings: ReviewApiSettings,
        table: dynamodb.ITableV2,
        show_upload: lambda_.IFunction,
        packages: lambda_.ILayerVersion,
        policy: lambda_.ILayerVersion,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self.review_api = PipelineFunction(
            self,
            "ReviewApi",
            name="review-api",
            purpose="Answers people at the review desk, and applications that appeal.",
            stage=stage,
            settings=settings,
            allowed=[
                *permissions.record_verdict(table.table_arn),
                *permissions.find_cases(table.table_arn),
                *permissions.invoke(show_upload.function_arn),
            ],
            layers=[packages, policy],
            timeout=_TIMEOUT,
            memory_mb=_MEMORY_MB,
            alarms=alarms,
        )
