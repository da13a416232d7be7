"""How well video jobs fill their slots: the share used, and what even the best packing leaves."""

import heapq
import random
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_DRAWS = 500


@dataclass(frozen=True, slots=True)
class Sample:
    """What the stand-in told at one moment. `at` and `job_seconds` in seconds, both growing."""

    at: float
    started: int
    running: int
    job_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRun:
    """One run of jobs over slots, seen as samples from before the first start to the last end."""

    slots: int
    jobs: int
    samples: tuple[Sample, ...]

    @property
    def elapsed(self) -> float:
        """Seconds from the first start to the last end; too long by two pauses between samples."""
        return self._last_end.at - self._before_first_start.at

    @property
    def job_seconds(self) -> float:
        """The seconds that all jobs ran, together."""
        return self._last_end.job_seconds

    @property
    def ideal(self) -> float:
        """Seconds in which the slots could do that, were the jobs as divisible as sand."""
        return self.job_seconds / self.slots

    @property
    def utilisation(self) -> float:
        """Percent of the slots' time in which a job ran, from the first start to the last end."""
        return utilisation(self.job_seconds, self.slots, self.elapsed)

    @property
    def utilisation_while_waiting(self) -> float:
        """The same until the last start: as long as every empty slot had a job to take."""
        last_start = self._last_start
        elapsed = last_start.at - self._before_first_start.at
        return utilisation(last_start.job_seconds, self.slots, elapsed)

    @property
    def gap(self) -> float:
        """Seconds that a slot stood empty before each start, on average, the first one included."""
        last_start = self._last_start
        held = self.slots * (last_start.at - self._before_first_start.at)
        return (held - last_start.job_seconds) / self.jobs

    @property
    def _before_first_start(self) -> Sample:
        return [each for each in self.samples if not each.started][-1]

    @property
    def _last_start(self) -> Sample:
        return next(each for each in self.samples if each.started >= self.jobs)

    @property
    def _last_end(self) -> Sample:
        return next(each for each in self.samples if each.started >= self.jobs and not each.running)


def utilisation(job_seconds: float, slots: int, elapsed: float) -> float:
    """Percent of the slots' time that jobs ran in."""
    return 100 * job_seconds / (slots * elapsed)


def packed(durations: Iterable[float], slots: int) -> float:
    """Seconds for these jobs in their order, each in the slot that is free first, without gaps."""
    free_at = [0.0] * slots
    for seconds in durations:
        heapq.heapreplace(free_at, free_at[0] + seconds)
    return max(free_at)


def packing_bound(jobs: int, between: Sequence[float], slots: int) -> float:
    """Percent of the slots' time that such a packing uses, with its tail: the mean of many draws.

    Durations are drawn evenly `between` two numbers of seconds, as the stand-in draws them.
    """
    least, most = between
    draw = random.Random(1)  # noqa: S311 - the same draws every time
    shares = []
    for _ in range(_DRAWS):
        durations = [draw.uniform(least, most) for _ in range(jobs)]
        shares.append(utilisation(sum(durations), slots, packed(durations, slots)))
    return statistics.fmean(shares)
