"""Branches, jobs and messages as they happen in time, with whatever is told to go wrong."""

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from lambdas.moderation.domain.errors import Retryable
from lambdas.moderation.domain.video_jobs import JobFailure, JobKey, VideoJob
from tests.unit.video.world import LABELS, MODERATION, Crash, World, check, completion, key_of

SWEEP_EVERY = 300.0
MESSAGE_COMES_BACK = 60.0
LONGEST = timedelta(hours=24)

Event = tuple[float, int, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Faults:
    """How often each of these happens, as a part of 1."""

    lost: float = 0
    repeated: float = 0
    early: float = 0
    failed: float = 0
    crashes: float = 0


@dataclass
class Branch:
    """One branch of one execution; `tokens` are those it has brought, the last one counts."""

    key: JobKey
    tokens: list[str] = field(default_factory=list)


@dataclass
class Simulation:
    """Videos of one to five minutes' work each, two analysers, and a clock that jumps."""

    world: World = field(default_factory=World)
    faults: Faults = Faults()
    random: Random = field(default_factory=lambda: Random(3))  # noqa: S311 - repeatable
    branches: list[Branch] = field(default_factory=list)
    started: list[VideoJob] = field(default_factory=list)
    most_held: int = 0
    invocations: int = 0
    _events: list[Event] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.begin = self.world.clock.at
        self.world.analysers.on_start = self._begun
        self.world.dispatcher.then = lambda: self._later(0.1, self._dispatch)

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return (self.world.clock.at - self.begin).total_seconds()

    def run(self, videos: int, *, within: float = 1.0) -> "Simulation":
        """So many videos arrive within these seconds; gives itself once every branch is told."""
        for number in range(videos):
            content = self.world.video(number)
            for analyser in (MODERATION, LABELS):
                branch = Branch(key_of(content, analyser))
                self.branches.append(branch)
                self._later(within * number / videos, self._asking(branch))
        self._later(SWEEP_EVERY, self._sweep)
        while self._unanswered() or len(self._events) > 1:
            at, _, event = heapq.heappop(self._events)
            self.world.clock.at = self.begin + timedelta(seconds=at)
            assert self.world.clock.at < self.begin + LONGEST, "it does not come to an end"
            self._perhaps_arm()
            event()
            self.most_held = max(self.most_held, self.world.held())
        return self

    def answers_are_right(self) -> bool:
        """Whether each branch was told, by its last token, what became of its job."""
        return all(self._is_right(branch) for branch in self.branches)

    def quiet(self) -> datetime:
        """When every lease that a process took and then died with is over."""
        return self.world.clock.at + timedelta(minutes=4)

    def _is_right(self, branch: Branch) -> bool:
        job, told = self.world.job(branch.key), self.world.branches[branch.tokens[-1]]
        if told.failure is None:
            return job.job_id == told.job_id == self.world.analysers.id_of(branch.key)
        return job.failure == told.failure

    def _unanswered(self) -> bool:
        return any(
            not branch.tokens or branch.tokens[-1] not in self.world.branches
            for branch in self.branches
        )

    def _later(self, seconds: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.seconds + seconds, next(self._numbers), event))

    def _asking(self, branch: Branch) -> Callable[[], None]:
        """A retried branch brings a new token; the one before is nobody's then."""

        def ask() -> None:
            self.world.branches.over.update(branch.tokens)
            branch.tokens.append(f"{branch.key.tag}#{len(branch.tokens)}")
            self.invocations += 1
            try:
                self.world.ask(branch.key, branch.tokens[-1])
            except (Retryable, Crash):
                if branch.tokens[-1] not in self.world.branches:
                    self._later(5, ask)

        return ask

    def _dispatch(self) -> None:
        try:
            self.world.handle({"dispatch": True})
        except Crash:
            self._later(MESSAGE_COMES_BACK, self._dispatch)

    def _sweep(self) -> None:
        self._later(SWEEP_EVERY, self._sweep)
        with suppress(Crash):
            self.world.sweep.run()
        for key in self.world.completions.checked:
            self._later(1, self._delivering(check(key)))
        self.world.completions.checked.clear()

    def _delivering(self, body: str) -> Callable[[], None]:
        def deliver() -> None:
            try:
                self.world.finish.handle(body)
            except (Retryable, Crash):
                self._later(MESSAGE_COMES_BACK, deliver)

        return deliver

    def _begun(self, job_id: str, job: VideoJob) -> None:
        self.started.append(job)
        if self._happens(self.faults.early):
            self._ended(job_id, at_once=True)
        else:
            self._later(self.random.uniform(60, 300), lambda: self._ended(job_id))

    def _ended(self, job_id: str, *, at_once: bool = False) -> None:
        failed = self._happens(self.faults.failed)
        analysers = self.world.analysers
        key = analysers.fail(job_id) if failed else analysers.complete(job_id)
        body = completion(key, job_id, "FAILED" if failed else "SUCCEEDED")
        if at_once:
            self._delivering(body)()
        elif not self._happens(self.faults.lost):
            self._later(0.5, self._delivering(body))
        if self._happens(self.faults.repeated):
            self._later(self.random.uniform(0, 900), self._delivering(body))

    def _perhaps_arm(self) -> None:
        if self._happens(self.faults.crashes):
            trouble, methods = self.random.choice(list(self.world.troubles.values()))
            arm = self.random.choice([trouble.before, trouble.after])
            arm(self.random.choice(methods), self.random.choice([Crash(), None]))

    def _happens(self, part: float) -> bool:
        return self.random.random() < part


def words(job: VideoJob) -> JobFailure | str | None:
    """How a job ended."""
    return job.failure or job.job_id
