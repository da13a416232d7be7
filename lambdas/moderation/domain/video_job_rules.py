"""What whoever starts video jobs and whoever finishes them must agree on."""

import re
from datetime import datetime, timedelta

from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.video_jobs import JobFailure, JobKey, JobStatus, VideoJob

_CONTENT_ID = re.compile(r"[0-9a-f]{32}")
_MOST_SCREENINGS = 9_999
_LEASE_BEYOND_LOOK = timedelta(minutes=30)
_SCREENING_OVER = JobFailure(
    "screening-over", "The screening had its verdict before this job was started."
)


def is_well_formed(key: JobKey) -> bool:
    """Whether we can have made this key: a content id, a screening from 1, an analyser we know."""
    return (
        _CONTENT_ID.fullmatch(key.content_id) is not None
        and 1 <= key.screening <= _MOST_SCREENINGS
        and key.analyser in ANALYSERS
    )


def leased_until(look_at: datetime) -> datetime:
    """When the slot of a running job is free by itself: half an hour after the job is asked after.

    So the lease ends only where the sweep does not work either.
    """
    return look_at + _LEASE_BEYOND_LOOK


def outcome(job: VideoJob) -> str | JobFailure:
    """What the branch of a job that is over is told: the id of the results, or why there are none.

    Raises `ValueError` for a job that is not over.
    """
    if not job.status.is_over:
        raise ValueError("A job that is not over has no outcome.")
    if job.status is JobStatus.ABANDONED:
        return _SCREENING_OVER
    if job.failure is None and job.job_id is not None:
        return job.job_id
    return job.failure or JobFailure("no-results", "The job ended without results.")
