"""Lambda: the moderation table's stream, filtered to states with a verdict to enforce."""

from datetime import UTC, datetime
from functools import cache
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.enforce_verdict.enforce_verdict import EnforceVerdict
from lambdas.enforce_verdict.settings import EnforceVerdictSettings
from lambdas.moderation.aws import clients
from lambdas.moderation.aws.announcer import AwsAnnouncer
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.gate import S3Gate
from lambdas.moderation.runtime.batch import run_stream_batch
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Enforces the content of each record in order; Lambda repeats from the first that failed."""
    use_case, counter = _wired()

    def handle(record: "DynamoDBRecord") -> None:
        use_case.enforce(record.raw_event["dynamodb"]["Keys"]["content_id"]["S"])

    with counter:
        return run_stream_batch(event, context, handle, counter, logger())


@cache
def _wired() -> tuple[EnforceVerdict, EmfCounter]:
    settings = from_env(EnforceVerdictSettings, environ)
    counter = EmfCounter()
    use_case = EnforceVerdict(
        contents=DynamoDbContents(clients.dynamodb(), settings.table_name),
        gate=S3Gate(clients.s3()),
        announcer=AwsAnnouncer(
            clients.sns(),
            clients.events(),
            alerts_topic_arn=settings.alerts_topic_arn,
            event_bus_name=settings.event_bus_name,
            console_url=settings.console,
        ),
        counter=counter,
        now=lambda: datetime.now(UTC),
    )
    return use_case, counter
