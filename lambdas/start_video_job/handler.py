"""Lambda: invoked by the workflow `ScreenVideo` for each job, and to start jobs that wait."""

import random
import time
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws import clients
from lambdas.moderation.aws.branches import StatesBranches
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.policies import LayerPolicies
from lambdas.moderation.aws.rekognition_video import NotificationChannel, RekognitionVideo
from lambdas.moderation.aws.turns import AccountTurns
from lambdas.moderation.aws.uploads import S3Uploads
from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs
from lambdas.moderation.runtime.direct import run_directly
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter
from lambdas.moderation.runtime.report import report
from lambdas.start_video_job.dispatch import Dispatch
from lambdas.start_video_job.settings import StartVideoJobSettings
from lambdas.start_video_job.start import Start
from lambdas.start_video_job.start_video_job import StartVideoJob

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext") -> None:
    """Records and dispatches. What keeps a job off the record is raised, the rest is logged."""
    use_case, counter = _wired()

    def handle() -> list[Exception]:
        return use_case.handle(event, lambda: context.get_remaining_time_in_millis() / 1000)

    with counter:
        for failure in run_directly(handle, context, counter, logger()):
            report(failure, counter, logger(), record_id=context.aws_request_id)


@cache
def _wired() -> tuple[StartVideoJob, EmfCounter]:
    settings = from_env(StartVideoJobSettings, environ)
    counter, dynamodb, table = EmfCounter(), clients.dynamodb(), settings.table_name
    branches, now = StatesBranches(clients.states()), partial(datetime.now, UTC)
    jobs = DynamoDbVideoJobs(dynamodb, table, slots=settings.video_jobs)
    analysers = RekognitionVideo(
        clients.rekognition(),
        S3Uploads(clients.s3()),
        AccountTurns(dynamodb, table, rate=settings.start_tps, clock=time.time, sleep=time.sleep),
        sleep=time.sleep,
        random=random.random,
        channel=NotificationChannel(settings.completions_topic_arn, settings.publishing_role_arn),
    )
    start = Start(
        jobs=jobs,
        analysers=analysers,
        branches=branches,
        counter=counter,
        check_after=timedelta(minutes=settings.check_minutes),
        now=now,
    )
    contents, policies = DynamoDbContents(dynamodb, table), LayerPolicies()
    dispatch = Dispatch(jobs=jobs, contents=contents, start=start, now=now)
    use_case = StartVideoJob(
        jobs=jobs, policies=policies, branches=branches, dispatch=dispatch, counter=counter, now=now
    )
    return use_case, counter
