"""What the use cases for videos need from the world beside it: as in the package itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lambdas.moderation.ports import Mailbox

if TYPE_CHECKING:  # a cold start should not pay for what only describes
    from datetime import datetime

    from lambdas.moderation.domain.content import Content
    from lambdas.moderation.domain.findings import Evidence, VideoPage
    from lambdas.moderation.domain.video_jobs import JobFailure, JobKey, JobReport, VideoJob


class VideoWorkflow(Protocol):
    """The workflow `ScreenVideo`, one execution for each screening of a video."""

    def start(self, content_id: str, screening: int) -> bool:
        """Starts the execution of that screening unless there is one; True while it runs.

        False where it has ended: by then there is a verdict, or something kept it from one.
        """
        ...


class Branches(Protocol):
    """The branches of executions that wait, each for its job, by task token.

    A branch that does not wait any more, whatever the reason, is no error.
    """

    def succeed(self, branch: str, key: JobKey, job_id: str) -> None:
        """Resumes the branch: the results of this job can be read."""
        ...

    def fail(self, branch: str, failure: JobFailure) -> None:
        """Resumes the branch: there will be no results."""
        ...


class VideoJobs(Protocol):
    """The video jobs and the slots in which they run, in the moderation table."""

    def load(self, key: JobKey) -> VideoJob | None:
        """The job as last written (a strongly consistent read), or None."""
        ...

    def save(self, job: VideoJob) -> None:
        """Writes the job. Raises `Conflict` unless the stored `write` is exactly one less."""
        ...

    def of_screening(self, content_id: str, screening: int) -> list[VideoJob]:
        """All jobs of one screening (strongly consistent)."""
        ...

    def waiting(self, now: datetime, *, limit: int) -> list[JobKey]:
        """The jobs that wait to be started, oldest first (eventually consistent)."""
        ...

    def overdue(self, now: datetime, *, limit: int) -> list[JobKey]:
        """The jobs that start or run and should have been heard of, oldest first (eventually)."""
        ...

    def free_slots(self, now: datetime) -> list[int]:
        """The slots, from 1, that nobody holds, or whose lease is over (strongly consistent).

        A slot that is damaged is held, until its job keeps or frees it. Raises
        `Misconfigured` (`damaged-slot`) that names it where no other is free.
        """
        ...

    def take_slot(self, slot: int, key: JobKey, *, now: datetime, until: datetime) -> bool:
        """Takes the slot for a job, only if it is free at that moment; whether that worked."""
        ...

    def keep_slot(self, slot: int, key: JobKey, *, until: datetime) -> None:
        """Makes the lease end at that time; nothing if the job does not hold the slot any more."""
        ...

    def free_slot(self, slot: int, key: JobKey) -> None:
        """Frees the slot; nothing if the job does not hold it (any more)."""
        ...


class VideoAnalysers(Protocol):
    """Amazon Rekognition's video calls, paced for the whole account and retried."""

    def start(self, job: VideoJob, content: Content) -> str:
        """Starts the job, once however often it is asked for; gives Rekognition's id of it.

        Raises `NoSlot` where the account runs as many as it may, `Permanent` where Rekognition
        refuses the video, `Gone` where it does not exist, `Misconfigured` where access is refused
        though it is there.
        """
        ...

    def report(self, analyser: str, job_id: str) -> JobReport:
        """How the job stands. Raises `Permanent` where Rekognition does not know it any more."""
        ...

    def read(self, analyser: str, job_id: str, page: str | None) -> VideoPage:
        """One page of up to 1,000 results; the first for None.

        Raises `PageExpired` where reading must begin anew, `Retryable` while the job still runs,
        `Permanent` where it failed or its results are gone.
        """
        ...


class Dispatcher(Protocol):
    """Whoever starts waiting jobs."""

    def ask(self) -> None:
        """Has waiting jobs started as far as slots are free, soon, by somebody else."""
        ...


class Completions(Mailbox, Protocol):
    """The queue of completions: what Rekognition says of its jobs, and our requests to ask it."""

    def request_check(self, key: JobKey) -> None:
        """Has somebody ask Rekognition after a job of which nothing was heard."""
        ...


class Archive(Protocol):
    """The evidence bucket: what is too large for the table, gzipped."""

    def keep(self, content_id: str, screening: int, evidence: Evidence, at: datetime) -> str:
        """Keeps the evidence of one screening; the name under which it is found."""
        ...

    def fetch(self, name: str) -> Evidence:
        """The evidence of that name. Raises `Permanent` where it is gone or damaged."""
        ...

    def note(self, content_id: str, screening: int, progress: bytes) -> None:
        """Keeps how far reading has come, instead of what was noted before, for some days."""
        ...

    def noted(self, content_id: str, screening: int) -> bytes | None:
        """What was noted last, or None."""
        ...
