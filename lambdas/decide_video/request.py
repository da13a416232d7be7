"""What `decide_video` is asked: to decide, to hold, or to hold because an execution ended badly."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.errors import Permanent

_MOST_SCREENINGS = 9_999
_CONTENT_ID = re.compile(r"[0-9a-f]{32}")
_EXECUTION_NAME = re.compile(r"([0-9a-f]{32})-([1-9][0-9]{0,3})")
_EXECUTION_ENDED = "Step Functions Execution Status Change"
_ENDED_BADLY = {
    "FAILED": "ExecutionFailed",
    "TIMED_OUT": "ExecutionTimedOut",
    "ABORTED": "ExecutionAborted",
}
"""How an execution can end without a verdict, and the class of failure that each one is."""


@dataclass(frozen=True, slots=True)
class StepFailure:
    """What Step Functions says of a failure: its class, and a cause that may be text or JSON."""

    error: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """How the branch of one analyser ended: with a job whose results can be read, or a failure."""

    analyser: str
    job_id: str = ""
    failure: StepFailure | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One screening and what became of it: its branches, or the failure that kept it from more."""

    content_id: str
    screening: int
    branches: tuple[Branch, ...] = ()
    failure: StepFailure | None = None


def read_request(event: object) -> Request:
    """The request in a function's event.

    A failure beside jobs wins. Raises `Permanent` (`unreadable-request`), which names what is
    wrong, for anything that is not one of the three shapes.
    """
    asked = _mapping(event, "The request")
    if "detail-type" in asked:
        return _of_execution(asked)
    content_id, screening = _screening_of(asked)
    if asked.get("failure") is not None:
        return Request(content_id, screening, failure=_failure(asked["failure"], "failure"))
    branches = tuple(_branch(row, f"jobs[{at}]") for at, row in enumerate(_jobs(asked)))
    twice = len({branch.analyser for branch in branches}) < len(branches)
    if twice:
        raise _unreadable("`jobs` names an analyser twice")
    return Request(content_id, screening, branches)


def _of_execution(event: Mapping[str, object]) -> Request:
    """The input says which screening it was; the name does so where the input was left out."""
    if (event.get("source"), event["detail-type"]) != ("aws.states", _EXECUTION_ENDED):
        raise _unreadable("the event is not one of an execution")
    detail = _mapping(event.get("detail"), "`detail`")
    status = detail.get("status")
    if not isinstance(status, str) or status not in _ENDED_BADLY:
        raise _unreadable("`detail.status` is not that of an execution that ended badly")
    error, cause = detail.get("error"), detail.get("cause")
    told = status == "FAILED" and isinstance(error, str) and error
    failure = StepFailure(
        str(error) if told else _ENDED_BADLY[status],
        cause if isinstance(cause, str) else "",
    )
    content_id, screening = _screening_of_execution(detail)
    return Request(content_id, screening, failure=failure)


def _screening_of_execution(detail: Mapping[str, object]) -> tuple[str, int]:
    text, name = detail.get("input"), detail.get("name")
    try:
        return _screening_of(_mapping(json.loads(str(text)), "`detail.input`"))
    except (Permanent, ValueError, RecursionError):
        named = _EXECUTION_NAME.fullmatch(name) if isinstance(name, str) else None
        if named is None:
            raise _unreadable("neither `detail.input` nor `detail.name` says what it was") from None
        return named[1], int(named[2])


def _screening_of(asked: Mapping[str, object]) -> tuple[str, int]:
    content_id, screening = asked.get("content_id"), asked.get("screening")
    if not isinstance(content_id, str) or not _CONTENT_ID.fullmatch(content_id):
        raise _unreadable("`content_id` is not 32 hexadecimal characters")
    if type(screening) is not int or not 1 <= screening <= _MOST_SCREENINGS:
        raise _unreadable(f"`screening` is not a number from 1 to {_MOST_SCREENINGS}")
    return content_id, screening


def _jobs(asked: Mapping[str, object]) -> list[object]:
    jobs = asked.get("jobs")
    if not isinstance(jobs, list) or not jobs:
        raise _unreadable("there is neither a `failure` nor a list of `jobs`")
    return jobs


def _branch(value: object, where: str) -> Branch:
    row = _mapping(value, f"`{where}`")
    analyser, job_id = row.get("analyser"), row.get("job_id")
    if not isinstance(analyser, str) or analyser not in ANALYSERS:
        raise _unreadable(f"`{where}.analyser` is no analyser")
    if row.get("failure") is not None:
        return Branch(analyser, failure=_failure(row["failure"], f"{where}.failure"))
    if not isinstance(job_id, str) or not job_id.strip() or not job_id.isprintable():
        raise _unreadable(f"`{where}` has neither a `failure` nor a `job_id`")
    return Branch(analyser, job_id)


def _failure(value: object, where: str) -> StepFailure:
    told = _mapping(value, f"`{where}`")
    error, cause = told.get("Error"), told.get("Cause")
    if not isinstance(error, str) or not error:
        raise _unreadable(f"`{where}.Error` is no text")
    if cause is not None and not isinstance(cause, str):
        raise _unreadable(f"`{where}.Cause` is no text")
    return StepFailure(error, cause or "")


def _mapping(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _unreadable(f"{what} is no object")
    return value


def _unreadable(what: str) -> Permanent:
    return Permanent(f"What is asked cannot be read: {what}.", code="unreadable-request")
