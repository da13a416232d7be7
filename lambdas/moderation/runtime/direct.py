"""The one way a function runs that is invoked directly: by a workflow, a rule, or another one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from aws_lambda_powertools import Logger

from lambdas.moderation.ports import Counter
from lambdas.moderation.runtime.report import report

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

T = TypeVar("T")


def run_directly(
    work: Callable[[], T], context: "LambdaContext", counter: Counter, logger: Logger
) -> T:
    """What the work gives. A failure is told as one of a batch is, and raised to who invoked it.

    A workflow decides by the class of what is raised (`Retryable`, `Misconfigured` …) whether it
    asks again.
    """
    logger.append_keys(request_id=context.aws_request_id)
    try:
        return work()
    except Exception as error:
        report(error, counter, logger, record_id=context.aws_request_id)
        raise
