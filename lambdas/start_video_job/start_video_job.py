"""The use case: a branch's job is put on record, then waiting jobs are started."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.errors import Conflict, Retryable
from lambdas.moderation.domain.video_job_rules import outcome
from lambdas.moderation.domain.video_jobs import (
    JobFailure,
    JobKey,
    VideoJob,
    recorded,
    with_branch,
)
from lambdas.moderation.ports import Counter, Policies
from lambdas.moderation.ports.video import Branches, VideoJobs
from lambdas.start_video_job.dispatch import Dispatch
from lambdas.start_video_job.request import JobRequest, read_request

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class StartVideoJob:
    """Handles the workflow's requests and requests to dispatch; safe to repeat and run at once.

    What raises happened before the job was on record, or kept a job that is over from being
    answered: the workflow asks again. Whatever happens after that is only told: the job waits, and
    the next dispatch finds it.
    """

    jobs: VideoJobs
    policies: Policies
    branches: Branches
    dispatch: Dispatch
    counter: Counter
    now: Callable[[], datetime]

    def handle(
        self, event: Mapping[str, object], seconds_left: Callable[[], float]
    ) -> list[Exception]:
        """Does what the event asks for; gives the failures that nobody needs to wait for.

        Raises `Permanent` for a request that cannot be read.
        """
        request = read_request(event)
        if request is None:
            return self._dispatch(seconds_left, None)
        job = self._on_record(request)
        if job.status.is_over:
            self._answer(request.branch, job)
            return []
        return self._dispatch(seconds_left, request.key)

    def _on_record(self, request: JobRequest) -> VideoJob:
        """The job as it is on record now, with this branch unless it is over."""
        for _ in range(_ATTEMPTS):
            stored = self.jobs.load(request.key)
            if stored and (stored.status.is_over or stored.branch == request.branch):
                return stored
            job = with_branch(stored, request.branch) if stored else self._new(request)
            try:
                self.jobs.save(job)
            except Conflict:
                continue
            self.counter.count("BranchesReplaced" if stored else "VideoJobsRecorded")
            return job
        raise Retryable("The video job keeps changing.", code="contended")

    def _new(self, request: JobRequest) -> VideoJob:
        """An analyser that the policy has no more asks with the registry's own parameters."""
        parameters = self.policies.current().analysers.get(request.key.analyser, {})
        return recorded(request.key, branch=request.branch, parameters=parameters, now=self.now())

    def _answer(self, branch: str, job: VideoJob) -> None:
        result = outcome(job)
        if isinstance(result, JobFailure):
            self.branches.fail(branch, result)
        else:
            self.branches.succeed(branch, job.key, result)

    def _dispatch(self, seconds_left: Callable[[], float], also: JobKey | None) -> list[Exception]:
        try:
            return [*self.dispatch.run(seconds_left=seconds_left, also=also)]
        except Exception as error:  # a mistake of ours must not fail a job that is on record
            return [error]
