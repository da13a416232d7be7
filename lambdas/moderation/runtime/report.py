"""The one way a failure is told: in the log, and in the metric that rings where it is our fault."""

from aws_lambda_powertools import Logger

from lambdas.moderation.domain.errors import Misconfigured, ModerationError, Retryable
from lambdas.moderation.ports import Counter
from lambdas.moderation.runtime.logging import where


def report(error: Exception, counter: Counter, logger: Logger, *, record_id: str) -> None:
    """Says what went wrong by class and place: an exception's message may quote the upload.

    Counts `ConfigurationErrors` for whatever is our own fault. `record_id` is that of the message,
    of the stream's record, or of the invocation.
    """
    told: dict[str, object] = {"record_id": record_id, "error": type(error).__name__}
    if isinstance(error, ModerationError):
        told |= {"code": error.code, "message_text": str(error)}
    if isinstance(error, Misconfigured):
        counter.count("ConfigurationErrors")
        logger.error("Our own set-up keeps a record from being handled", extra=told)
    elif isinstance(error, Retryable):
        logger.warning("A record is to be tried again", extra=told)
    else:
        counter.count("ConfigurationErrors")  # a fault of ours is as loud
        logger.error("A record failed unexpectedly", extra={**told, "where": where(error)})
