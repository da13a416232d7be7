"""Stored-video jobs: they run for a simulated time, end, and tell their topic. All in memory."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from local.rekognition.job_faults import JobFaults, Mishaps
from local.rekognition.job_plan import Mishap
from local.rekognition.journal import journal
from local.rekognition.model import Document
from local.rekognition.movie import Movie
from local.rekognition.notification import Channel
from local.rekognition.refusals import Refusal
from local.rekognition.rows import Rows

RESULTS_KEPT_SECONDS = 7 * 86_400
"""How long results are kept: the API reference, GetContentModeration."""

_INTERNAL_FAILURE = "Internal error: the stand-in was told to let this job fail."

Schedule = Callable[[float, Callable[[], None]], object]
"""Runs something once, so many seconds from now, without blocking anyone."""


class JobStatus(StrEnum):
    """The service's words for where a job is."""

    IN_PROGRESS = "IN_PROGRESS"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a job is to do. `api` is the operations' name without `Start`.

    `movie` is None where the file cannot be read, and `problem` says why. Without a `channel` the
    end of the job is told to no one.
    """

    api: str
    parameters: Document
    movie: Movie | None
    problem: str
    rows: Rows
    model_version: str
    channel: Channel | None = None


@dataclass(slots=True)
class Job:
    """One job. `ended_at` is in seconds since 1970, None while it runs."""

    job_id: str
    order: Order
    mishaps: Mishaps
    status: JobStatus = JobStatus.IN_PROGRESS
    status_message: str = ""
    ended_at: float | None = None


class Jobs:
    """Every job of this process. `calendar` tells seconds since 1970."""

    def __init__(
        self,
        faults: JobFaults,
        *,
        schedule: Schedule | None = None,
        calendar: Callable[[], float] = time.time,
    ) -> None:
        self.faults = faults
        self._schedule = schedule or _in_this_loop
        self._calendar = calendar
        self._jobs: dict[str, Job] = {}
        self._tokens: dict[tuple[str, str], Job] = {}

    def now(self) -> float:
        """Seconds since 1970."""
        return self._calendar()

    def started_before(self, api: str, parameters: Document) -> Job | None:
        """The job that the same `ClientRequestToken` started, even if it is over.

        Raises the `Refusal` for a token that came with other parameters.
        """
        job = self._tokens.get((api, parameters.get("ClientRequestToken", "")))
        if job is not None and job.order.parameters != parameters:
            raise Refusal("IdempotentParameterMismatchException")
        return job

    def start(self, order: Order) -> Job:
        """Starts a job. Raises the `Refusal` where the account already runs too many."""
        job_id = secrets.token_hex(32)
        begun = self.faults.begin(job_id, order.movie.duration_ms if order.movie else 0)
        if begun is None:
            limit = self.faults.limit
            raise Refusal("LimitExceededException", f"{limit} open Jobs. Maximum limit: {limit}")
        seconds, mishaps = begun
        job = Job(job_id, order, mishaps)
        self._jobs[job_id] = job
        if "ClientRequestToken" in order.parameters:
            self._tokens[order.api, order.parameters["ClientRequestToken"]] = job
        if Mishap.EARLY in mishaps:
            self._end(job)
        else:
            self._schedule(seconds, lambda: self._end(job))
        return job

    def find(self, api: str, job_id: str) -> Job:
        """A job of that API. Raises the `Refusal` where it is unknown or its results are gone."""
        job = self._jobs.get(job_id)
        if job is None or job.order.api != api or self._is_gone(job):
            raise Refusal("ResourceNotFoundException", "Could not find JobId")
        return job

    def _is_gone(self, job: Job) -> bool:
        if job.ended_at is None:
            return False
        return self.faults.results_gone or self.now() - job.ended_at > RESULTS_KEPT_SECONDS

    def _end(self, job: Job) -> None:
        """The job is over, and its message goes out. Never raises: it runs on its own."""
        if job.order.movie is None:
            job.status, job.status_message = JobStatus.FAILED, job.order.problem
        elif Mishap.FAILED in job.mishaps:
            job.status, job.status_message = JobStatus.FAILED, _INTERNAL_FAILURE
        else:
            job.status = JobStatus.SUCCEEDED
        job.ended_at = self.now()
        self.faults.end(job.job_id, succeeded=job.status is JobStatus.SUCCEEDED)
        try:
            self._tell(job)
        except Exception:
            journal().exception("The message of job %s could not be sent.", job.job_id)

    def _tell(self, job: Job) -> None:
        if job.order.channel is None:
            return
        if Mishap.LOST in job.mishaps:
            self.faults.count_message(Mishap.LOST)
            journal().info("The message of job %s is lost, as told.", job.job_id)
            return
        times = 2 if Mishap.REPEATED in job.mishaps else 1
        for _ in range(times):
            self._publish(job, job.order.channel)
        for kind in job.mishaps & {Mishap.REPEATED, Mishap.EARLY}:
            self.faults.count_message(kind)

    def _publish(self, job: Job, channel: Channel) -> None:
        refusal = channel.publish(_completion(job))
        if refusal:
            journal().error("The message of job %s is lost: %s", job.job_id, refusal)
        self.faults.count_message("refused" if refusal else "published")


def _completion(job: Job) -> Document:
    """The message (developer guide, "Reference: Video analysis results notification")."""
    order = job.order
    stored = order.parameters["Video"]["S3Object"]
    tag = order.parameters.get("JobTag")
    return {
        "JobId": job.job_id,
        "Status": job.status.value,
        "API": f"Start{order.api}",
        **({"JobTag": tag} if tag else {}),
        "Timestamp": round((job.ended_at or 0) * 1000),
        "Video": {"S3ObjectName": stored["Name"], "S3Bucket": stored["Bucket"]},
    }


def _in_this_loop(seconds: float, end: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(seconds, end)
