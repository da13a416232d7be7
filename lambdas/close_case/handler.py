"""Lambda: the moderation table's stream, filtered to contents that are gone or decided again."""

from datetime import UTC, datetime
from functools import cache
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.close_case.close_case import CloseCase
from lambdas.close_case.settings import CloseCaseSettings
from lambdas.moderation.aws import clients
from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.runtime.batch import run_stream_batch
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Looks at the case of each record in order; Lambda repeats from the first that failed."""
    use_case, counter = _wired()

    def handle(record: "DynamoDBRecord") -> None:
        use_case.close(record.raw_event["dynamodb"]["Keys"]["content_id"]["S"])

    with counter:
        return run_stream_batch(event, context, handle, counter, logger())


@cache
def _wired() -> tuple[CloseCase, EmfCounter]:
    settings = from_env(CloseCaseSettings, environ)
    counter, dynamodb = EmfCounter(), clients.dynamodb()
    use_case = CloseCase(
        contents=DynamoDbContents(dynamodb, settings.table_name),
        cases=DynamoDbCases(dynamodb, settings.table_name),
        counter=counter,
        now=lambda: datetime.now(UTC),
    )
    return use_case, counter
