"""Lambda: runs by the clock and sends through again what is overdue."""

from datetime import UTC, datetime
from functools import cache, partial
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws import clients
from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.completions import SqsCompletions
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.dispatcher import LambdaDispatcher
from lambdas.moderation.aws.intake import SqsIntake
from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs
from lambdas.moderation.domain.desk_rules import rules_from_json
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter
from lambdas.sweep.cases import SweepCases
from lambdas.sweep.settings import SweepSettings
from lambdas.sweep.sweep import Sweep
from lambdas.sweep.video_jobs import SweepVideoJobs

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext") -> None:
    """Sweeps once. What could not be sent through fails the run, after all others were."""
    use_case, counter = _wired()
    with counter:
        failures = use_case.run()
    if failures:
        codes = sorted({failure.code for failure in failures})
        logger().error("Contents could not be swept", extra={"failed": len(failures)})
        raise RuntimeError(f"{len(failures)} contents could not be swept: {', '.join(codes)}")


@cache
def _wired() -> tuple[Sweep, EmfCounter]:
    settings = from_env(SweepSettings, environ)
    counter, dynamodb, now = EmfCounter(), clients.dynamodb(), partial(datetime.now, UTC)
    video_jobs = SweepVideoJobs(
        jobs=DynamoDbVideoJobs(dynamodb, settings.table_name, slots=0),  # it takes none
        completions=SqsCompletions(clients.sqs(), settings.completions_queue_url),
        dispatcher=LambdaDispatcher(clients.lambda_(), settings.start_function),
        counter=counter,
        now=now,
    )
    use_case = Sweep(
        contents=DynamoDbContents(dynamodb, settings.table_name),
        intake=SqsIntake(clients.sqs(), settings.intake_queue_url),
        video_jobs=video_jobs,
        cases=_cases(settings, counter),
        counter=counter,
        now=now,
    )
    return use_case, counter


def _cases(settings: SweepSettings, counter: EmfCounter) -> SweepCases | None:
    if settings.desk_rules == "none":
        return None
    return SweepCases(
        cases=DynamoDbCases(clients.dynamodb(), settings.table_name),
        queues=rules_from_json(settings.desk_rules).queue_names,
        counter=counter,
        now=partial(datetime.now, UTC),
    )
