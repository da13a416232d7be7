"""Video jobs: how Rekognition is asked to look at a video, and how its answer comes back."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lambdas.finish_video_job.settings import FinishVideoJobSettings
from lambdas.moderation.domain.analysers import Analyser
from lambdas.start_video_job.settings import StartVideoJobSettings
from stacks.capabilities.video_workflow import workflow_arn
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.excuse import excuse, excuse_any_object
from stacks.parts.function import PipelineFunction, physical_name
from stacks.parts.queue import MAX_RECEIVES, WorkQueue
from stacks.settings import StageSettings

_TIMEOUT = cdk.Duration.seconds(60)
_MEMORY_MB = 384
_BATCH = 10
_WORKERS = 2
"""The least that Lambda can be told, and enough: completions come no faster than jobs start."""


class VideoJobs(Construct):
    """`start_video_job`, and the way of a completion: topic, queue, `finish_video_job`.

    Completions are handled at least once, in no order. Whoever starts waiting jobs is asked
    asynchronously; Lambda tries each such call three times, the sweep asks again anyway.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        uploads: s3.IBucket,
        table: dynamodb.ITableV2,
        analysers: Sequence[Analyser],
        packages: lambda_.ILayerVersion,
        policy: lambda_.ILayerVersion,
        dead_letters: sqs.IQueue,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._table, self._alarms = stage, table, alarms
        self._analysers = analysers
        self._workflow_arn = workflow_arn(cdk.Stack.of(self), stage)
        self.topic = self._add_topic()
        self._publishing_role = self._add_publishing_role()
        self.completions = self._add_queue()
        self.start_video_job = self._add_start(uploads, [packages, policy], dead_letters)
        self.finish_video_job = self._add_finish([packages])

    def _add_topic(self) -> sns.Topic:
        topic = sns.Topic(
            self, "Topic", display_name="Content moderation completions", enforce_ssl=True
        )
        excuse(
            topic,
            "AwsSolutions::AwsSolutions-SNS2",
            reason="A completion names a job and an object; a key would have to admit Rekognition.",
        )
        return topic

    def _add_publishing_role(self) -> iam.Role:
        """Rekognition takes it for jobs of this account and Region, and may publish here only."""
        stack = cdk.Stack.of(self)
        role = iam.Role(
            self,
            "PublishingRole",
            role_name=physical_name(stack, self._stage.stage, "rekognition"),
            assumed_by=iam.ServicePrincipal(
                "rekognition.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": stack.account},
                    "ArnLike": {
                        "aws:SourceArn": f"arn:{stack.partition}:rekognition:"
                        f"{stack.region}:{stack.account}:*"
                    },
                },
            ),
            inline_policies={
                "allowed": iam.PolicyDocument(statements=permissions.publish(self.topic.topic_arn))
            },
        )
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AllowRekognition",
                principals=[iam.ArnPrincipal(role.role_arn)],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
            )
        )
        return role

    def _add_queue(self) -> WorkQueue:
        completions = WorkQueue(
            self,
            "Completions",
            name="completions",
            consumer_timeout=_TIMEOUT,
            max_receives=MAX_RECEIVES,
            oldest=cdk.Duration.minutes(15),
            alarms=self._alarms,
        )
        self.topic.add_subscription(
            subscriptions.SqsSubscription(
                completions.queue,
                raw_message_delivery=True,
                dead_letter_queue=completions.dead_letters,
            )
        )
        return completions

    def _add_start(
        self, uploads: s3.IBucket, layers: Sequence[lambda_.ILayerVersion], dead_letters: sqs.IQueue
    ) -> PipelineFunction:
        table_arn, stage = self._table.table_arn, self._stage
        function = PipelineFunction(
            self,
            "StartVideoJob",
            name="start-video-job",
            purpose="Records a video job and starts waiting ones while slots are free.",
            stage=stage,
            settings=StartVideoJobSettings(
                table_name=self._table.table_name,
                video_jobs=stage.video_jobs,
                start_tps=stage.video_start_tps,
                check_minutes=stage.video_check_minutes,
                completions_topic_arn=self.topic.topic_arn,
                publishing_role_arn=self._publishing_role.role_arn,
            ),
            allowed=[
                *permissions.read_upload(uploads.bucket_arn),
                *permissions.analyse(each.video.start_action for each in self._analysers),
                *permissions.hand_to_rekognition(self._publishing_role.role_arn),
                *permissions.record_verdict(table_arn),
                *permissions.take_turns(table_arn),
                *permissions.keep_slots(table_arn),
                *permissions.see_slots(table_arn),
                *permissions.find_due(table_arn),
                *permissions.resume_branches(self._workflow_arn),
                *permissions.send_messages(dead_letters.queue_arn),
            ],
            layers=layers,
            timeout=_TIMEOUT,
            memory_mb=_MEMORY_MB,
            alarms=self._alarms,
            dead_letters=dead_letters,
        )
        excuse_any_object(function.role, uploads, reason="Any upload may be a video.")
        return function

    def _add_finish(self, layers: Sequence[lambda_.ILayerVersion]) -> PipelineFunction:
        function = PipelineFunction(
            self,
            "FinishVideoJob",
            name="finish-video-job",
            purpose="Frees the slot of a video job that has ended and resumes its branch.",
            stage=self._stage,
            settings=FinishVideoJobSettings(
                table_name=self._table.table_name,
                completions_queue_url=self.completions.queue.queue_url,
                completions_dead_letters_url=self.completions.dead_letters.queue_url,
                get_tps=self._stage.video_get_tps,
                check_minutes=self._stage.video_check_minutes,
                start_function=self.start_video_job.function.function_name,
            ),
            allowed=[
                *permissions.analyse(each.video.get_action for each in self._analysers),
                *permissions.record_verdict(self._table.table_arn),
                *permissions.take_turns(self._table.table_arn),
                *permissions.keep_slots(self._table.table_arn),
                *permissions.resume_branches(self._workflow_arn),
                *permissions.invoke(self.start_video_job.function.function_arn),
                *permissions.take_messages(self.completions.queue.queue_arn),
                *permissions.send_messages(self.completions.dead_letters.queue_arn),
            ],
            layers=layers,
            timeout=_TIMEOUT,
            memory_mb=_MEMORY_MB,
            alarms=self._alarms,
        )
        function.function.add_event_source(
            sources.SqsEventSource(
                self.completions.queue,
                batch_size=_BATCH,
                report_batch_item_failures=True,
                max_concurrency=_WORKERS,
            )
        )
        excuse(
            function.function,
            "Serverless::Serverless-LambdaEventSourceMappingDestination",
            reason="An SQS source has no destinations: the queue has dead letters.",
        )
        return function
