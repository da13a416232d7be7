"""The workflow from a video to its verdict, and what is done where it fails."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from stacks.capabilities.video_states import screening
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.excuse import excuse, excuse_dependency
from stacks.parts.function import physical_name
from stacks.settings import StageSettings

_NAME = "screen-video"
_LONGEST = cdk.Duration.days(7)
"""As long as Rekognition keeps the results of a job."""

_DELIVERY_ATTEMPTS = 185
"""EventBridge's most, together with the 24 hours that it keeps trying."""


def workflow_arn(stack: cdk.Stack, stage: StageSettings) -> str:
    """The workflow's ARN by its name, for those whom the workflow itself refers to."""
    return stack.format_arn(
        service="states",
        resource="stateMachine",
        resource_name=physical_name(stack, stage.stage, _NAME),
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )


class VideoWorkflow(Construct):
    """`screen-video`, one execution for each screening of a video.

    No execution ends without a verdict: what its states cannot catch (`States.Runtime`, its own
    time-out, somebody's abort) comes by a rule to `decide`, which holds the content. At least once.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the workflow is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        analysers: Sequence[str],
        start: lambda_.IFunction,
        decide: lambda_.IFunction,
        dead_letters: sqs.IQueue,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        stack = cdk.Stack.of(self)
        self._name = physical_name(stack, stage.stage, _NAME)
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=self._name,
            comment="Screens a video: starts Rekognition's jobs, waits for them, decides.",
            definition_body=sfn.DefinitionBody.from_chainable(
                screening(self, start=start, decide=decide, analysers=analysers)
            ),
            role=self._role(start, decide).without_policy_updates(),
            timeout=_LONGEST,
            tracing_enabled=True,
        )
        self._excuse()
        self._add_rule(decide, dead_letters)
        self._watch(alarms)

    @property
    def executions_arn(self) -> str:
        """The pattern of the executions' ARNs."""
        return cdk.Stack.of(self).format_arn(
            service="states",
            resource="execution",
            resource_name=f"{self._name}:*",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )

    def _role(self, *functions: lambda_.IFunction) -> iam.Role:
        statements = [
            *permissions.invoke(*(each.function_arn for each in functions)),
            *permissions.trace_workflow(),
        ]
        role = iam.Role(
            self,
            "Role",
            role_name=self._name,
            assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
            inline_policies={"allowed": iam.PolicyDocument(statements=statements)},
        )
        excuse(
            role,
            "AwsSolutions::AwsSolutions-IAM5[Resource::*]",
            reason="X-Ray knows no resources; a test lists what stands on *.",
        )
        return role

    def _excuse(self) -> None:
        excuse_dependency(self.machine.node.default_child)
        excuse(
            self.machine,
            "AwsSolutions::AwsSolutions-SF1",
            reason="Step Functions keeps each execution's history for 90 days without a log group.",
        )

    def _add_rule(self, decide: lambda_.IFunction, dead_letters: sqs.IQueue) -> None:
        events.Rule(
            self,
            "Failures",
            description="Executions that ended without a verdict: their content is held.",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail={
                    "status": ["FAILED", "TIMED_OUT", "ABORTED"],
                    "stateMachineArn": [self.machine.state_machine_arn],
                },
            ),
            targets=[
                targets.LambdaFunction(
                    decide,
                    dead_letter_queue=dead_letters,
                    max_event_age=cdk.Duration.hours(24),
                    retry_attempts=_DELIVERY_ATTEMPTS,
                )
            ],
        )

    def _watch(self, alarms: Alarms) -> None:
        """Three alarms instead of one on their sum: billed the same, and each says which it is."""
        period = cdk.Duration.minutes(5)
        ends: dict[str, tuple[cloudwatch.Metric, str]] = {
            "failed": (self.machine.metric_failed(period=period), "failed"),
            "timed-out": (self.machine.metric_timed_out(period=period), "took over seven days"),
            "aborted": (self.machine.metric_aborted(period=period), "was stopped by somebody"),
        }
        for name, (metric, what) in ends.items():
            alarms.watch(
                self,
                f"video-workflow-{name}",
                metric,
                meaning=f"The screening of a video {what}; its content is held for review.",
            )
