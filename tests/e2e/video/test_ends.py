"""Executions that end without a verdict: the content is held for a person, and told why."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import with_rescreen
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.domain.video_jobs import JobStatus
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import invoke, sweep_when_due, told_by, verdicts
from tests.e2e.pipeline.operating import function_name, waits_for_a_person
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import (
    VIDEO_SECONDS,
    execution,
    execution_arn,
    job_statuses,
    rekognition_jobs,
    slots_taken,
    upload_video,
    wait_until_idle,
    wait_until_running,
    wait_until_waiting,
)

pytestmark = pytest.mark.e2e


def test_a_video_whose_execution_is_aborted_is_held_and_its_jobs_end_by_themselves(
    stage: Stage,
) -> None:
    stage.door.post("rekognition", {"job_seconds": 2})
    content = upload_video(stage, "aborted/running.mp4")
    wait_until_running(stage, content)
    _abort(stage, content)
    _assert_held(stage, content, "The workflow was stopped before it came to a verdict")
    wait_until_idle(stage)
    assert job_statuses(stage, content) == {JobStatus.SUCCEEDED}
    assert len(verdicts(stage, content)) == 1


def test_the_jobs_of_an_aborted_execution_that_wait_are_never_started(stage: Stage) -> None:
    stage.door.delete("rekognition")
    with slots_taken(stage):
        content = upload_video(stage, "aborted/waiting.mp4")
        wait_until_waiting(stage, content)
        _abort(stage, content)
        _assert_held(stage, content, "The workflow was stopped before it came to a verdict")
        until(lambda: job_statuses(stage, content) == {JobStatus.ABANDONED})
    assert rekognition_jobs(stage)["started"] == 0


def test_an_execution_that_ends_in_a_runtime_error_is_found_by_its_name(stage: Stage) -> None:
    content = upload_video(stage, "runtime-error.mp4")
    change = with_rescreen(
        stage.enforced(content, seconds=VIDEO_SECONDS),
        who="somebody",
        why="doubts",
        now=datetime.now(UTC),
    )
    assert change
    stage.contents.save(*change)
    stage.aws.client("stepfunctions").start_execution(
        stateMachineArn=stage.outputs["VideoWorkflow"],
        name=f"{content.content_id}-2",
        input=json.dumps({}),
    )
    until(lambda: execution(stage, content, 2)["status"] == "FAILED")
    state = _assert_held(stage, content, "The workflow failed (States.Runtime", revision=2)
    assert (state.screened, stage.reads(content)) == (2, 403)


def test_a_video_whose_failed_execution_nobody_heard_of_is_held_by_the_sweep(stage: Stage) -> None:
    stage.door.delete("rekognition")
    with slots_taken(stage):
        content = upload_video(stage, "aborted/unheard.mp4")
        wait_until_waiting(stage, content)
        with _nobody_hears_of_failures(stage):
            _abort(stage, content)
        state = stage.state(content)
        assert state is not None
        assert (state.status, state.screened) == (Status.SCREENING, 0)
        sweep_when_due(stage, content)
        _assert_held(stage, content, "has ended without a verdict")
    invoke(stage, "sweep")
    until(lambda: job_statuses(stage, content) == {JobStatus.ABANDONED})
    assert rekognition_jobs(stage)["started"] == 0


def test_a_video_whose_job_failed_is_approved_once_it_is_screened_again(stage: Stage) -> None:
    stage.door.delete("rekognition")
    stage.door.post("rekognition", {"jobs": {"failed": 1.0}})
    content = upload_video(stage, "failed-job.mp4")
    state = stage.enforced(content, seconds=VIDEO_SECONDS)
    assert [reason.rule for reason in state.reasons] == ["held-video-unreadable"]
    assert job_statuses(stage, content) == {JobStatus.FAILED}
    stage.door.post("rekognition", {})
    answer = told_by(stage, "rescreen", content.content_id, "--why", "Rekognition failed")
    assert (answer["screening"], answer["message_sent"]) == (2, True)
    state = stage.enforced(content, revision=2, seconds=VIDEO_SECONDS)
    assert (state.status, state.revision, stage.reads(content)) == (Status.APPROVED, 2, 200)
    assert job_statuses(stage, content, 2) == {JobStatus.SUCCEEDED}
    # The token of the first screening would have given its failed jobs again.
    assert rekognition_jobs(stage)["started"] == 4
    assert [event.screening for event in verdicts(stage, content)] == [1, 2]


def _abort(stage: Stage, content: Content) -> None:
    stage.aws.client("stepfunctions").stop_execution(executionArn=execution_arn(stage, content))
    assert execution(stage, content)["status"] == "ABORTED"


def _assert_held(stage: Stage, content: Content, words: str, *, revision: int = 1) -> ContentState:
    """A person is asked to look, once, by all ways, and told why."""
    state = stage.enforced(content, revision=revision)
    assert (state.status, stage.tag(content)) == (Status.IN_REVIEW, "in_review")
    (reason,) = state.reasons
    assert reason.rule == "held-workflow-failed"
    assert words in reason.text
    until(lambda: stage.heard(stage.alerts, content))
    (alert,) = stage.heard(stage.alerts, content)
    assert words in alert["reasons"][0]["text"]
    until(lambda: waits_for_a_person(stage, content))
    return state


@contextmanager
def _nobody_hears_of_failures(stage: Stage) -> Iterator[None]:
    """Meanwhile the rule for executions that failed is disabled."""
    events, arn = stage.aws.client("events"), _arn(stage, "decide-video")
    (rule,) = events.list_rule_names_by_target(TargetArn=arn)["RuleNames"]
    events.disable_rule(Name=rule)
    try:
        yield
    finally:
        events.enable_rule(Name=rule)


def _arn(stage: Stage, function: str) -> str:
    told = stage.aws.client("lambda").get_function(FunctionName=function_name(function))
    return str(told["Configuration"]["FunctionArn"])
