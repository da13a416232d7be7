"""What the stand-in is told to do wrong, read from the control door's JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdas.moderation.domain.nearest import suggestion
from local.rekognition.job_plan import JOB_READERS, JobPlan
from local.rekognition.model import error_codes
from local.rekognition.operations import OPERATIONS
from local.rekognition.plan_values import PlanMistakeError, least_and_most, number, seconds

Reader = Callable[[str, object], Any]
THROTTLING_CODES = ("ThrottlingException", "ProvisionedThroughputExceededException")


@dataclass(frozen=True, slots=True)
class Failure:
    """Calls that fail with a code: so many times, or (`times` None) until the plan is cleared."""

    code: str
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPlan:
    """All faults in force; without `operations` they are for all. Latency is drawn evenly."""

    throttle_per_second: float | None = None
    throttle_code: str | None = None
    operations: tuple[str, ...] = ()
    fail: Failure | None = None
    delay_seconds: float = 0.0
    latency: tuple[float, float] | None = None
    video: JobPlan = field(default_factory=JobPlan)

    def concerns(self, operation: str) -> bool:
        """Whether these faults are for that operation."""
        return not self.operations or operation in self.operations

    def to_document(self) -> dict[str, Any]:
        """The JSON that `read_plan` reads; what is not set is left out."""
        document: dict[str, Any] = {
            "throttle_per_second": self.throttle_per_second,
            "throttle_code": self.throttle_code,
            "operations": list(self.operations) or None,
            "fail": self.fail and _failure_document(self.fail),
            "delay_seconds": self.delay_seconds or None,
            "latency": list(self.latency) if self.latency else None,
        }
        told = {name: value for name, value in document.items() if value is not None}
        return {**told, **self.video.to_document()}


def read_plan(document: object) -> FaultPlan:
    """The plan in a JSON document. Raises `PlanMistakeError`."""
    if not isinstance(document, Mapping):
        raise PlanMistakeError("a plan is a JSON object")
    for name in document:
        if name not in _READERS and name not in JOB_READERS:
            known = [*_READERS, *JOB_READERS]
            raise PlanMistakeError(f"`{name}` is no known fault.{suggestion(name, known)}")
    return FaultPlan(**_read(_READERS, document), video=JobPlan(**_read(JOB_READERS, document)))


def _read(readers: Mapping[str, Reader], document: Mapping[str, object]) -> dict[str, Any]:
    return {name: read(name, document[name]) for name, read in readers.items() if name in document}


def _failure_document(failure: Failure) -> dict[str, Any]:
    if failure.times is None:
        return {"code": failure.code, "until_cleared": True}
    return {"code": failure.code, "times": failure.times}


def _operations(name: str, value: object) -> tuple[str, ...]:
    if (
        not isinstance(value, list)
        or not value
        or not all(str(each) in OPERATIONS for each in value)
    ):
        raise PlanMistakeError(f"`{name}` is a list of some of {', '.join(OPERATIONS)}")
    return tuple(value)


def _throttle_code(name: str, value: object) -> str:
    if value not in THROTTLING_CODES:
        raise PlanMistakeError(f"`{name}` is one of {', '.join(THROTTLING_CODES)}")
    return str(value)


def _fail(name: str, value: object) -> Failure:
    if not isinstance(value, Mapping) or not value.keys() <= {"code", "times", "until_cleared"}:
        raise PlanMistakeError(f"`{name}` is an object of code and times or until_cleared")
    code, times, for_ever = (value.get(each) for each in ("code", "times", "until_cleared"))
    codes = sorted(set[str]().union(*(error_codes(operation) for operation in OPERATIONS)))
    if code not in codes:
        raise PlanMistakeError(f"`{name}.code` is one of {', '.join(codes)}")
    if for_ever is True and times is None:
        return Failure(str(code))
    if isinstance(times, bool) or not isinstance(times, int) or times < 1 or for_ever:
        raise PlanMistakeError(f"`{name}` has either times, 1 or more, or until_cleared: true")
    return Failure(str(code), times)


_READERS: Mapping[str, Reader] = {
    "throttle_per_second": number,
    "throttle_code": _throttle_code,
    "operations": _operations,
    "fail": _fail,
    "delay_seconds": seconds,
    "latency": least_and_most,
}
