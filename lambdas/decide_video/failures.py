"""What kept a video from being screened, in words for people: a class of failure and a sentence."""

import json
import re
from collections.abc import Mapping

from lambdas.decide_video.request import StepFailure
from lambdas.moderation.domain.errors import (
    Conflict,
    Gone,
    Misconfigured,
    NoSlot,
    PageExpired,
    Permanent,
    Retryable,
)
from lambdas.moderation.domain.video_jobs import JobFailure

GONE = Gone().code
WORKFLOW_FAILED = "workflow-failed"
_JOB_FAILED = "VideoJobFailed"
_LONGEST_TEXT = 400
_LONGEST_CLASS = 80
_CODE = re.compile(r"[a-z][a-z0-9-]{0,63}")
_OUR_ERRORS = {
    error.__name__
    for error in (Conflict, Gone, Misconfigured, NoSlot, PageExpired, Permanent, Retryable)
}
"""Their messages are plain sentences without personal data; those of other errors may not be."""

_WORDS = {
    "ExecutionAborted": "The workflow was stopped before it came to a verdict",
    "ExecutionTimedOut": "The workflow took longer than it may",
    "Lambda.Unknown": "A function of the workflow was cut short",
    "Sandbox.Timedout": "A function of the workflow took longer than it may",
    "States.HeartbeatTimeout": "A step of the workflow was not heard of in time",
    "States.Timeout": "A step of the workflow took longer than it may",
}


def failure_of(told: StepFailure) -> JobFailure:
    """What a failure of a branch or of the whole workflow means. Total.

    The code is `gone` only where the object's version is known not to exist. A job's own failure
    has its own code and words, any other the code `workflow-failed` and the class of its error.
    """
    cause = _json(told.cause)
    if told.error == _JOB_FAILED:
        code, text = cause.get("code"), cause.get("text")
        if isinstance(code, str) and _CODE.fullmatch(code) and isinstance(text, str):
            return JobFailure(code, readable(text) or "The video job failed.")
    if told.error == Gone.__name__:
        return JobFailure(GONE, str(Gone()))
    if told.error in _OUR_ERRORS and isinstance(cause.get("errorMessage"), str):
        return JobFailure(WORKFLOW_FAILED, readable(str(cause["errorMessage"])) or _by_class(told))
    return JobFailure(WORKFLOW_FAILED, _by_class(told))


def readable(text: str) -> str:
    """The text as one line of printable characters, no longer than a reason should be."""
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"


def _by_class(told: StepFailure) -> str:
    name = readable(told.error)[:_LONGEST_CLASS] or "no class"
    return f"{_WORDS.get(told.error, 'The workflow failed')} ({name})."


def _json(text: str) -> Mapping[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, Mapping) else {}
