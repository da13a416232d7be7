"""ReviewStack: the review desk. Optional: without it the review queue is for another tool."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.moderation.domain.desk_rules import rules_to_json
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_json import to_json
from lambdas.review_api.settings import ReviewApiSettings
from lambdas.serve_console.settings import ServeConsoleSettings
from stacks.capabilities.review_api import ReviewApi
from stacks.capabilities.review_cases import ReviewCases
from stacks.capabilities.review_console import ReviewConsole
from stacks.capabilities.review_routes import ReviewRoutes
from stacks.capabilities.review_sign_in import SignIn
from stacks.capabilities.review_uploads import ReviewUploads
from stacks.parts.alarm import Alarms
from stacks.parts.desk_address import DeskAddress
from stacks.parts.excuse import excuse_import_in_output
from stacks.parts.layer import dependency_layer, policy_layer
from stacks.parts.metrics import watch_configuration
from stacks.parts.queue import WorkQueue
from stacks.review_settings import ReviewSettings
from stacks.settings import StageSettings


class ReviewStack(cdk.Stack):
    """Sign-in, cases, uploads, API and console. The accounts are kept where the stage says so.

    Layers are made here once more: an export of another stack's layer could not be replaced while
    this stack uses it, and every change of a package or of the policy is a new layer.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the stack is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        desk: ReviewSettings,
        env: cdk.Environment,
        uploads: s3.IBucket,
        table: dynamodb.ITableV2,
        policy: Policy,
        review: WorkQueue,
        address: DeskAddress,
        alarms: Alarms,
    ) -> None:
        super().__init__(
            scope,
            id_,
            env=env,
            termination_protection=stage.retain,
            description="Content moderation: the review desk.",
        )
        self._stage, self._desk, self._table, self._uploads = stage, desk, table, uploads
        self._address, self._alarms = address, alarms
        self._packages = dependency_layer(self, "Packages", target=stage.target)
        self._policy = policy_layer(self, "Policy", policy_json=to_json(policy))
        self._sign_in = SignIn(self, "SignIn", stage=stage, desk=desk, console=address.url)
        self._cases = self._add_cases(review)
        self._shown = self._add_uploads()
        self._api = self._add_api()
        self._console = self._add_console()
        self._add_routes()
        self._watch_configuration()
        self._add_outputs()
        excuse_import_in_output(self)

    def _add_cases(self, review: WorkQueue) -> ReviewCases:
        return ReviewCases(
            self,
            "Cases",
            stage=self._stage,
            rules=self._desk.rules,
            table=self._table,
            review=review,
            packages=self._packages,
            policy=self._policy,
            alarms=self._alarms,
        )

    def _add_uploads(self) -> ReviewUploads:
        return ReviewUploads(
            self,
            "Uploads",
            stage=self._stage,
            uploads=self._uploads,
            table=self._table,
            packages=self._packages,
            alarms=self._alarms,
        )

    def _add_api(self) -> ReviewApi:
        show_upload = self._shown.show_upload.function
        return ReviewApi(
            self,
            "Api",
            stage=self._stage,
            settings=ReviewApiSettings(
                table_name=self._table.table_name,
                bucket=self._uploads.bucket_name,
                show_function=show_upload.function_name,
                desk_rules=rules_to_json(self._desk.rules),
                stage=self._stage.stage,
                console_url=self._address.url,
                user_pool_client_ids=",".join(self._sign_in.client_ids),
            ),
            table=self._table,
            show_upload=show_upload,
            packages=self._packages,
            policy=self._policy,
            alarms=self._alarms,
        )

    def _add_console(self) -> ReviewConsole:
        return ReviewConsole(
            self,
            "Console",
            stage=self._stage,
            settings=ServeConsoleSettings(
                bucket=self._uploads.bucket_name,
                sign_in_url=self._sign_in.url,
                client_id=self._sign_in.console_client_id,
                issuer=self._sign_in.issuer,
            ),
            packages=self._packages,
            alarms=self._alarms,
        )

    def _add_routes(self) -> None:
        ReviewRoutes(
            self,
            "Routes",
            stage=self._stage,
            address=self._address,
            sign_in=self._sign_in,
            review_api=self._api.review_api.function,
            serve_console=self._console.serve_console.function,
            alarms=self._alarms,
        )

    def _watch_configuration(self) -> None:
        functions = [
            self._cases.open_case,
            self._cases.close_case,
            self._shown.show_upload,
            self._api.review_api,
        ]
        watch_configuration(self, self._alarms, functions, stage=self._stage.stage)

    def _add_outputs(self) -> None:
        outputs = {
            "ReviewApi": self._address.url,
            "ReviewConsole": self._address.url,
            "UserPool": self._sign_in.pool_id,
            "UserPoolClient": self._sign_in.console_client_id,
            "UserPoolCliClient": self._sign_in.cli_client_id,
            "CloseCaseDeadLetters": self._cases.dead_letters.queue_url,
        }
        for name, value in outputs.items():
            cdk.CfnOutput(self, name, value=value)
