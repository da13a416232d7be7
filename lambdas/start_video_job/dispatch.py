"""Dispatch: the one routine that starts waiting jobs, as long as slots are free."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.errors import Conflict, Gone, ModerationError, Retryable
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.domain.video_jobs import (
    STARTING_FOR,
    JobFailure,
    JobKey,
    JobStatus,
    VideoJob,
    abandoned,
    failed,
)
from lambdas.moderation.ports import Contents
from lambdas.moderation.ports.video import VideoJobs
from lambdas.start_video_job.start import Start

_PAGE = 50
_SECONDS_A_START = 20.0
_MOST_FAILURES_IN_A_ROW = 2
_GONE = JobFailure(Gone().code, str(Gone()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Starts the oldest waiting jobs. May run any number of times at once.

    A crash at any point leaves nothing that does not heal: a lease ends by itself, and a job that
    was being started is put back once somebody looks at it.
    """

    jobs: VideoJobs
    contents: Contents
    start: Start
    now: Callable[[], datetime]

    def run(
        self, *, seconds_left: Callable[[], float], also: JobKey | None = None
    ) -> list[ModerationError]:
        """Tries each waiting job once, oldest first, until slots, jobs or the time run out.

        `also` is a job that the list of waiting ones may not show yet. Stops as well where the
        account has no slot left, and after two failures in a row that may be everybody's; gives
        the failures.
        """
        failures: list[ModerationError] = []
        in_a_row = 0
        if not self.jobs.free_slots(self.now()):
            return failures
        line = self._line(also)
        while in_a_row < _MOST_FAILURES_IN_A_ROW and seconds_left() > _SECONDS_A_START:
            try:
                key = next(line, None)
                if key is None or not self._try(key):
                    break
                in_a_row = 0
            except ModerationError as error:
                failures.append(error)
                in_a_row += isinstance(error, Retryable)
        return failures

    def _line(self, also: JobKey | None) -> Iterator[JobKey]:
        """The waiting jobs, each once. The list may be behind, and show some that were tried."""
        tried: set[JobKey] = set()
        while page := self._page(tried):
            tried.update(page)
            yield from page
        if also and also not in tried:
            yield also

    def _page(self, tried: set[JobKey]) -> list[JobKey]:
        waiting = self.jobs.waiting(self.now(), limit=len(tried) + _PAGE)
        return [key for key in waiting if key not in tried]

    def _try(self, key: JobKey) -> bool:
        """Starts the job if it still waits; False where there is no slot (left)."""
        job = self.jobs.load(key)
        if job is None or not self._waits(job):
            return True
        state = self.contents.load(key.content_id)
        if state is None or state.status is Status.GONE:
            self._end(failed(job, _GONE))
        elif state.screened >= key.screening:
            self._end(abandoned(job))
        else:
            slot = self._slot(key)
            return slot is not None and self.start.run(job, slot, state.content)
        return True

    def _end(self, ended: VideoJob) -> None:
        with suppress(Conflict):  # it has a new branch, and comes up again
            self.start.end(ended)

    def _waits(self, job: VideoJob) -> bool:
        now = self.now()
        return job.status is JobStatus.WAITING and (job.due_at or now) <= now

    def _slot(self, key: JobKey) -> int | None:
        """A slot that was free. Jobs begin at different ones: those started at once seldom meet."""
        now = self.now()
        free = self.jobs.free_slots(now)
        first = int(key.client_token, 16) % max(len(free), 1)
        for slot in (*free[first:], *free[:first]):
            if self.jobs.take_slot(slot, key, now=now, until=now + STARTING_FOR):
                return slot
        return None
