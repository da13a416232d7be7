"""Videos that are overwritten or deleted while they are screened: each version for itself."""

from contextlib import ExitStack

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.domain.video_jobs import JobStatus
from samples.videos import clip
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import held_back, invoke
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import (
    VIDEO_SECONDS,
    execution,
    job_statuses,
    jobs_of,
    rekognition_jobs,
    slots_taken,
    upload_video,
    wait_until_idle,
    wait_until_running,
    wait_until_waiting,
)

pytestmark = pytest.mark.e2e

VIOLENCE = "graphic-violence@95"


def test_a_video_overwritten_while_it_is_screened_gets_a_verdict_for_each_version(
    stage: Stage,
) -> None:
    stage.door.post("rekognition", {"job_seconds": 2})
    older = upload_video(stage, "overwritten.mp4", simulate=VIOLENCE)
    wait_until_running(stage, older)
    newer = upload_video(stage, "overwritten.mp4", body=clip(hue=90))
    assert older.content_id != newer.content_id
    statuses = [stage.enforced(each, seconds=VIDEO_SECONDS).status for each in (older, newer)]
    assert statuses == [Status.REJECTED, Status.APPROVED]
    assert (stage.reads(older), stage.reads(newer)) == (403, 200)
    assert (stage.tag(older), stage.tag(newer)) == ("rejected", "approved")


def test_a_video_deleted_while_it_is_screened_is_gone_without_a_verdict(stage: Stage) -> None:
    stage.door.post("rekognition", {"job_seconds": 2})
    content = upload_video(stage, "deleted/running.mp4", simulate=VIOLENCE)
    wait_until_running(stage, content)
    _delete(stage, content)
    _wait_until_gone(stage, content)
    assert job_statuses(stage, content) == {JobStatus.RUNNING}
    _assert_ended_silently(stage, content)
    assert job_statuses(stage, content) == {JobStatus.SUCCEEDED}


def test_a_video_deleted_before_its_jobs_are_started_costs_nothing(stage: Stage) -> None:
    stage.door.delete("rekognition")
    with slots_taken(stage):
        content = upload_video(stage, "deleted/waiting.mp4", simulate=VIOLENCE)
        wait_until_waiting(stage, content)
        _delete(stage, content)
        _wait_until_gone(stage, content)
    invoke(stage, "sweep")
    _assert_ended_silently(stage, content)
    assert _failures(stage, content) == {"gone"}
    assert rekognition_jobs(stage)["started"] == 0


def test_a_video_whose_deletion_rekognition_finds_out_first_is_gone(stage: Stage) -> None:
    stage.door.delete("rekognition")
    with ExitStack() as unheard:
        with slots_taken(stage):
            content = upload_video(stage, "deleted/unheard.mp4", simulate=VIOLENCE)
            wait_until_waiting(stage, content)
            unheard.enter_context(held_back(stage, "screen-upload"))
            _delete(stage, content)
        invoke(stage, "sweep")
        _wait_until_gone(stage, content)
        assert _failures(stage, content) == {"gone"}
    _assert_ended_silently(stage, content)


def _delete(stage: Stage, content: Content) -> None:
    stage.app.delete_object(Bucket=content.bucket, Key=content.key, VersionId=content.version_id)


def _wait_until_gone(stage: Stage, content: Content) -> None:
    until(
        lambda: (state := stage.state(content)) and state.status is Status.GONE,
        seconds=VIDEO_SECONDS,
    )


def _assert_ended_silently(stage: Stage, content: Content) -> None:
    """No crash, no verdict, nothing announced, no slot lost."""
    until(lambda: execution(stage, content)["status"] != "RUNNING", seconds=VIDEO_SECONDS)
    assert execution(stage, content)["status"] == "SUCCEEDED"
    wait_until_idle(stage)
    state = stage.state(content)
    assert state is not None
    assert (state.status, state.revision, state.due) == (Status.GONE, 0, None)
    history = stage.contents.history(content.content_id)
    assert [event.kind for event in history] == [EventKind.GONE]
    assert stage.heard(stage.events, content) == stage.heard(stage.alerts, content) == []


def _failures(stage: Stage, content: Content) -> set[str]:
    jobs = jobs_of(stage).of_screening(content.content_id, 1)
    return {job.failure.code for job in jobs if job.failure}
