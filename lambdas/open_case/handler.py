"""Lambda: batches of the review queue, up to ten records at the same time."""

from datetime import UTC, datetime
from functools import cache
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws import clients
from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.mailbox import SqsMailbox
from lambdas.moderation.aws.policies import LayerPolicies
from lambdas.moderation.domain.desk_rules import rules_from_json
from lambdas.moderation.runtime.batch import run_queue_batch
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter
from lambdas.open_case.open_case import OpenCase
from lambdas.open_case.settings import OpenCaseSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
    """Opens the case of each record for itself; those that failed are reported and come again."""
    use_case, mailbox, counter = _wired()

    def handle(record: "SQSRecord") -> None:
        use_case.handle(record.body)

    with counter:
        return run_queue_batch(event, context, handle, mailbox, counter, logger())


@cache
def _wired() -> tuple[OpenCase, SqsMailbox, EmfCounter]:
    settings = from_env(OpenCaseSettings, environ)
    counter, dynamodb = EmfCounter(), clients.dynamodb()
    mailbox = SqsMailbox(clients.sqs(), settings.review_queue_url, settings.review_dead_letters_url)
    use_case = OpenCase(
        contents=DynamoDbContents(dynamodb, settings.table_name),
        cases=DynamoDbCases(dynamodb, settings.table_name),
        policies=LayerPolicies(),
        mailbox=mailbox,
        rules=rules_from_json(settings.desk_rules),
        counter=counter,
        now=lambda: datetime.now(UTC),
    )
    return use_case, mailbox, counter
