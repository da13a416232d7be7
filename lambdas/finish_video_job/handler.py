"""Lambda: batches of the completions queue, all records at the same time."""

import random
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.finish_video_job.finish_video_job import FinishVideoJob
from lambdas.finish_video_job.settings import FinishVideoJobSettings
from lambdas.moderation.aws import clients
from lambdas.moderation.aws.branches import StatesBranches
from lambdas.moderation.aws.completions import SqsCompletions
from lambdas.moderation.aws.dispatcher import LambdaDispatcher
from lambdas.moderation.aws.rekognition_video import RekognitionVideo
from lambdas.moderation.aws.turns import AccountTurns
from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs
from lambdas.moderation.runtime.batch import run_queue_batch
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Handles each record for itself; those that failed are reported and come again."""
    use_case, completions, counter = _wired()

    def handle(record: "SQSRecord") -> None:
        use_case.handle(record.body)

    with counter:
        return run_queue_batch(event, context, handle, completions, counter, logger())


@cache
def _wired() -> tuple[FinishVideoJob, SqsCompletions, EmfCounter]:
    settings = from_env(FinishVideoJobSettings, environ)
    counter, dynamodb, table = EmfCounter(), clients.dynamodb(), settings.table_name
    turns = AccountTurns(dynamodb, table, rate=settings.get_tps, clock=time.time, sleep=time.sleep)
    completions = SqsCompletions(
        clients.sqs(), settings.completions_queue_url, settings.completions_dead_letters_url
    )
    use_case = FinishVideoJob(
        jobs=DynamoDbVideoJobs(dynamodb, table, slots=0),  # it takes none
        analysers=RekognitionVideo(
            clients.rekognition(), None, turns, sleep=time.sleep, random=random.random, channel=None
        ),
        branches=StatesBranches(clients.states()),
        dispatcher=LambdaDispatcher(clients.lambda_(), settings.start_function),
        completions=completions,
        counter=counter,
        check_after=timedelta(minutes=settings.check_minutes),
        now=lambda: datetime.now(UTC),
    )
    return use_case, completions, counter
