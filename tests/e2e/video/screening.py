"""Videos of a deployed stage: their uploads, executions, jobs and slots."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.video_jobs import JobKey, JobStatus, VideoJob
from samples.videos import clip
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import invoke
from tests.e2e.pipeline.stage import Stage

SLOTS = 18
VIDEO_SECONDS = 60.0


def upload_video(
    stage: Stage, key: str, *, simulate: str = "", body: bytes | None = None
) -> Content:
    """Uploads a real H.264 clip of three seconds, or that body."""
    return stage.upload(key, body or clip(), simulate=simulate)


def jobs_of(stage: Stage) -> DynamoDbVideoJobs:
    """The stage's jobs and slots, as root."""
    table = stage.outputs["ModerationTable"]
    return DynamoDbVideoJobs(stage.aws.client("dynamodb"), table, slots=SLOTS)


def held_slots(stage: Stage) -> int:
    """How many slots are taken now."""
    return SLOTS - len(jobs_of(stage).free_slots(datetime.now(UTC)))


def job_statuses(stage: Stage, content: Content, screening: int = 1) -> set[JobStatus]:
    """How the jobs of a screening stand."""
    jobs = jobs_of(stage).of_screening(content.content_id, screening)
    return {job.status for job in jobs}


def wait_until_running(stage: Stage, content: Content, screening: int = 1) -> list[VideoJob]:
    """Until both jobs of a screening run at Rekognition."""

    def look() -> list[VideoJob] | None:
        jobs = jobs_of(stage).of_screening(content.content_id, screening)
        running = [job for job in jobs if job.status is JobStatus.RUNNING]
        return running if len(running) == 2 else None

    return until(look, seconds=VIDEO_SECONDS)


def hurry_overdue(stage: Stage, contents: Iterable[Content], screening: int = 1) -> int:
    """Lets the time go by until jobs that nothing was heard of are asked after, and sweeps.

    How many such jobs there were.
    """
    jobs, now = jobs_of(stage), datetime.now(UTC)
    found = [
        job
        for content in contents
        for job in jobs.of_screening(content.content_id, screening)
        if job.status in {JobStatus.STARTING, JobStatus.RUNNING}
    ]
    for job in found:
        jobs.save(replace(job, write=job.write + 1, due_at=now))
    invoke(stage, "sweep")
    return len(found)


def execution_arn(stage: Stage, content: Content, screening: int = 1) -> str:
    """The ARN of the execution that screens it."""
    machine = stage.outputs["VideoWorkflow"].replace(":stateMachine:", ":execution:")
    return f"{machine}:{content.content_id}-{screening}"


def execution(stage: Stage, content: Content, screening: int = 1) -> Any:
    """The execution as Step Functions describes it."""
    arn = execution_arn(stage, content, screening)
    return stage.aws.client("stepfunctions").describe_execution(executionArn=arn)


def rekognition_jobs(stage: Stage) -> Any:
    """What the stand-in reports of its jobs: `running`, `most_at_once`, `started`, `seconds`."""
    return stage.door.get("rekognition")["jobs"]


@contextmanager
def slots_taken(stage: Stage, but: int = 0) -> Iterator[None]:
    """Meanwhile somebody else holds all slots, except the first so many."""
    jobs, now, other = jobs_of(stage), datetime.now(UTC), JobKey("0" * 32, 1, "labels")
    slots = range(but + 1, SLOTS + 1)
    for slot in slots:
        assert jobs.take_slot(slot, other, now=now, until=now + timedelta(hours=1))
    try:
        yield
    finally:
        for slot in slots:
            jobs.free_slot(slot, other)


def wait_until_waiting(stage: Stage, content: Content) -> None:
    """Until both jobs of its first screening are on record, and wait for a slot."""

    def look() -> bool:
        jobs = jobs_of(stage).of_screening(content.content_id, 1)
        return [job.status for job in jobs] == [JobStatus.WAITING] * 2

    until(look, seconds=VIDEO_SECONDS)


def wait_until_idle(stage: Stage) -> None:
    """Until no slot is taken any more."""
    until(lambda: held_slots(stage) == 0, seconds=VIDEO_SECONDS)
