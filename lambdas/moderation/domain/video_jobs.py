"""A video job: one analyser's work on one screening of a video, and the ways in which it changes.

A job is recorded before anything else happens to it, waits for a slot, is started, and ends. Every
change is written with the next `write` number, so that of two who want to change a job one wins.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

STARTING_FOR = timedelta(minutes=3)
"""How long a start may take before the job counts as not started; no start takes longer."""

_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=15)

_LONGEST_TAG = 1024
_TAG = re.compile(
    r"(?P<content_id>[\w\-:+=/]+)\.(?P<screening>[1-9]\d{0,8})\.(?P<analyser>[\w.\-:+=/]+)",
    re.ASCII,
)
"""What Rekognition takes as a JobTag (its API reference, `StartContentModeration`), in three."""


class JobStatus(StrEnum):
    """Where a job is. `abandoned`: its screening has its verdict, so nobody starts it any more."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ABANDONED = "abandoned"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to the job."""
        return self in {JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.ABANDONED}


@dataclass(frozen=True, slots=True)
class JobKey:
    """Which job: `tag` is its name at Rekognition and everywhere else."""

    content_id: str
    screening: int
    analyser: str

    @property
    def tag(self) -> str:
        """The JobTag: `<content id>.<screening>.<analyser>`."""
        return f"{self.content_id}.{self.screening}.{self.analyser}"

    @property
    def client_token(self) -> str:
        """The ClientRequestToken, 64 characters: a start that is repeated gives the same job."""
        return hashlib.sha256(self.tag.encode()).hexdigest()

    @classmethod
    def from_tag(cls, tag: str) -> "JobKey | None":
        """The key that this JobTag stands for, or None for a tag that is not one of ours."""
        parts = _TAG.fullmatch(tag) if len(tag) <= _LONGEST_TAG else None
        if parts is None:
            return None
        return cls(parts["content_id"], int(parts["screening"]), parts["analyser"])


@dataclass(frozen=True, slots=True)
class JobFailure:
    """Why a job ended without results: the class of the failure, and Rekognition's own words."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoJob:
    """One job as it is stored.

    `branch` is the task token with which the workflow's branch is resumed. `due_at`: a waiting job
    is not started before it; one that is starting or runs is looked at after it. `slot` is the slot
    that it holds or, once it is over, held. `attempts` counts starts that failed.
    """

    key: JobKey
    branch: str
    parameters: Mapping[str, float | int] = field(default_factory=dict)
    status: JobStatus = JobStatus.WAITING
    waiting_since: datetime
    due_at: datetime | None
    write: int = 1
    attempts: int = 0
    slot: int | None = None
    job_id: str | None = None
    failure: JobFailure | None = None


@dataclass(frozen=True, slots=True)
class JobReport:
    """What Rekognition says of a job: `RUNNING`, `SUCCEEDED` or `FAILED`, then in its own words."""

    status: JobStatus
    text: str = ""


def recorded(
    key: JobKey, *, branch: str, parameters: Mapping[str, float | int], now: datetime
) -> VideoJob:
    """A job that nobody has heard of yet: it waits from now on."""
    return VideoJob(
        key=key, branch=branch, parameters=parameters, waiting_since=now, due_at=now, write=1
    )


def with_branch(job: VideoJob, branch: str) -> VideoJob:
    """The job once a repeated branch waits for it instead of the one before."""
    return replace(_next(job), branch=branch)


def with_slot(job: VideoJob, slot: int, now: datetime) -> VideoJob:
    """A waiting job that is about to be started."""
    return replace(_next(job), status=JobStatus.STARTING, slot=slot, due_at=now + STARTING_FOR)


def with_start(job: VideoJob, job_id: str, *, look_at: datetime) -> VideoJob:
    """The job once Rekognition has taken it."""
    return replace(_next(job), status=JobStatus.RUNNING, job_id=job_id, due_at=look_at)


def put_back(job: VideoJob) -> VideoJob:
    """The job where it was before its start, with its place in the line."""
    waits = replace(_next(job), status=JobStatus.WAITING, due_at=job.waiting_since)
    return replace(waits, slot=None, job_id=None)


def put_off(job: VideoJob, now: datetime) -> VideoJob:
    """The same after a start that failed: it lets others pass for 15 seconds to 15 minutes."""
    pause = min(_FIRST_PAUSE * 2 ** min(job.attempts, 10), _LONGEST_PAUSE)
    return replace(put_back(job), attempts=job.attempts + 1, due_at=now + pause)


def looked_at(job: VideoJob, *, look_again_at: datetime) -> VideoJob:
    """A running job that was asked after and still runs."""
    return replace(_next(job), due_at=look_again_at)


def succeeded(job: VideoJob, job_id: str) -> VideoJob:
    """The job once its results can be read."""
    return replace(_next(job), status=JobStatus.SUCCEEDED, job_id=job_id, due_at=None)


def failed(job: VideoJob, failure: JobFailure) -> VideoJob:
    """The job once it is certain that there will be no results."""
    return replace(_next(job), status=JobStatus.FAILED, failure=failure, due_at=None)


def abandoned(job: VideoJob) -> VideoJob:
    """A waiting job whose screening is over already."""
    return replace(_next(job), status=JobStatus.ABANDONED, due_at=None)


def _next(job: VideoJob) -> VideoJob:
    return replace(job, write=job.write + 1)
