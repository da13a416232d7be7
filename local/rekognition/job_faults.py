"""Follows the part of the plan that is about video jobs, and counts what became of them."""

import math
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from local.rekognition.job_plan import DEFAULT_JOB_LIMIT, JobPlan, Mishap

_LEAST_SECONDS = 0.5
_SECONDS_A_SECOND = 0.001  # of video: six hours take 22 seconds
_FINEST_SHARE = 1_000_000

Mishaps = frozenset[Mishap]


class JobFaults:
    """Decides what befalls each job, and counts. Safe for threads and tasks.

    Which job it is follows from the order in which they start, so that tests can count on it: a
    share of 0.05 is every 20th job, each kind of mishap on another one; a count is the first jobs.
    `clock` counts seconds, `draw` gives a number between two.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        draw: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._clock, self._draw = clock, draw
        self._lock = threading.Lock()
        self._running: dict[str, float] = {}
        self._most = 0
        self._set(JobPlan())
        self._forget()

    def follow(self, plan: JobPlan) -> None:
        """Puts a plan in force instead of the one before; counts go on."""
        with self._lock:
            self._set(plan)

    def clear(self) -> None:
        """No faults any more, and counts at zero; jobs that run go on."""
        with self._lock:
            self._set(JobPlan())
            self._forget()

    @property
    def limit(self) -> int:
        """How many jobs may run at a time."""
        return DEFAULT_JOB_LIMIT if self._plan.job_limit is None else self._plan.job_limit

    @property
    def results_gone(self) -> bool:
        """Whether results are as if their seven days were over."""
        return self._plan.results_gone

    def refuses_page(self) -> bool:
        """Whether a pagination token that is shown now has expired; counts down."""
        with self._lock:
            if self._pages_left is True or not self._pages_left:
                return bool(self._pages_left)
            self._pages_left -= 1
            return True

    def begin(self, job_id: str, duration_ms: int) -> tuple[float, Mishaps] | None:
        """How many seconds a job is to run, and what befalls it; None where too many run."""
        with self._lock:
            if len(self._running) >= self.limit:
                return None
            self._running[job_id] = self._clock()
            self._begun += 1
            self._counts["started"] += 1
            self._most = max(self._most, len(self._running))
            mishaps = self._mishaps()
            return (0.0 if Mishap.EARLY in mishaps else self._seconds(duration_ms)), mishaps

    def end(self, job_id: str, *, succeeded: bool) -> None:
        """A job is over."""
        with self._lock:
            began = self._running.pop(job_id)
            self._ran += self._clock() - max(began, self._since)
            self._counts["succeeded" if succeeded else "failed"] += 1

    def count_message(self, kind: str) -> None:
        """Counts a completion message: `published`, `refused`, or a mishap's name."""
        with self._lock:
            self._messages[kind] += 1

    def report(self) -> dict[str, Any]:
        """The counts since they were cleared. Seconds are those of running jobs too."""
        with self._lock:
            now = self._clock()
            under_way = sum(now - max(began, self._since) for began in self._running.values())
            kinds = ("published", "refused", Mishap.LOST, Mishap.REPEATED, Mishap.EARLY)
            return {
                "limit": self.limit,
                "running": len(self._running),
                "most_at_once": self._most,
                **{name: self._counts[name] for name in ("started", "succeeded", "failed")},
                "seconds": round(self._ran + under_way, 3),
                "messages": {str(kind): self._messages[kind] for kind in kinds},
            }

    def _set(self, plan: JobPlan) -> None:
        self._plan = plan
        self._begun = 0
        self._pages_left = plan.pages_expire
        self._left = {kind: left for kind, left in plan.jobs.items() if isinstance(left, int)}

    def _forget(self) -> None:
        self._counts: Counter[str] = Counter()
        self._messages: Counter[str] = Counter()
        self._since, self._ran, self._most = self._clock(), 0.0, len(self._running)

    def _seconds(self, duration_ms: int) -> float:
        told = self._plan.job_seconds
        if told is None:
            return _LEAST_SECONDS + duration_ms / 1000 * _SECONDS_A_SECOND
        return self._draw(*told) if isinstance(told, tuple) else told

    def _mishaps(self) -> Mishaps:
        """What befalls the job that was just begun, the so-manieth under this plan."""
        found = {kind for kind in Mishap if self._is_due(kind)}
        counted = next((kind for kind in Mishap if self._left.get(kind)), None)
        if counted is not None:
            self._left[counted] -= 1
            found.add(counted)
        return frozenset(found)

    def _is_due(self, kind: Mishap) -> bool:
        """By its share, spread evenly, and another kind's on the jobs before."""
        share = self._plan.jobs.get(kind, 0)
        if isinstance(share, int):
            return False
        exact = Fraction(share).limit_denominator(_FINEST_SHARE)
        place = self._begun + list(Mishap).index(kind)
        return math.floor(place * exact) > math.floor((place - 1) * exact)
