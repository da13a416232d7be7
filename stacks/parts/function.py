"""The one place where a Lambda function is made."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lambdas.moderation.runtime.environment import Settings, to_env
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.excuse import excuse, excuse_dependency
from stacks.parts.layer import ARCHITECTURE, ROOT, RUNTIME
from stacks.settings import StageSettings

METRICS_NAMESPACE = "ContentModeration"
_FIVE_MINUTES = cdk.Duration.minutes(5)


def physical_name(stack: cdk.Stack, stage: str, function: str) -> str:
    """The name of a function and of its role: IAM is global, so it carries stage and Region."""
    return f"content-moderation-{stage}-{stack.region}-{function}"


class PipelineFunction(Construct):
    """A function with a role, a log group and alarms of its own, and its settings in environment.

    The role may do what `allowed` says, write its log and its traces, and nothing else: no managed
    policy, and no `grant_…` can widen it. Code is `lambdas/<function>/` and what functions share.
    """

    def __init__(  # noqa: PLR0913 - keyword-only facts of a function
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        purpose: str,
        stage: StageSettings,
        settings: Settings,
        allowed: Sequence[iam.PolicyStatement],
        layers: Sequence[lambda_.ILayerVersion],
        timeout: cdk.Duration,
        memory_mb: int,
        alarms: Alarms,
        dead_letters: sqs.IQueue | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.name = name
        self._full_name = physical_name(cdk.Stack.of(self), stage.stage, name)
        log_group = self._log_group(stage.log_days)
        self.role = self._role([*allowed, *permissions.write_logs(log_group.log_group_arn)])
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=self._full_name,
            description=purpose,
            runtime=RUNTIME,
            architecture=ARCHITECTURE,
            code=_code(name),
            handler=f"lambdas.{_package(name)}.handler.handler",
            layers=list(layers),
            role=self.role.without_policy_updates(),
            environment={**to_env(settings), **_environment(name, stage)},
            timeout=timeout,
            memory_size=memory_mb,
            tracing=lambda_.Tracing.ACTIVE,
            log_group=log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=lambda_.ApplicationLogLevel.INFO,
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            dead_letter_queue=dead_letters,
        )
        self._watch(alarms)
        self._excuse(has_dead_letters=dead_letters is not None)

    def _log_group(self, days: int) -> logs.LogGroup:
        log_group = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/lambda/{self._full_name}",
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        resource = log_group.node.default_child
        if isinstance(resource, logs.CfnLogGroup):
            resource.retention_in_days = days
        return log_group

    def _role(self, allowed: Sequence[iam.PolicyStatement]) -> iam.Role:
        statements = [*allowed, *permissions.write_traces()]
        return iam.Role(
            self,
            "Role",
            role_name=self._full_name,
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"allowed": iam.PolicyDocument(statements=statements)},
        )

    def _watch(self, alarms: Alarms) -> None:
        alarms.watch(
            self,
            f"{self.name}-errors",
            self.function.metric_errors(period=_FIVE_MINUTES),
            meaning=f"{self.name} crashed or ran out of time.",
        )
        alarms.watch(
            self,
            f"{self.name}-throttles",
            self.function.metric_throttles(period=_FIVE_MINUTES),
            periods=3,
            meaning=f"{self.name} finds no free Lambda concurrency in this account.",
        )

    def _excuse(self, *, has_dead_letters: bool) -> None:
        excuse_dependency(self.function.node.default_child)
        for rule in ("AwsSolutions::AwsSolutions-L1", "Serverless::Serverless-LambdaLatestVersion"):
            excuse(
                self.function,
                rule,
                reason="Python 3.13 is what the pinned packages are built for and tested with.",
            )
        for rule in (
            "AwsSolutions::AwsSolutions-IAM5[Resource::*]",
            "Serverless::Serverless-LambdaStarPermissions",
        ):
            excuse(
                self.role,
                rule,
                reason="X-Ray and Rekognition know no resources; a test lists what stands on *.",
            )
        if not has_dead_letters:
            excuse(
                self.function,
                "Serverless::Serverless-LambdaDLQ",
                reason="Invoked by a mapping with dead letters of its own, or by one who waits.",
            )


def _package(name: str) -> str:
    return name.replace("-", "_")


def code_excludes(name: str) -> list[str]:
    """What of the repository is not in that function's archive, in the words of .gitignore.

    Left in are the function's package and the shared one, under the import path that they have
    everywhere, so that an edit of another function leaves the hash alone.
    """
    kept = ("lambdas/__init__.py", f"lambdas/{_package(name)}/", "lambdas/moderation/")
    left_in = (f"!/{path}" for path in kept)
    return ["/*", "!/lambdas/", "/lambdas/*", *left_in, "__pycache__/"]


def _code(name: str) -> lambda_.Code:
    """The archive. The path is absolute: a relative one may give an empty archive, silently."""
    return lambda_.Code.from_asset(
        str(ROOT), ignore_mode=cdk.IgnoreMode.GIT, exclude=code_excludes(name)
    )


def _environment(name: str, stage: StageSettings) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": name,
        "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "STAGE": stage.stage,
    }
