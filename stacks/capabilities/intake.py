"""Intake: every upload, through EventBridge into one queue, to `screen_upload`."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.screen_upload.settings import ScreenUploadSettings
from stacks.capabilities.video_workflow import VideoWorkflow
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.excuse import excuse, excuse_any_object
from stacks.parts.function import PipelineFunction
from stacks.parts.queue import MAX_RECEIVES, WorkQueue
from stacks.settings import StageSettings

_BATCH = 10
_TIMEOUT = cdk.Duration.seconds(60)
_MEMORY_MB = 384
"""About 140 for itself, and room for ten pictures at once whose headers go on for megabytes."""

_DELIVERY_ATTEMPTS = 185
"""EventBridge's most, together with the 24 hours that it keeps trying."""


class Intake(Construct):
    """The one door in: rule, queue, `screen_upload`. At least once, in no order.

    What EventBridge cannot deliver goes to the queue's dead letters, where it looks just like what
    could not be screened, and is sent again in the same way.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        uploads: s3.IBucket,
        table: dynamodb.ITableV2,
        analysers: Mapping[str, object],
        workflow: VideoWorkflow,
        layers: Sequence[lambda_.ILayerVersion],
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self.work = self._add_queue(alarms)
        self._add_rule(uploads)
        self.screen_upload = PipelineFunction(
            self,
            "ScreenUpload",
            name="screen-upload",
            purpose="Screens an upload and records its verdict.",
            stage=stage,
            settings=self._settings(stage, table, workflow),
            allowed=self._allowed(uploads, table, analysers, workflow),
            layers=layers,
            timeout=_TIMEOUT,
            memory_mb=_MEMORY_MB,
            alarms=alarms,
        )
        self._excuse(uploads, workflow)
        self.screen_upload.function.add_event_source(
            sources.SqsEventSource(
                self.work.queue,
                batch_size=_BATCH,
                report_batch_item_failures=True,
                max_concurrency=stage.workers,
            )
        )

    def _add_queue(self, alarms: Alarms) -> WorkQueue:
        return WorkQueue(
            self,
            "Intake",
            name="intake",
            consumer_timeout=_TIMEOUT,
            max_receives=MAX_RECEIVES,
            oldest=cdk.Duration.minutes(15),
            alarms=alarms,
        )

    def _add_rule(self, uploads: s3.IBucket) -> None:
        events.Rule(
            self,
            "Uploads",
            description="What happens to the objects of the uploads bucket.",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created", "Object Deleted"],
                detail={"bucket": {"name": [uploads.bucket_name]}},
            ),
            targets=[
                targets.SqsQueue(
                    self.work.queue,
                    dead_letter_queue=self.work.dead_letters,
                    max_event_age=cdk.Duration.hours(24),
                    retry_attempts=_DELIVERY_ATTEMPTS,
                )
            ],
        )

    def _settings(
        self, stage: StageSettings, table: dynamodb.ITableV2, workflow: VideoWorkflow
    ) -> ScreenUploadSettings:
        return ScreenUploadSettings(
            table_name=table.table_name,
            intake_queue_url=self.work.queue.queue_url,
            intake_dead_letters_url=self.work.dead_letters.queue_url,
            image_tps=stage.worker_tps,
            video_workflow_arn=workflow.machine.state_machine_arn,
        )

    def _allowed(
        self,
        uploads: s3.IBucket,
        table: dynamodb.ITableV2,
        analysers: Mapping[str, object],
        workflow: VideoWorkflow,
    ) -> permissions.Statements:
        return [
            *permissions.read_upload(uploads.bucket_arn),
            *permissions.analyse(ANALYSERS[name].iam_action for name in analysers),
            *permissions.start_workflow(
                workflow.machine.state_machine_arn, workflow.executions_arn
            ),
            *permissions.record_verdict(table.table_arn),
            *permissions.take_messages(self.work.queue.queue_arn),
            *permissions.send_messages(self.work.dead_letters.queue_arn),
        ]

    def _excuse(self, uploads: s3.IBucket, workflow: VideoWorkflow) -> None:
        excuse_any_object(self.screen_upload.role, uploads, reason="Every upload is read.")
        excuse(
            self.screen_upload.role,
            f"AwsSolutions::AwsSolutions-IAM5[Resource::{workflow.executions_arn}]",
            reason="The executions of one workflow, each named for its content.",
        )
        excuse(
            self.screen_upload.function,
            "Serverless::Serverless-LambdaEventSourceMappingDestination",
            reason="An SQS source has no destinations: the queue has dead letters.",
        )
