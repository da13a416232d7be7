"""The review API and the console: the two functions behind the desk's address."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.moderation.domain.desk_rules import DeskRules, rules_to_json
from lambdas.review_api.settings import ReviewApiSettings
from lambdas.serve_console.settings import ServeConsoleSettings
from stacks.capabilities.review_routes import ReviewRoutes
from stacks.capabilities.review_sign_in import SignIn
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.desk_address import DeskAddress
from stacks.parts.function import PipelineFunction
from stacks.settings import StageSettings

_API_TIMEOUT = cdk.Duration.seconds(28)
"""Shorter than the 30 seconds that API Gateway waits."""

_API_MEMORY_MB = 512
_CONSOLE_TIMEOUT = cdk.Duration.seconds(10)
_CONSOLE_MEMORY_MB = 256


class ReviewApi(Construct):
    """`review_api` answers who is signed in; `serve_console` hands out files to everybody.

    Every route is checked twice: who calls, by API Gateway; what they may do, by the function.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        rules: DeskRules,
        address: DeskAddress,
        sign_in: SignIn,
        uploads: s3.IBucket,
        table: dynamodb.ITableV2,
        show_upload: PipelineFunction,
        packages: lambda_.ILayerVersion,
        policy: lambda_.ILayerVersion,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._packages, self._alarms = stage, packages, alarms
        shown_by = show_upload.function
        self.review_api = self._add_api(
            ReviewApiSettings(
                table_name=table.table_name,
                bucket=uploads.bucket_name,
                show_function=shown_by.function_name,
                desk_rules=rules_to_json(rules),
                stage=stage.stage,
                console_url=address.url,
                user_pool_client_ids=",".join(sign_in.client_ids),
            ),
            [
                *permissions.record_verdict(table.table_arn),
                *permissions.find_cases(table.table_arn),
                *permissions.invoke(shown_by.function_arn),
            ],
            policy,
        )
        self.serve_console = self._add_console(
            ServeConsoleSettings(
                bucket=uploads.bucket_name,
                sign_in_url=sign_in.url,
                client_id=sign_in.console_client_id,
                issuer=sign_in.issuer,
            )
        )
        ReviewRoutes(
            self,
            "Routes",
            stage=stage,
            address=address,
            sign_in=sign_in,
            review_api=self.review_api.function,
            serve_console=self.serve_console.function,
            alarms=alarms,
        )

    def _add_api(
        self,
        settings: ReviewApiSettings,
        allowed: permissions.Statements,
        policy: lambda_.ILayerVersion,
    ) -> PipelineFunction:
        return PipelineFunction(
            self,
            "ReviewApi",
            name="review-api",
            purpose="Answers people at the review desk, and applications that appeal.",
            stage=self._stage,
            settings=settings,
            allowed=allowed,
            layers=[self._packages, policy],
            timeout=_API_TIMEOUT,
            memory_mb=_API_MEMORY_MB,
            alarms=self._alarms,
        )

    def _add_console(self, settings: ServeConsoleSettings) -> PipelineFunction:
        return PipelineFunction(
            self,
            "ServeConsole",
            name="serve-console",
            purpose="Hands out the files of the review desk's console.",
            stage=self._stage,
            settings=settings,
            allowed=[],
            layers=[self._packages],
            timeout=_CONSOLE_TIMEOUT,
            memory_mb=_CONSOLE_MEMORY_MB,
            alarms=self._alarms,
        )
