"""One start: a waiting job, a slot that was taken for it, and whatever comes of the two."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Conflict, Gone, NoSlot, Permanent, Retryable
from lambdas.moderation.domain.video_job_rules import leased_until, outcome
from lambdas.moderation.domain.video_jobs import (
    JobFailure,
    JobKey,
    JobStatus,
    VideoJob,
    failed,
    put_back,
    put_off,
    with_slot,
    with_start,
)
from lambdas.moderation.ports import Counter
from lambdas.moderation.ports.video import Branches, VideoAnalysers, VideoJobs

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Starts jobs in slots. Whatever happens, a slot is held only while its job starts or runs.

    `check_after` its start a job that was not heard of is asked after.
    """

    jobs: VideoJobs
    analysers: VideoAnalysers
    branches: Branches
    counter: Counter
    check_after: timedelta
    now: Callable[[], datetime]

    def run(self, job: VideoJob, slot: int, content: Content) -> bool:
        """Starts the job in the slot, or frees the slot; False where the account is full.

        A video that Rekognition refuses ends its job, and the branch is told. Raises `Retryable`
        where the start failed for now: the job is put off.
        """
        starting = with_slot(job, slot, self.now())
        try:
            self.jobs.save(starting)
        except Conflict:
            self._leave(job.key, slot)
            return True
        try:
            job_id = self.analysers.start(starting, content)
        except NoSlot:
            self._withdraw(starting, slot, put_back)
            self.counter.count("AccountJobLimitReached")
            return False
        except Retryable:
            self._withdraw(starting, slot, lambda job: put_off(job, self.now()))
            raise
        except (Permanent, Gone) as error:
            failure = JobFailure(error.code, str(error))
            self._withdraw(starting, slot, lambda job: failed(job, failure))
        else:
            self._started(starting, slot, job_id)
        return True

    def end(self, ended: VideoJob) -> None:
        """Ends a job that does not run: its branch is told, then it is written. Raises `Conflict`.

        In this order, because nobody looks at a job that is over: a crash in between is made up for
        when the job, which still waits or starts, comes up again.
        """
        told = outcome(ended)
        if isinstance(told, JobFailure):
            self.branches.fail(ended.branch, told)
        self.jobs.save(ended)
        failure = ended.status is JobStatus.FAILED
        self.counter.count("VideoJobsFailed" if failure else "VideoJobsAbandoned")

    def _started(self, starting: VideoJob, slot: int, job_id: str) -> None:
        """The lease first: a running job whose lease is short would make room for one too many."""
        look_at = self.now() + self.check_after
        self.jobs.keep_slot(slot, starting.key, until=leased_until(look_at))
        self.counter.count("VideoJobsStarted")
        self._settle(starting, slot, lambda job: with_start(job, job_id, look_at=look_at))

    def _withdraw(
        self, starting: VideoJob, slot: int, change: Callable[[VideoJob], VideoJob]
    ) -> None:
        self.jobs.free_slot(slot, starting.key)
        self._settle(starting, slot, change)

    def _settle(self, job: VideoJob, slot: int, change: Callable[[VideoJob], VideoJob]) -> None:
        """Writes what came of the start, unless somebody took the job out of this slot meanwhile.

        A completion may be faster than the answer to the start, and a repeated branch may have
        brought another token.
        """
        for _ in range(_ATTEMPTS):
            changed = change(job)
            try:
                (self.end if changed.status.is_over else self.jobs.save)(changed)
            except Conflict:
                current = self.jobs.load(job.key)
            else:
                return
            if current is None or current.status is not JobStatus.STARTING or current.slot != slot:
                break
            job = current
        self._leave(job.key, slot)

    def _leave(self, key: JobKey, slot: int) -> None:
        """Frees the slot, unless by now the job holds it by another dispatch."""
        current = self.jobs.load(key)
        if current is None or current.status.is_over or current.slot != slot:
            self.jobs.free_slot(slot, key)
