"""The use case's part about videos: jobs of which nothing was heard, and jobs that wait."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.errors import ModerationError
from lambdas.moderation.domain.video_jobs import JobKey, JobStatus
from lambdas.moderation.ports import Counter
from lambdas.moderation.ports.video import Completions, Dispatcher, VideoJobs

_MOST_A_SWEEP = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepVideoJobs:
    """Has overdue jobs asked after and waiting ones started, by others; safe to repeat.

    It changes no job itself. One that cannot be asked after does not keep the others.
    """

    jobs: VideoJobs
    completions: Completions
    dispatcher: Dispatcher
    counter: Counter
    now: Callable[[], datetime]

    def run(self) -> list[ModerationError]:
        """Looks at up to 500 overdue jobs, longest overdue first; what failed is told.

        Counts `VideoJobsOverdue`, and as `VideoJobWaitSeconds` how long the job has waited that is
        next to be started; also when they are 0, and not where they could not be read.
        """
        return self._have_checked() + self._have_started()

    def _have_checked(self) -> list[ModerationError]:
        try:
            overdue = self.jobs.overdue(self.now(), limit=_MOST_A_SWEEP)
        except ModerationError as error:
            return [error]
        self.counter.count("VideoJobsOverdue", len(overdue))
        failures: list[ModerationError] = []
        for key in overdue:
            try:
                self.completions.request_check(key)
            except ModerationError as error:
                failures.append(error)
        return failures

    def _have_started(self) -> list[ModerationError]:
        """Asks first: jobs are started also where their age cannot be told."""
        try:
            waiting = self.jobs.waiting(self.now(), limit=1)
            if waiting:
                self.dispatcher.ask()
            self.counter.count("VideoJobWaitSeconds", sum(map(self._waited, waiting)))
        except ModerationError as error:
            return [error]
        return []

    def _waited(self, key: JobKey) -> float:
        job = self.jobs.load(key)
        if job is None or job.status is not JobStatus.WAITING:
            return 0
        return (self.now() - job.waiting_since).total_seconds()
