"""The door of faults that every call passes: throttling, failures, delays, and the counts of it."""

import random
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.rekognition.fault_plan import THROTTLING_CODES, FaultPlan
from local.rekognition.job_faults import JobFaults
from local.rekognition.refusals import Refusal

_SECONDS_KEPT = 900


@dataclass(frozen=True, slots=True)
class Passage:
    """What becomes of a call: it waits, then it is answered or refused."""

    delay_seconds: float = 0.0
    refusal: Refusal | None = None


@dataclass(slots=True)
class _Bucket:
    """A token bucket: so many tokens a second, and at most a second's worth in store."""

    rate: float
    tokens: float
    filled_at: float

    def take(self, now: float) -> bool:
        most = max(self.rate, 1.0) if self.rate else 0.0
        self.tokens = min(most, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        # Adding up fractions of seconds may fall short of a token by a rounding error.
        if self.tokens < 1.0 - 1e-9:
            return False
        self.tokens -= 1.0
        return True


@dataclass(slots=True)
class _Second:
    at: int
    entered: int = 0
    throttled: int = 0


@dataclass(slots=True)
class _Tally:
    """One operation's counts since they were cleared."""

    accepted: int = 0
    throttled: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    seconds: deque[_Second] = field(default_factory=lambda: deque(maxlen=_SECONDS_KEPT))

    def second(self, at: int) -> _Second:
        if not self.seconds or self.seconds[-1].at < at:
            self.seconds.append(_Second(at))
        return self.seconds[-1]

    def to_document(self) -> dict[str, Any]:
        return {
            "accepted": self.accepted,
            "throttled": self.throttled,
            "refused": dict(self.refused),
            "per_second": [
                {"at": each.at, "entered": each.entered, "throttled": each.throttled}
                for each in self.seconds
            ],
        }


class FaultDoor:
    """Decides about each call by the plan in force, and counts. Safe for threads and tasks.

    `jobs` does the same for video jobs.
    `clock` counts seconds, `calendar` tells seconds since 1970, `draw` a number between two.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        calendar: Callable[[], float] = time.time,
        draw: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._clock, self._calendar, self._draw = clock, calendar, draw
        self._lock = threading.Lock()
        self._tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
        self.jobs = JobFaults(clock=clock, draw=draw)
        self._set(FaultPlan())

    def follow(self, plan: FaultPlan) -> None:
        """Puts a plan in force instead of the one before, with full buckets; counts go on."""
        with self._lock:
            self._set(plan)

    def clear(self) -> None:
        """No faults any more, and all counts at zero."""
        with self._lock:
            self._set(FaultPlan())
            self._tallies.clear()
            self.jobs.clear()

    def enter(self, operation: str) -> Passage:
        """What becomes of one call of that operation: throttled at once, or let in.

        A call that is let in waits, and then may be told to fail.
        """
        with self._lock:
            second = self._tallies[operation].second(int(self._calendar()))
            if not self._plan.concerns(operation):
                second.entered += 1
                return Passage()
            if self._is_throttled(operation):
                second.throttled += 1
                return Passage(refusal=self._throttling(operation))
            second.entered += 1
            return Passage(self._delay(), self._failure())

    def count_accepted(self, operation: str) -> None:
        """Counts a call that was answered with findings."""
        with self._lock:
            self._tallies[operation].accepted += 1

    def count_refused(self, operation: str, code: str) -> None:
        """Counts a call that was answered with that error, throttled ones included."""
        with self._lock:
            self._tallies[operation].refused[code] += 1

    def report(self) -> dict[str, Any]:
        """The plan in force, the failures still to come, counts by operation, and of jobs."""
        with self._lock:
            return {
                "faults": self._plan.to_document(),
                "failures_left": self._failures_left,
                "calls": {name: tally.to_document() for name, tally in self._tallies.items()},
                "jobs": self.jobs.report(),
            }

    def _set(self, plan: FaultPlan) -> None:
        self._plan = plan
        self._buckets: dict[str, _Bucket] = {}
        self._failures_left = plan.fail.times if plan.fail else 0
        self.jobs.follow(plan.video)

    def _is_throttled(self, operation: str) -> bool:
        rate = self._plan.throttle_per_second
        if rate is None:
            return False
        now = self._clock()
        full = _Bucket(rate, max(rate, 1.0) if rate else 0.0, now)
        return not self._buckets.setdefault(operation, full).take(now)

    def _throttling(self, operation: str) -> Refusal:
        """Both of the service's codes for "too fast" in turn, unless the plan names one."""
        tally = self._tallies[operation]
        tally.throttled += 1
        in_turn = THROTTLING_CODES[(tally.throttled - 1) % len(THROTTLING_CODES)]
        return Refusal(self._plan.throttle_code or in_turn)

    def _delay(self) -> float:
        drawn = self._draw(*self._plan.latency) if self._plan.latency else 0.0
        return self._plan.delay_seconds + drawn

    def _failure(self) -> Refusal | None:
        """The failure of this call. Failures left: None is without end."""
        if self._plan.fail is None or self._failures_left == 0:
            return None
        if self._failures_left is not None:
            self._failures_left -= 1
        return Refusal(self._plan.fail.code)
