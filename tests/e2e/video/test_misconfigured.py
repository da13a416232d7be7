"""A role lost a permission: videos wait, loudly, and nobody is asked to look at them for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.domain.video_jobs import JobStatus, VideoJob
from tests.e2e.cloud.clients import policy, until
from tests.e2e.pipeline.backstage import invoke, verdicts
from tests.e2e.pipeline.operating import (
    counted,
    function_name,
    is_dead,
    is_ringing,
    lying,
    waits_for_a_person,
    without,
)
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import (
    VIDEO_SECONDS,
    held_slots,
    hurry_overdue,
    job_statuses,
    jobs_of,
    rekognition_jobs,
    upload_video,
)

pytestmark = pytest.mark.e2e

ERRORS = "ConfigurationErrors"
_LONGEST_SECOND_DELAY_SECONDS = 60.0


def test_videos_wait_while_jobs_cannot_be_started(stage: Stage) -> None:
    errors = counted(stage, ERRORS, "start-video-job")
    with without(stage, "start-video-job", "rekognition:StartContentModeration"):
        video = upload_video(stage, "videos/no-start.mp4")
        waiting = until(lambda: _put_off(stage, video), seconds=VIDEO_SECONDS)
        assert {job.status for job in waiting} == {JobStatus.WAITING}
        until(lambda: held_slots(stage) == 0)
        until(lambda: counted(stage, ERRORS, "start-video-job") > errors)
        until(lambda: is_ringing(stage, "start-video-job-configuration"))
        _is_unread_and_nobody_troubled(stage, video)
    _hurry_waiting(stage, video)
    _is_approved_and_nobody_troubled(stage, video)


def test_a_video_whose_completions_cannot_be_published_is_asked_after(stage: Stage) -> None:
    stage.door.post("rekognition", {"job_seconds": 0.5})
    with _denied(stage, "rekognition", "sns:Publish"):
        video = upload_video(stage, "videos/no-completion.mp4")
        until(lambda: rekognition_jobs(stage)["messages"]["refused"] == 2, seconds=VIDEO_SECONDS)
        assert job_statuses(stage, video) == {JobStatus.RUNNING}
        _is_unread_and_nobody_troubled(stage, video)
    assert hurry_overdue(stage, [video]) == 2
    _is_approved_and_nobody_troubled(stage, video)


def test_a_branch_that_could_not_be_resumed_is_resumed_by_the_message_that_comes_again(
    stage: Stage,
) -> None:
    errors = counted(stage, ERRORS, "finish-video-job")
    with without(stage, "finish-video-job", "states:SendTaskSuccess"):
        video = upload_video(stage, "videos/no-resuming.mp4")
        until(lambda: job_statuses(stage, video) == {JobStatus.SUCCEEDED}, seconds=VIDEO_SECONDS)
        until(lambda: len(lying(stage, "CompletionsQueue", video)) == 2)
        until(lambda: counted(stage, ERRORS, "finish-video-job") >= errors + 2)
        until(lambda: is_ringing(stage, "finish-video-job-configuration"))
        until(lambda: held_slots(stage) == 0)
        _is_unread_and_nobody_troubled(stage, video)
    _is_approved_and_nobody_troubled(stage, video, seconds=_LONGEST_SECOND_DELAY_SECONDS + 20)
    until(lambda: not lying(stage, "CompletionsQueue", video))


@contextmanager
def _denied(stage: Stage, role: str, action: str) -> Iterator[None]:
    """The role may not do that meanwhile, whoever else allows it: a topic's policy does, too."""
    iam, policy_of_it = stage.aws.client("iam"), {"RoleName": function_name(role)}
    statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
    iam.put_role_policy(**policy_of_it, PolicyName="denied", PolicyDocument=policy([statement]))
    try:
        yield
    finally:
        iam.delete_role_policy(**policy_of_it, PolicyName="denied")


def _put_off(stage: Stage, video: Content) -> list[VideoJob]:
    """Its jobs, once the start of both has failed; none before."""
    jobs = jobs_of(stage).of_screening(video.content_id, 1)
    return jobs if len(jobs) == 2 and all(job.attempts for job in jobs) else []


def _hurry_waiting(stage: Stage, video: Content) -> None:
    """Lets the time go by for which its jobs were put off, and sweeps."""
    jobs = jobs_of(stage)
    for job in jobs.of_screening(video.content_id, 1):
        jobs.save(replace(job, write=job.write + 1, due_at=datetime.now(UTC)))
    invoke(stage, "sweep")


def _is_unread_and_nobody_troubled(stage: Stage, video: Content) -> None:
    state = stage.state(video)
    assert state is not None
    assert (state.status, verdicts(stage, video)) == (Status.SCREENING, [])
    assert (stage.tag(video), stage.reads(video)) == (None, 403)
    assert not waits_for_a_person(stage, video)


def _is_approved_and_nobody_troubled(
    stage: Stage, video: Content, *, seconds: float = VIDEO_SECONDS
) -> None:
    state = stage.enforced(video, seconds=seconds)
    assert (state.status, stage.reads(video)) == (Status.APPROVED, 200)
    assert len(verdicts(stage, video)) == 1
    assert not waits_for_a_person(stage, video)
    assert not stage.heard(stage.alerts, video)
    assert not is_dead(stage, video)
