"""The branches of executions that wait for their jobs, resumed by task token."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lambdas.moderation.aws.errors import AWS_ERRORS, STATES, error_code, translate
from lambdas.moderation.domain.video_jobs import JobFailure, JobKey

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_WAITS_NO_MORE = {"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"}
_ERROR = "VideoJobFailed"
_LONGEST_CODE = 256
_LONGEST_TEXT = 2_000
"""A cause has at most 32,768 characters, and JSON takes up to twelve for one."""


class StatesBranches:
    """Implements `Branches`. Repeating an answer is harmless: the branch waits no more then."""

    def __init__(self, client: "SFNClient") -> None:
        self._client = client

    def succeed(self, branch: str, key: JobKey, job_id: str) -> None:
        """As the port says: the branch gives `{"analyser": …, "job_id": …}`."""
        output = json.dumps({"analyser": key.analyser, "job_id": job_id})
        with _unless_over():
            self._client.send_task_success(taskToken=branch, output=output)

    def fail(self, branch: str, failure: JobFailure) -> None:
        """As the port says: the error `VideoJobFailed`, its cause `{"code": …, "text": …}`."""
        code, text = failure.code[:_LONGEST_CODE], failure.text[:_LONGEST_TEXT]
        cause = json.dumps({"code": code, "text": text})
        with _unless_over():
            self._client.send_task_failure(taskToken=branch, error=_ERROR, cause=cause)


@contextmanager
def _unless_over() -> Iterator[None]:
    try:
        yield
    except AWS_ERRORS as error:
        if error_code(error) not in _WAITS_NO_MORE:
            raise translate(error, STATES) from error
