"""Logs: JSON lines by Powertools. Events are never logged: they hold keys and people's ids."""

import traceback
from functools import cache

from aws_lambda_powertools import Logger


@cache
def logger() -> Logger:
    """The function's logger, made on first use; its service is `POWERTOOLS_SERVICE_NAME`.

    Say which content a line is about with `extra={"content_id": ...}`, never with its key.
    """
    return Logger()


def where(error: BaseException) -> list[str]:
    """The traceback as `file:line function`, without the message: that may quote the data."""
    frames = traceback.StackSummary.extract(
        traceback.walk_tb(error.__traceback__), lookup_lines=False
    )
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
