"""Events of a video that come again: nothing is started twice, and there is one verdict."""

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.verdict import Status
from tests.e2e.pipeline.backstage import s3_event, send, verdicts, wait_until_dealt_with
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import (
    VIDEO_SECONDS,
    execution,
    rekognition_jobs,
    upload_video,
    wait_until_running,
)

pytestmark = pytest.mark.e2e


def test_events_that_come_again_during_and_after_a_screening_start_nothing(stage: Stage) -> None:
    stage.door.delete("rekognition")
    stage.door.post("rekognition", {"job_seconds": 2, "jobs": {"repeated": 1.0}})
    content = upload_video(stage, "repeated.mp4")
    wait_until_running(stage, content)
    _repeat(stage, content)
    assert execution(stage, content)["status"] == "RUNNING", "The repeats came meanwhile."
    state = stage.enforced(content, seconds=VIDEO_SECONDS)
    _repeat(stage, content)
    assert stage.state(content) == state
    assert (state.status, state.screening) == (Status.APPROVED, 1)
    assert len(verdicts(stage, content)) == 1
    assert rekognition_jobs(stage)["started"] == 2
    assert _executions(stage, content) == [f"{content.content_id}-1"]


def _repeat(stage: Stage, content: Content) -> None:
    send(stage, [s3_event("Created", content)] * 10)
    wait_until_dealt_with(stage, content)


def _executions(stage: Stage, content: Content) -> list[str]:
    told = stage.aws.client("stepfunctions").list_executions(
        stateMachineArn=stage.outputs["VideoWorkflow"], maxResults=1000
    )
    names = [each["name"] for each in told["executions"]]
    return [name for name in names if name.startswith(content.content_id)]
