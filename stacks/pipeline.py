"""PipelineStack: what happens to an upload, composed of the capabilities."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_json import to_json
from stacks.capabilities.enforcement import Enforcement
from stacks.capabilities.intake import Intake
from stacks.capabilities.operations import Operations
from stacks.capabilities.video import Video
from stacks.parts.alarm import Alarms
from stacks.parts.desk_address import DeskAddress
from stacks.parts.layer import dependency_layer, policy_layer
from stacks.parts.queue import WorkQueue
from stacks.settings import StageSettings


class PipelineStack(cdk.Stack):
    """Video, intake, enforcement, operations; nothing in it is kept, all can be made again.

    Where the stage has a review desk, its bare address is made here already, for the alerts.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the stack is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        env: cdk.Environment,
        uploads: s3.IBucket,
        evidence: s3.IBucket,
        table: dynamodb.ITableV2,
        policy: Policy,
    ) -> None:
        super().__init__(
            scope, id_, env=env, description="Content moderation: screening, enforcement, alarms."
        )
        self._stage, self._uploads, self._table = stage, uploads, table
        self.alarms = Alarms(self, "Alarms", stage=stage.stage, emails=stage.alarm_emails)
        self.desk = DeskAddress(self, "DeskAddress", stage=stage) if stage.review else None
        self._packages = dependency_layer(self, "Packages", target=stage.target)
        self._policy = policy_layer(self, "Policy", policy_json=to_json(policy))
        self._video = self._add_video(policy, evidence)
        self._intake = self._add_intake(policy)
        self._enforcement = self._add_enforcement()
        self._operations = self._add_operations()
        self._add_outputs()

    @property
    def review(self) -> WorkQueue:
        """The review queue: what is held for a person."""
        return self._enforcement.review

    def _add_video(self, policy: Policy, evidence: s3.IBucket) -> Video:
        return Video(
            self,
            "Video",
            stage=self._stage,
            uploads=self._uploads,
            evidence=evidence,
            table=self._table,
            analysers=policy.analysers,
            packages=self._packages,
            policy=self._policy,
            alarms=self.alarms,
        )

    def _add_intake(self, policy: Policy) -> Intake:
        return Intake(
            self,
            "Intake",
            stage=self._stage,
            uploads=self._uploads,
            table=self._table,
            analysers=policy.analysers,
            workflow=self._video.workflow,
            layers=[self._packages, self._policy],
            alarms=self.alarms,
        )

    def _add_enforcement(self) -> Enforcement:
        return Enforcement(
            self,
            "Enforcement",
            stage=self._stage,
            uploads=self._uploads,
            table=self._table,
            console_url=self.desk.url if self.desk else None,
            layers=[self._packages],
            alarms=self.alarms,
        )

    def _add_operations(self) -> Operations:
        return Operations(
            self,
            "Operations",
            stage=self._stage,
            table=self._table,
            intake=self._intake.work.queue,
            video_jobs=self._video.jobs,
            functions=[
                self._intake.screen_upload,
                *self._video.functions,
                self._enforcement.enforce_verdict,
            ],
            layers=[self._packages],
            alarms=self.alarms,
        )

    def _add_outputs(self) -> None:
        outputs = {
            "IntakeQueue": self._intake.work.queue.queue_url,
            "IntakeDeadLetters": self._intake.work.dead_letters.queue_url,
            "VideoWorkflow": self._video.workflow.machine.state_machine_arn,
            "CompletionsTopic": self._video.jobs.topic.topic_arn,
            "CompletionsQueue": self._video.jobs.completions.queue.queue_url,
            "CompletionsDeadLetters": self._video.jobs.completions.dead_letters.queue_url,
            "VideoDeadLetters": self._video.dead_letters.queue_url,
            "AlertsTopic": self._enforcement.alerts.topic_arn,
            "ReviewQueue": self._enforcement.review.queue.queue_url,
            "ReviewDeadLetters": self._enforcement.review.dead_letters.queue_url,
            "EnforcementDeadLetters": self._enforcement.dead_letters.queue_url,
            "SweepDeadLetters": self._operations.dead_letters.queue_url,
            "AlarmsTopic": self.alarms.topic.topic_arn,
        }
        for name, value in outputs.items():
            cdk.CfnOutput(self, name, value=value)
