"""Video: the jobs at Rekognition, the workflow that waits for them, and `decide_video`."""

from collections.abc import Iterable, Sequence

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.decide_video.settings import DecideVideoSettings
from lambdas.moderation.domain.analysers import ANALYSERS, Analyser
from stacks.capabilities.video_jobs import VideoJobs
from stacks.capabilities.video_workflow import VideoWorkflow
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.excuse import excuse_any_object
from stacks.parts.function import PipelineFunction
from stacks.parts.queue import DeadLetters
from stacks.settings import StageSettings

_TIMEOUT = cdk.Duration.minutes(10)
_MEMORY_MB = 512


class Video(Construct):
    """From a started execution to the verdict on a video. Every step may be repeated.

    In the dead letters lie asynchronous calls that failed: holds of failed executions, and requests
    to start waiting jobs. The sweep sees to what both were about.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        uploads: s3.IBucket,
        evidence: s3.IBucket,
        table: dynamodb.ITableV2,
        analysers: Iterable[str],
        packages: lambda_.ILayerVersion,
        policy: lambda_.ILayerVersion,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._alarms = stage, alarms
        chosen = [ANALYSERS[name] for name in analysers]
        self.dead_letters = DeadLetters(self, "DeadLetters", name="video", alarms=alarms).queue
        self.jobs = VideoJobs(
            self,
            "Jobs",
            stage=stage,
            uploads=uploads,
            table=table,
            analysers=chosen,
            packages=packages,
            policy=policy,
            dead_letters=self.dead_letters,
            alarms=alarms,
        )
        allowed = self._allowed(table, evidence, chosen)
        settings = DecideVideoSettings(
            table_name=table.table_name,
            evidence_bucket=evidence.bucket_name,
            get_tps=stage.video_get_tps,
        )
        self.decide_video = self._add_decide(settings, allowed, [packages, policy])
        excuse_any_object(
            self.decide_video.role,
            evidence,
            prefixes=permissions.EVIDENCE_PREFIXES,
            reason="Every video has evidence, under a name of its own.",
        )
        self.workflow = self._add_workflow([each.name for each in chosen])

    @property
    def functions(self) -> Sequence[PipelineFunction]:
        """The functions of this capability."""
        return [self.jobs.start_video_job, self.jobs.finish_video_job, self.decide_video]

    def _add_decide(
        self,
        settings: DecideVideoSettings,
        allowed: permissions.Statements,
        layers: Sequence[lambda_.ILayerVersion],
    ) -> PipelineFunction:
        return PipelineFunction(
            self,
            "DecideVideo",
            name="decide-video",
            purpose="Reads the results of a video's jobs and records its verdict.",
            stage=self._stage,
            settings=settings,
            allowed=allowed,
            layers=layers,
            timeout=_TIMEOUT,
            memory_mb=_MEMORY_MB,
            alarms=self._alarms,
            dead_letters=self.dead_letters,
        )

    def _add_workflow(self, analysers: Sequence[str]) -> VideoWorkflow:
        return VideoWorkflow(
            self,
            "Workflow",
            stage=self._stage,
            analysers=analysers,
            start=self.jobs.start_video_job.function,
            decide=self.decide_video.function,
            dead_letters=self.dead_letters,
            alarms=self._alarms,
        )

    def _allowed(
        self, table: dynamodb.ITableV2, evidence: s3.IBucket, analysers: Iterable[Analyser]
    ) -> permissions.Statements:
        return [
            *permissions.analyse(each.video.get_action for each in analysers),
            *permissions.record_verdict(table.table_arn),
            *permissions.take_turns(table.table_arn),
            *permissions.list_jobs(table.table_arn),
            *permissions.keep_evidence(evidence.bucket_arn),
            *permissions.send_messages(self.dead_letters.queue_arn),
        ]
