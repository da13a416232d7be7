"""The items of video jobs and of their slots, to the wire and back.

A job is in the index of what is due only while it is due: as `job_waiting` until it is started,
then as `job_running`. Neither kind of item is one that enforcement listens to. Raises `Permanent`
with the code `unreadable-state` for an item that is damaged. Times count in milliseconds.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lambdas.moderation.aws.attributes import (
    UNREADABLE,
    Item,
    ItemReader,
    Plain,
    to_item,
    to_time,
    unreadable,
)
from lambdas.moderation.domain.video_jobs import JobFailure, JobKey, JobStatus, VideoJob

if TYPE_CHECKING:
    from lambdas.moderation.aws.items import WireItem

WAITING = "job_waiting"
RUNNING = "job_running"
SLOTS = "video-slots"
SLOT_PREFIX = "slot#"
_JOB_PREFIX = "job#"
_KEPT_FOR = timedelta(days=14)
"""Twice as long as Rekognition keeps results: until then a job explains its screening."""


def job_prefix(screening: int) -> str:
    """What the range keys of one screening's jobs start with."""
    return f"{_JOB_PREFIX}{screening:04d}#"


def job_name(key: JobKey) -> str:
    """The range key of a job."""
    return job_prefix(key.screening) + key.analyser


def slot_name(slot: int) -> str:
    """The range key of a slot."""
    return f"{SLOT_PREFIX}{slot:02d}"


def job_to_item(job: VideoJob) -> "WireItem":
    """The job item; DynamoDB removes it two weeks after the job was recorded, or later."""
    values: dict[str, Plain] = {
        "content_id": job.key.content_id,
        "item": job_name(job.key),
        "status": job.status.value,
        "write": job.write,
        "branch": job.branch,
        "parameters": job.parameters,
        "waiting_since": to_time(job.waiting_since),
        "attempts": job.attempts or None,
        "slot": job.slot,
        "job_id": job.job_id,
        **_failure_values(job.failure),
        "expires_at": int((job.waiting_since + _KEPT_FOR).timestamp()),
    }
    if job.due_at is not None and not job.status.is_over:
        values["due_kind"] = WAITING if job.status is JobStatus.WAITING else RUNNING
        values["due_at"] = to_time(job.due_at)
    return to_item(values)


def item_to_job(item: Item) -> VideoJob:
    """The job that was written."""
    read = ItemReader(item)
    try:
        return VideoJob(
            key=_key(read),
            branch=read.text("branch"),
            parameters=read.measures("parameters"),
            status=JobStatus(read.text("status")),
            waiting_since=datetime.fromisoformat(read.text("waiting_since")),
            due_at=read.time("due_at"),
            write=read.number("write"),
            attempts=read.number("attempts", 0),
            slot=read.number("slot") if "slot" in item else None,
            job_id=read.optional("job_id"),
            failure=_failure(read),
        )
    except UNREADABLE as error:
        raise unreadable(item) from error


def item_to_key(item: Item) -> JobKey:
    """The key of a job from its item's key alone."""
    try:
        return _key(ItemReader(item))
    except UNREADABLE as error:
        raise unreadable(item) from error


def slot_to_item(slot: int, key: JobKey, until: datetime) -> "WireItem":
    """The item of a slot that is held; one that is free has none."""
    return to_item(
        {
            "content_id": SLOTS,
            "item": slot_name(slot),
            "holder": key.tag,
            "leased_until": to_time(until),
        }
    )


def end_of_lease(item: Item) -> str | None:
    """Until when the slot is held, as `to_time` writes times; None for one that is damaged.

    A damaged slot is held: a job may run in it, and with one more there would be one too many.
    That job makes it readable again when it keeps it, or frees it.
    """
    try:
        end = ItemReader(item).text("leased_until")
        datetime.fromisoformat(end)
    except UNREADABLE:
        return None
    return end


def _key(read: ItemReader) -> JobKey:
    _, screening, analyser = read.text("item").split("#", 2)
    return JobKey(read.text("content_id"), int(screening), analyser)


def _failure_values(failure: JobFailure | None) -> dict[str, Plain]:
    if failure is None:
        return {}
    return {"failure_code": failure.code, "failure_text": failure.text}


def _failure(read: ItemReader) -> JobFailure | None:
    code = read.optional("failure_code")
    return None if code is None else JobFailure(code, read.text("failure_text"))
