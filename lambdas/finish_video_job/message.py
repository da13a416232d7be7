"""The messages of the completions queue: Rekognition's, and our requests to ask it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.video_job_rules import is_well_formed
from lambdas.moderation.domain.video_jobs import JobKey

_CHECK = ("content-moderation", "Video Job Check")
_JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SUCCEEDED = "SUCCEEDED"


@dataclass(frozen=True, slots=True)
class Completion:
    """Rekognition says that a job has ended. `key` is None for a job that is not one of ours.

    `succeeded` is False for `FAILED`, `ERROR` and whatever else it may say.
    """

    key: JobKey | None
    job_id: str
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Check:
    """Nothing was heard of this job for too long."""

    key: JobKey | None


def read_message(body: str) -> Completion | Check:
    """The message in a queue's body. Raises `Permanent` (`unreadable-message`) for anything else.

    The job is told by its tag alone: whoever else uses Rekognition in this account has other tags,
    or none.
    """
    try:
        message = json.loads(body)
        if "detail-type" in message:
            return _check(message)
        return _completion(message)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Permanent(
            "The message is neither a completion of Rekognition nor a request for a check.",
            code="unreadable-message",
        ) from error


def _check(message: Mapping[str, Any]) -> Check:
    if (message["source"], message["detail-type"]) != _CHECK:
        raise ValueError("detail-type")
    return Check(_key(message["detail"]["job_tag"]))


def _completion(message: Mapping[str, Any]) -> Completion:
    job_id, status = message["JobId"], message["Status"]
    if not _JOB_ID.fullmatch(job_id) or not isinstance(status, str):
        raise ValueError("JobId or Status")
    return Completion(_key(message.get("JobTag", "")), job_id, status == _SUCCEEDED)


def _key(tag: str) -> JobKey | None:
    key = JobKey.from_tag(tag)
    return key if key and is_well_formed(key) else None
