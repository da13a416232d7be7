"""Enforcement: every verdict, through the table's stream, to the tag, the alert and the event."""

import math
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from lambdas.enforce_verdict.settings import NO_CONSOLE, EnforceVerdictSettings
from lambdas.moderation.domain.verdict import Status
from stacks.parts import permissions
from stacks.parts.alarm import Alarms, email_subscribers
from stacks.parts.excuse import excuse, excuse_any_object
from stacks.parts.function import PipelineFunction
from stacks.parts.queue import MAX_RECEIVES, DeadLetters, WorkQueue
from stacks.settings import StageSettings

UNENFORCED = {"dynamodb": {"NewImage": {"item": {"S": ["state"]}, "due_kind": {"S": ["enforce"]}}}}
"""The stream records that call for enforcement: states with a verdict that is not yet applied."""

_TIMEOUT = cdk.Duration.seconds(60)
_BATCH = 25
_RETRIES = 20
_UPLOADS_A_SHARD_WORKER_ENFORCES = 10
_MOST_SHARD_WORKERS = 10

OPEN_CASE_TIMEOUT = cdk.Duration.seconds(60)
"""Of the function that feeds on the review queue where the stage has a desk: the queue must fit."""

_REVIEW_TOOL_TIMEOUT = cdk.Duration.minutes(5)
_REVIEW_TOOL_RECEIVES = 10
_REVIEW_TOOL_OLDEST = cdk.Duration.hours(24)


class Enforcement(Construct):
    """The one door out: stream, `enforce_verdict`, alerts topic, review queue. At least once.

    A content's records come in order, one at a time. What still fails after the retries or within
    the hour is named in the dead letters; the sweep sends the content through again all the same.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        uploads: s3.IBucket,
        table: dynamodb.ITableV2,
        console_url: str | None,
        layers: Sequence[lambda_.ILayerVersion],
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(
            self, "EnforcementDeadLetters", name="enforcement", alarms=alarms
        ).queue
        self.alerts = self._add_alerts(stage.alert_emails)
        self.review = self._add_review(alarms, for_desk=stage.review is not None)
        bus = events.EventBus.from_event_bus_name(self, "Bus", "default")
        self.enforce_verdict = PipelineFunction(
            self,
            "EnforceVerdict",
            name="enforce-verdict",
            purpose="Tags the object, alerts people, publishes the verdict.",
            stage=stage,
            settings=EnforceVerdictSettings(
                table_name=table.table_name,
                alerts_topic_arn=self.alerts.topic_arn,
                event_bus_name=bus.event_bus_name,
                console_url=console_url or NO_CONSOLE,
            ),
            allowed=self._allowed(uploads, table, bus),
            layers=layers,
            timeout=_TIMEOUT,
            memory_mb=256,
            alarms=alarms,
        )
        excuse_any_object(self.enforce_verdict.role, uploads, reason="Any upload may need its tag.")
        self._add_stream(table, stage)

    def _add_alerts(self, emails: Sequence[str]) -> sns.Topic:
        topic = sns.Topic(self, "Alerts", display_name="Content moderation", enforce_ssl=True)
        email_subscribers(topic, emails)
        excuse(
            topic,
            "AwsSolutions::AwsSolutions-SNS2",
            reason="Alerts carry no image and no link; a key would cost a call for each of them.",
        )
        return topic

    def _add_review(self, alarms: Alarms, *, for_desk: bool) -> WorkQueue:
        """For the desk, which opens cases within seconds, or for a tool that we do not know."""
        review = WorkQueue(
            self,
            "Review",
            name="review",
            consumer_timeout=OPEN_CASE_TIMEOUT if for_desk else _REVIEW_TOOL_TIMEOUT,
            max_receives=MAX_RECEIVES if for_desk else _REVIEW_TOOL_RECEIVES,
            oldest=cdk.Duration.minutes(15) if for_desk else _REVIEW_TOOL_OLDEST,
            alarms=alarms,
        )
        self.alerts.add_subscription(
            subscriptions.SqsSubscription(
                review.queue,
                raw_message_delivery=True,
                dead_letter_queue=review.dead_letters,
                filter_policy={
                    "status": sns.SubscriptionFilter.string_filter(
                        allowlist=[Status.IN_REVIEW.value]
                    )
                },
            )
        )
        return review

    def _allowed(
        self, uploads: s3.IBucket, table: dynamodb.ITableV2, bus: events.IEventBus
    ) -> permissions.Statements:
        return [
            *permissions.record_verdict(table.table_arn),
            *permissions.follow_changes(table.table_stream_arn or ""),
            *permissions.mark_upload(uploads.bucket_arn),
            *permissions.publish(self.alerts.topic_arn),
            *permissions.publish_verdict(bus.event_bus_arn),
            *permissions.send_messages(self.dead_letters.queue_arn),
        ]

    def _add_stream(self, table: dynamodb.ITableV2, stage: StageSettings) -> None:
        side_by_side = math.ceil(stage.image_tps / _UPLOADS_A_SHARD_WORKER_ENFORCES)
        lambda_.EventSourceMapping(
            self,
            "Verdicts",
            target=self.enforce_verdict.function,
            event_source_arn=table.table_stream_arn,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            filters=[lambda_.FilterCriteria.filter(UNENFORCED)],
            batch_size=_BATCH,
            max_batching_window=cdk.Duration.seconds(1),
            parallelization_factor=min(side_by_side, _MOST_SHARD_WORKERS),
            bisect_batch_on_error=True,
            report_batch_item_failures=True,
            retry_attempts=_RETRIES,
            max_record_age=cdk.Duration.hours(1),
            on_failure=sources.SqsDlq(self.dead_letters),
        )
