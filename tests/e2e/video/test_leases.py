"""A slot whose holder died before anything was started in it is free again after its lease."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.domain.video_jobs import STARTING_FOR, JobKey, JobStatus
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import invoke
from tests.e2e.pipeline.operating import function_name
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import (
    SLOTS,
    VIDEO_SECONDS,
    held_slots,
    jobs_of,
    rekognition_jobs,
    slots_taken,
    upload_video,
    wait_until_idle,
    wait_until_waiting,
)

pytestmark = pytest.mark.e2e


def test_a_slot_whose_holder_died_is_taken_by_the_next_dispatch_after_its_lease(
    stage: Stage,
) -> None:
    stage.door.delete("rekognition")
    with slots_taken(stage, but=1):
        content, key = _slot_of_a_dead_dispatch(stage, "lease.mp4")
        until(lambda: _has_dispatched(stage), seconds=30)
        job = jobs_of(stage).load(key)
        assert job is not None
        assert (job.status, held_slots(stage)) == (JobStatus.WAITING, SLOTS)
        _let_the_lease_pass(stage, key)
        invoke(stage, "sweep")
        state = stage.enforced(content, seconds=VIDEO_SECONDS)
    assert state.status is Status.APPROVED
    assert rekognition_jobs(stage)["started"] == 2
    wait_until_idle(stage)


def _slot_of_a_dead_dispatch(stage: Stage, key: str) -> tuple[Content, JobKey]:
    """Its dispatch, the only one, died right after it took the slot that was left."""
    jobs, somebody, now = jobs_of(stage), JobKey("1" * 32, 1, "labels"), datetime.now(UTC)
    assert jobs.take_slot(1, somebody, now=now, until=now + STARTING_FOR)
    content = upload_video(stage, key)
    wait_until_waiting(stage, content)
    job = JobKey(content.content_id, 1, "moderation_labels")
    caller = function_name("start-video-job")
    kill = {"on": "dynamodb.PutItem", "do": "kill_after", "caller": caller}
    stage.door.post("faults", [{**kill, "containing": job.tag}])
    jobs.free_slot(1, somebody)
    invoke(stage, "sweep")
    (lease,) = until(lambda: _leases(stage, job), seconds=30)
    ends, now = datetime.fromisoformat(lease["leased_until"]["S"]), datetime.now(UTC)
    assert now < ends <= now + STARTING_FOR
    return content, job


def _has_dispatched(stage: Stage) -> bool:
    """The local cloud kills every process of a function together with one of them."""
    try:
        invoke(stage, "start-video-job", {"dispatch": True})
    except AssertionError:
        return False
    return True


def _let_the_lease_pass(stage: Stage, key: JobKey) -> None:
    (lease,) = _leases(stage, key)
    slot = int(lease["item"]["S"].removeprefix("slot#"))
    jobs_of(stage).keep_slot(slot, key, until=datetime.now(UTC) - timedelta(seconds=1))


def _leases(stage: Stage, key: JobKey) -> list[Any]:
    found = stage.aws.client("dynamodb").query(
        TableName=stage.outputs["ModerationTable"],
        KeyConditionExpression="content_id = :slots",
        FilterExpression="holder = :holder",
        ExpressionAttributeValues={":slots": {"S": "video-slots"}, ":holder": {"S": key.tag}},
    )["Items"]
    return list(found)
