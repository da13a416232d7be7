"""Cases of the review desk: opened from the review queue, closed by the table's stream."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from lambdas.close_case.settings import CloseCaseSettings
from lambdas.moderation.domain.desk_rules import DeskRules, rules_to_json
from lambdas.moderation.domain.verdict import Status
from lambdas.open_case.settings import OpenCaseSettings
from stacks.capabilities.enforcement import OPEN_CASE_TIMEOUT
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.excuse import excuse
from stacks.parts.function import PipelineFunction
from stacks.parts.queue import DeadLetters, WorkQueue
from stacks.settings import StageSettings

_DECIDED = [Status.APPROVED.value, Status.REJECTED.value]
GONE = {
    "dynamodb": {
        "NewImage": {"item": {"S": ["state"]}, "status": {"S": [Status.GONE.value]}},
    }
}
"""The stream records of contents that were deleted."""

DECIDED_AGAIN = {
    "dynamodb": {
        "NewImage": {
            "item": {"S": ["state"]},
            "due_kind": {"S": ["enforce"]},
            "status": {"S": _DECIDED},
            "previous_status": {"S": [Status.IN_REVIEW.value, *_DECIDED]},
        }
    }
}
"""The stream records of contents with a verdict that replaces another and is not yet applied."""

_TIMEOUT = cdk.Duration.seconds(60)
_MEMORY_MB = 256
_ALERTS_AT_ONCE = 10
_RECORDS_AT_ONCE = 25
_RETRIES = 20


class ReviewCases(Construct):
    """`open_case` takes every alert of the review queue; `close_case` follows the table's stream.

    Both at least once, and safe to repeat. What `close_case` gives up after an hour is named in its
    dead letters, and costs nobody a decision: who comes to such a case is given the next one.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        rules: DeskRules,
        table: dynamodb.ITableV2,
        review: WorkQueue,
        packages: lambda_.ILayerVersion,
        policy: lambda_.ILayerVersion,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._table, self._alarms = stage, table, alarms
        self.dead_letters = DeadLetters(
            self, "CloseCaseDeadLetters", name="close-case", alarms=alarms
        ).queue
        self.open_case = self._add_open(rules, review, [packages, policy])
        self.close_case = self._add_close([packages])
        self._take_alerts(review)
        self._follow_changes()

    def _add_open(
        self, rules: DeskRules, review: WorkQueue, layers: Sequence[lambda_.ILayerVersion]
    ) -> PipelineFunction:
        return PipelineFunction(
            self,
            "OpenCase",
            name="open-case",
            purpose="Opens a case for a content that is held for review.",
            stage=self._stage,
            settings=OpenCaseSettings(
                table_name=self._table.table_name,
                review_queue_url=review.queue.queue_url,
                review_dead_letters_url=review.dead_letters.queue_url,
                desk_rules=rules_to_json(rules),
            ),
            allowed=[
                *permissions.record_verdict(self._table.table_arn),
                *permissions.read_history(self._table.table_arn),
                *permissions.take_messages(review.queue.queue_arn),
                *permissions.send_messages(review.dead_letters.queue_arn),
            ],
            layers=layers,
            timeout=OPEN_CASE_TIMEOUT,
            memory_mb=_MEMORY_MB,
            alarms=self._alarms,
        )

    def _add_close(self, layers: Sequence[lambda_.ILayerVersion]) -> PipelineFunction:
        return PipelineFunction(
            self,
            "CloseCase",
            name="close-case",
            purpose="Closes the case of a content that is gone or decided meanwhile.",
            stage=self._stage,
            settings=CloseCaseSettings(table_name=self._table.table_name),
            allowed=[
                *permissions.record_verdict(self._table.table_arn),
                *permissions.follow_changes(self._table.table_stream_arn or ""),
                *permissions.send_messages(self.dead_letters.queue_arn),
            ],
            layers=layers,
            timeout=_TIMEOUT,
            memory_mb=_MEMORY_MB,
            alarms=self._alarms,
        )

    def _take_alerts(self, review: WorkQueue) -> None:
        self.open_case.function.add_event_source(
            sources.SqsEventSource(
                review.queue,
                batch_size=_ALERTS_AT_ONCE,
                report_batch_item_failures=True,
                max_concurrency=self._stage.workers,
            )
        )
        excuse(
            self.open_case.function,
            "Serverless::Serverless-LambdaEventSourceMappingDestination",
            reason="An SQS source has no destinations: the queue has dead letters.",
        )

    def _follow_changes(self) -> None:
        lambda_.EventSourceMapping(
            self,
            "Changes",
            target=self.close_case.function,
            event_source_arn=self._table.table_stream_arn,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            filters=[lambda_.FilterCriteria.filter(each) for each in (GONE, DECIDED_AGAIN)],
            batch_size=_RECORDS_AT_ONCE,
            max_batching_window=cdk.Duration.seconds(1),
            bisect_batch_on_error=True,
            report_batch_item_failures=True,
            retry_attempts=_RETRIES,
            max_record_age=cdk.Duration.hours(1),
            on_failure=sources.SqsDlq(self.dead_letters),
        )
