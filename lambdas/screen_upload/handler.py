"""Lambda: batches of the intake queue, up to ten records at the same time."""

import random
import time
from datetime import UTC, datetime
from functools import cache
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws import clients
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.intake import SqsIntake
from lambdas.moderation.aws.policies import LayerPolicies
from lambdas.moderation.aws.rekognition import RekognitionAnalysers
from lambdas.moderation.aws.uploads import S3Uploads
from lambdas.moderation.aws.workflow import StatesVideoWorkflow
from lambdas.moderation.runtime.batch import run_queue_batch
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter
from lambdas.screen_upload.recording import Records
from lambdas.screen_upload.screen_upload import ScreenUpload
from lambdas.screen_upload.screening import Screening
from lambdas.screen_upload.settings import ScreenUploadSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Screens each record for itself; those that failed are reported and come again."""
    use_case, intake, counter = _wired()

    def handle(record: "SQSRecord") -> None:
        use_case.handle(record.body)

    with counter:
        return run_queue_batch(event, context, handle, intake, counter, logger())


@cache
def _wired() -> tuple[ScreenUpload, SqsIntake, EmfCounter]:
    settings = from_env(ScreenUploadSettings, environ)
    counter = EmfCounter()
    uploads = S3Uploads(clients.s3())
    intake = SqsIntake(clients.sqs(), settings.intake_queue_url, settings.intake_dead_letters_url)
    analysers = RekognitionAnalysers(
        clients.rekognition(),
        uploads,
        image_tps=settings.image_tps,
        clock=time.monotonic,
        sleep=time.sleep,
        random=random.random,
    )
    contents = DynamoDbContents(clients.dynamodb(), settings.table_name)
    use_case = ScreenUpload(
        screening=Screening(uploads=uploads, analysers=analysers, counter=counter),
        records=Records(contents=contents, now=lambda: datetime.now(UTC)),
        contents=contents,
        policies=LayerPolicies(),
        workflow=StatesVideoWorkflow(clients.states(), settings.video_workflow_arn),
        intake=intake,
        counter=counter,
    )
    return use_case, intake, counter
