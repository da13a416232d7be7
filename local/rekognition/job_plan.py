"""What the stand-in is told to do wrong with video jobs: the part of a plan that is about them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from lambdas.moderation.domain.nearest import suggestion
from local.rekognition.plan_values import (
    PlanMistakeError,
    least_and_most,
    number,
    seconds,
    whole_number,
)

DEFAULT_JOB_LIMIT = 20
"""Stored-video jobs at a time in an account: quota L-A6079699 of Amazon Rekognition."""


class Mishap(StrEnum):
    """What may befall a job: it fails, or its message is lost, sent twice, or sent too early.

    Early: the job is over at once, and its message is out before the call that started it answers.
    """

    FAILED = "failed"
    LOST = "lost"
    REPEATED = "repeated"
    EARLY = "early"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPlan:
    """Faults of jobs started while it is in force. `mishaps`: a share (float) or a count (int).

    `pages_expire`: pagination tokens are refused, so many times or (True) until cleared.
    """

    job_limit: int | None = None
    job_seconds: float | tuple[float, float] | None = None
    jobs: Mapping[Mishap, float | int] = field(default_factory=dict)
    pages_expire: bool | int = False
    results_gone: bool = False

    def to_document(self) -> dict[str, Any]:
        """The JSON that `JOB_READERS` read; what is not set is left out."""
        written: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        written["jobs"] = {kind.value: amount for kind, amount in self.jobs.items()}
        if isinstance(self.job_seconds, tuple):
            written["job_seconds"] = list(self.job_seconds)
        return {
            name: value
            for name, value in written.items()
            if value is not None and value is not False and value != {}
        }


def _job_seconds(name: str, value: object) -> float | tuple[float, float]:
    return least_and_most(name, value) if isinstance(value, list) else seconds(name, value)


def _mishaps(name: str, value: object) -> dict[Mishap, float | int]:
    if not isinstance(value, Mapping):
        raise PlanMistakeError(f"`{name}` is an object of some of {', '.join(Mishap)}")
    for kind in value:
        if kind not in set(Mishap):
            raise PlanMistakeError(f"`{name}.{kind}` is no mishap.{suggestion(kind, list(Mishap))}")
    return {Mishap(kind): _amount(f"{name}.{kind}", each) for kind, each in value.items()}


def _amount(name: str, value: object) -> float | int:
    if isinstance(value, int) and not isinstance(value, bool):
        return whole_number(name, value)
    share = number(name, value)
    if share > 1:
        raise PlanMistakeError(f"`{name}` is a share up to 1.0 or a whole number of jobs")
    return share


def _yes(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise PlanMistakeError(f"`{name}` is true or false")
    return value


def _yes_or_times(name: str, value: object) -> bool | int:
    return value if isinstance(value, bool) else whole_number(name, value)


JOB_READERS: Mapping[str, Callable[[str, object], Any]] = {
    "job_limit": whole_number,
    "job_seconds": _job_seconds,
    "jobs": _mishaps,
    "pages_expire": _yes_or_times,
    "results_gone": _yes,
}
"""How each field of a `JobPlan` is read; each raises `PlanMistakeError`."""
