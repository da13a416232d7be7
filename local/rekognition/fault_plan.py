"""What the stand-in is told to do wrong, read from the control door's JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.moderation.domain.nearest import suggestion
from local.rekognition.model import error_codes
from local.rekognition.operations import OPERATIONS

THROTTLING_CODES = ("ThrottlingException", "ProvisionedThroughputExceededException")
_LONGEST_DELAY = 900.0
_MOST = 1_000_000
_LATENCY_BOUNDS = 2


class PlanMistakeError(ValueError):
    """A plan that cannot be followed; the message says in one sentence why."""


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
        return {name: value for name, value in document.items() if value is not None}


def read_plan(document: object) -> FaultPlan:
    """The plan in a JSON document. Raises `PlanMistakeError`."""
    if not isinstance(document, Mapping):
        raise PlanMistakeError("a plan is a JSON object")
    for name in document:
        if name not in _READERS:
            raise PlanMistakeError(f"`{name}` is no known fault.{suggestion(name, _READERS)}")
    return FaultPlan(**{name: _READERS[name](name, value) for name, value in document.items()})


def _failure_document(failure: Failure) -> dict[str, Any]:
    if failure.times is None:
        return {"code": failure.code, "until_cleared": True}
    return {"code": failure.code, "times": failure.times}


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PlanMistakeError(f"`{name}` is a number")
    if not 0 <= value <= _MOST:
        raise PlanMistakeError(f"`{name}` is from 0 to {_MOST:,}")
    return float(value)


def _seconds(name: str, value: object) -> float:
    seconds = _number(name, value)
    if seconds > _LONGEST_DELAY:
        raise PlanMistakeError(f"`{name}` is at most {_LONGEST_DELAY:g} seconds")
    return seconds


def _latency(name: str, value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != _LATENCY_BOUNDS:
        raise PlanMistakeError(f"`{name}` is two numbers of seconds, least and most")
    least, most = (_seconds(name, each) for each in value)
    if least > most:
        raise PlanMistakeError(f"`{name}` is least first")
    return least, most


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


_READERS: Mapping[str, Callable[[str, object], Any]] = {
    "throttle_per_second": _number,
    "throttle_code": _throttle_code,
    "operations": _operations,
    "fail": _fail,
    "delay_seconds": _seconds,
    "latency": _latency,
}
