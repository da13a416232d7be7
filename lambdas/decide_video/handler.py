"""Lambda: invoked by the workflow `ScreenVideo`, and by EventBridge for executions that failed."""

import random
import time
from datetime import UTC, datetime
from functools import cache
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.decide_video.decide_video import DecideVideo
from lambdas.decide_video.reading import ReadResults
from lambdas.decide_video.settings import DecideVideoSettings
from lambdas.moderation.aws import clients
from lambdas.moderation.aws.archive import S3Archive
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.policies import LayerPolicies
from lambdas.moderation.aws.rekognition_video import RekognitionVideo
from lambdas.moderation.aws.turns import AccountTurns
from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs
from lambdas.moderation.runtime.direct import run_directly
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

_TO_DECIDE_SECONDS = 60.0
"""What is kept of the function's time: for a page under way, the evidence and the verdict."""


def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, bool]:
    """Decides, holds, or reads on; whether that was the end. Errors go to who invoked it."""
    use_case, counter = _wired()

    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000 - _TO_DECIDE_SECONDS

    def decide() -> dict[str, bool]:
        return {"done": use_case.handle(event, seconds_left)}

    with counter:
        return run_directly(decide, context, counter, logger())


@cache
def _wired() -> tuple[DecideVideo, EmfCounter]:
    settings = from_env(DecideVideoSettings, environ)
    counter, dynamodb = EmfCounter(), clients.dynamodb()
    turns = AccountTurns(
        dynamodb, settings.table_name, rate=settings.get_tps, clock=time.time, sleep=time.sleep
    )
    analysers = RekognitionVideo(
        clients.rekognition(), None, turns, sleep=time.sleep, random=random.random, channel=None
    )
    archive = S3Archive(clients.s3(), settings.evidence_bucket)
    use_case = DecideVideo(
        results=ReadResults(analysers=analysers, archive=archive),
        contents=DynamoDbContents(dynamodb, settings.table_name),
        jobs=DynamoDbVideoJobs(dynamodb, settings.table_name, slots=0),  # starts none
        archive=archive,
        policies=LayerPolicies(),
        counter=counter,
        now=lambda: datetime.now(UTC),
    )
    return use_case, counter
