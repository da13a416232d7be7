"""What `start_video_job` is asked for: a job for a branch of the workflow, or just to dispatch."""

from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.video_job_rules import is_well_formed
from lambdas.moderation.domain.video_jobs import JobKey


@dataclass(frozen=True, slots=True)
class JobRequest:
    """A branch, by its task token, that waits for the results of this job."""

    key: JobKey
    branch: str


def read_request(event: Mapping[str, object]) -> JobRequest | None:
    """The request in the function's event; None for `{"dispatch": true}`.

    Raises `Permanent` (`unreadable-request`) that names what is missing or wrong.
    """
    if event.get("dispatch") is True:
        return None
    content_id, screening = _text(event, "content_id"), event.get("screening")
    if type(screening) is not int:
        raise _unreadable("screening is not a whole number")
    key = JobKey(content_id, screening, _text(event, "analyser"))
    if not is_well_formed(key):
        raise _unreadable("content_id, screening or analyser is none that this pipeline knows")
    return JobRequest(key, _text(event, "branch"))


def _text(event: Mapping[str, object], name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value:
        raise _unreadable(f"{name} is not a text")
    return value


def _unreadable(what: str) -> Permanent:
    return Permanent(f"The request for a video job: {what}.", code="unreadable-request")
