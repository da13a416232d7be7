"""The use case: what is heard of a job frees its slot, ends it, and resumes its branch."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.finish_video_job.message import Check, Completion, read_message
from lambdas.moderation.domain.errors import Conflict, Permanent, Retryable
from lambdas.moderation.domain.video_job_rules import leased_until, outcome
from lambdas.moderation.domain.video_jobs import (
    JobFailure,
    JobStatus,
    VideoJob,
    failed,
    looked_at,
    put_back,
    succeeded,
)
from lambdas.moderation.ports import Counter
from lambdas.moderation.ports.video import (
    Branches,
    Completions,
    Dispatcher,
    VideoAnalysers,
    VideoJobs,
)

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishVideoJob:
    """Handles messages of the completions queue; safe to repeat, reorder and run at once.

    The slot is freed first, then the job is written, then its branch is resumed, then whoever
    starts waiting jobs is asked: a message that is repeated after a crash does the rest, and a
    job that is over is never changed. `check_after` a job that still runs is asked after again.
    """

    jobs: VideoJobs
    analysers: VideoAnalysers
    branches: Branches
    dispatcher: Dispatcher
    completions: Completions
    counter: Counter
    check_after: timedelta
    now: Callable[[], datetime]

    def handle(self, body: str) -> None:
        """Does what follows from the message. What no retry can help is parked, with its cause."""
        try:
            message = read_message(body)
            job = self.jobs.load(message.key) if message.key else None
        except Permanent as error:
            self.completions.park(body, why=f"{error.code}: {error}")
            self.counter.count("MessagesParked")
            return
        if job is None:
            self.counter.count("CompletionsIgnored")
        elif isinstance(message, Check):
            self._check(job)
        else:
            self._complete(job, message)

    def _complete(self, job: VideoJob, message: Completion) -> None:
        """A job that has no id yet takes this one: the completion came before the start's answer.

        Its tag and its client token are ours, so it is the same job.
        """
        if job.job_id not in {None, message.job_id}:
            self.counter.count("CompletionsIgnored")
        elif job.status.is_over:
            self.counter.count("CompletionsRepeated")
            self._answer(job)
        elif message.succeeded:
            self._end(job, lambda job: succeeded(job, message.job_id))
        else:
            self._ask(job, message.job_id)

    def _check(self, job: VideoJob) -> None:
        if job.due_at and job.due_at > self.now():
            return
        if job.status is JobStatus.RUNNING and job.job_id:
            self._ask(job, job.job_id)
        elif job.status is JobStatus.STARTING:
            self._put_back(job)
        else:
            self._answer(job)

    def _ask(self, job: VideoJob, job_id: str) -> None:
        """Does what follows from Rekognition's own words."""
        try:
            report = self.analysers.report(job.key.analyser, job_id)
        except Permanent as error:
            failure = JobFailure(error.code, str(error))
            self._end(job, lambda job: failed(job, failure))
            return
        if report.status is JobStatus.SUCCEEDED:
            self._end(job, lambda job: succeeded(job, job_id))
        elif report.status is JobStatus.FAILED:
            text = f"Amazon Rekognition could not analyse the video: {report.text}"
            failure = JobFailure("video-unreadable", text)
            self._end(job, lambda job: failed(job, failure))
        else:
            self._wait_on(job)

    def _end(self, job: VideoJob, end: Callable[[VideoJob], VideoJob]) -> None:
        for _ in range(_ATTEMPTS):
            if job.status.is_over:
                self._answer(job)
                return
            self._free(job)
            ended = end(job)
            try:
                self.jobs.save(ended)
            except Conflict:
                job = self.jobs.load(job.key) or ended
            else:
                did = ended.status is JobStatus.SUCCEEDED
                self.counter.count("VideoJobsFinished" if did else "VideoJobsFailed")
                self._answer(ended)
                return
        raise Retryable("The video job keeps changing.", code="contended")

    def _answer(self, job: VideoJob) -> None:
        """Once more if need be: a branch that was resumed already does not mind."""
        if job.status.is_over:
            told = outcome(job)
            if isinstance(told, JobFailure):
                self.branches.fail(job.branch, told)
            else:
                self.branches.succeed(job.branch, job.key, told)
        self.dispatcher.ask()

    def _put_back(self, job: VideoJob) -> None:
        """Whoever was starting the job is not there any more. Starting again gives the same job."""
        self._free(job)
        with suppress(Conflict):  # it is there after all, or the sweep finds the job again
            self.jobs.save(put_back(job))
            self.counter.count("VideoJobsPutBack")
        self.dispatcher.ask()

    def _wait_on(self, job: VideoJob) -> None:
        if job.status is not JobStatus.RUNNING or job.slot is None:
            return
        look_again_at = self.now() + self.check_after
        self.jobs.keep_slot(job.slot, job.key, until=leased_until(look_again_at))
        with suppress(Conflict):  # something was heard of it meanwhile
            self.jobs.save(looked_at(job, look_again_at=look_again_at))

    def _free(self, job: VideoJob) -> None:
        if job.slot is not None:
            self.jobs.free_slot(job.slot, job.key)
