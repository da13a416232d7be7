"""What dead letters mean, and what to do about them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cli.world import DeadLetter, DeadLetterName


@dataclass(frozen=True, slots=True)
class Meaning:
    """What messages in a dead-letter queue say has happened, and what a person should do."""

    means: str
    do: str


MEANINGS: Mapping[DeadLetterName, Meaning] = {
    DeadLetterName.INTAKE: Meaning(
        "Uploads or deletions that could not be processed. The uploads have no verdict and stay "
        "unreadable.",
        "Look at them, mend the cause, then redrive: they are screened again.",
    ),
    DeadLetterName.COMPLETIONS: Meaning(
        "What Rekognition says of video jobs, and requests to ask it, that could not be handled.",
        "Look at them, mend the cause, then redrive: they return to the completions queue.",
    ),
    DeadLetterName.VIDEO: Meaning(
        "Calls for a video that failed: to hold one whose workflow failed, or to start jobs that "
        "wait. The sweep sees to both.",
        "Mend the cause, then redrive: every video under way is looked after now.",
    ),
    DeadLetterName.REVIEW: Meaning(
        "Alerts that open-case, or without a review desk the team's own tool, could not make a "
        "case of. The content is held; nobody is asked to look at it.",
        "Look at them, mend the cause, then redrive: they return to the review queue.",
    ),
    DeadLetterName.CLOSE_CASE: Meaning(
        "Reports of changes after which close-case could not close a case: the upload was deleted, "
        "or decided otherwise. Whoever comes to such a case is given the next one.",
        "Mend the cause, then redrive: the reports are deleted, there is nothing to make up for.",
    ),
    DeadLetterName.ENFORCEMENT: Meaning(
        "Reports of verdicts whose tag, alert or event failed again and again. The sweep keeps "
        "trying.",
        "Mend the cause, then redrive: what is unenforced is sent through again now.",
    ),
    DeadLetterName.SWEEP: Meaning(
        "Reports of runs of the sweep that failed. What was overdue may still be overdue.",
        "Mend the cause, then redrive: what is overdue is sent through again now.",
    ),
    DeadLetterName.EVENT: Meaning(
        "Events that EventBridge could not deliver. Their uploads have no verdict and stay "
        "unreadable.",
        "Mend the cause, then redrive: they go to the intake queue.",
    ),
}

_NOTES = ("why", "ERROR_MESSAGE", "ErrorMessage", "ERROR_CODE")
"""Ours, EventBridge's, and that of Lambda where it gives up an asynchronous call."""


def cause(letter: DeadLetter) -> str:
    """Why the message was given up, as far as it tells."""
    for name in _NOTES:
        note = letter.attributes.get(name)
        if note and isinstance(note.value, str) and note.value:
            return note.value
    return _reported(letter.body) or "No cause came with it: it was tried too often."


def _reported(body: str) -> str | None:
    """The cause in Lambda's report of a failed invocation or stream batch.

    Shape: AWS Lambda developer guide, "Capturing records of Lambda asynchronous invocations".
    """
    try:
        report = json.loads(body)
    except (ValueError, RecursionError):
        return None
    condition = _at(report, "requestContext", "condition")
    error = _at(report, "responsePayload", "errorMessage")
    function_error = _at(report, "responseContext", "functionError")
    told = [str(each) for each in (condition, error or function_error) if each]
    return ": ".join(told) or None


def _at(value: Any, *path: str) -> Any:
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value
