"""Many videos over few slots: all get their verdict, no slot is lost, none is taken twice."""

from typing import Any

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.domain.video_jobs import JobStatus
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import invoke
from tests.e2e.pipeline.operating import counted
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.fleet import (
    FLEET_SECONDS,
    NOTHING_LEFT,
    Fleet,
    all_running,
    dead_letters,
    leftovers,
    started_in_order,
    upload_fleet,
)
from tests.e2e.video.screening import (
    SLOTS,
    hurry_overdue,
    jobs_of,
    rekognition_jobs,
    upload_video,
)

pytestmark = pytest.mark.e2e

MISHAPS = {"failed": 0.05, "lost": 0.05, "repeated": 0.05, "early": 0.05}


def test_60_videos_at_once_all_get_their_verdict_with_18_jobs_at_a_time(stage: Stage) -> None:
    dead = dead_letters(stage)
    _tell_rekognition(stage, job_limit=20, job_seconds=15)
    fleet = upload_fleet(stage, "fleet", 60)
    until(lambda: rekognition_jobs(stage)["running"] >= SLOTS, seconds=FLEET_SECONDS)
    stage.door.post("rekognition", {"job_limit": 20, "job_seconds": [0.5, 1.5]})
    fleet.wait_until_enforced(stage)
    assert fleet.verdicts(stage) == fleet.deserved
    assert fleet.executions(stage) == {"SUCCEEDED": 60}
    jobs = rekognition_jobs(stage)
    assert jobs["most_at_once"] == SLOTS, "All slots were in use, and never more."
    assert (jobs["started"], jobs["running"]) == (120, 0)
    assert leftovers(stage, fleet) == NOTHING_LEFT
    assert dead_letters(stage) == dead


def test_60_videos_get_their_verdict_whatever_befalls_every_fifth_job(stage: Stage) -> None:
    dead = dead_letters(stage)
    _tell_rekognition(stage, job_limit=20, job_seconds=[0.5, 1.5], jobs=MISHAPS)
    fleet = upload_fleet(stage, "misfortunes", 60)
    until(lambda: _have_ended(stage, 120), seconds=FLEET_SECONDS)
    lost = until(lambda: len(fleet.unfinished(stage)) == 6 and 6, seconds=FLEET_SECONDS)
    assert hurry_overdue(stage, fleet.contents) == lost
    fleet.wait_until_enforced(stage)

    failed = {job.key.content_id for job in fleet.jobs(stage) if job.status is JobStatus.FAILED}
    held = [each for each in fleet.contents if each.content_id in failed]
    for content in held:
        state = stage.state(content)
        assert state is not None
        assert "the stand-in was told to let this job fail" in state.reasons[0].text
    assert fleet.verdicts(stage) == {**fleet.deserved, **dict.fromkeys(held, Status.IN_REVIEW)}
    assert fleet.executions(stage) == {"SUCCEEDED": 60}
    jobs = rekognition_jobs(stage)
    befell = {"failed": jobs["failed"], **jobs["messages"]}
    assert {kind: befell[kind] for kind in MISHAPS} == dict.fromkeys(MISHAPS, 6)
    assert jobs["most_at_once"] <= SLOTS
    assert jobs["started"] == 120
    assert leftovers(stage, fleet) == NOTHING_LEFT
    assert dead_letters(stage) == dead


def test_videos_get_their_verdict_while_others_use_most_of_the_accounts_jobs(stage: Stage) -> None:
    dead = dead_letters(stage)
    refused = counted(stage, "AccountJobLimitReached", "start-video-job")
    _tell_rekognition(stage, job_limit=6, job_seconds=[1.5, 2.5])
    fleet = upload_fleet(stage, "crowded", 12)
    until(lambda: _have_ended(stage, 24, sweeping=True), seconds=FLEET_SECONDS)
    fleet.wait_until_enforced(stage)
    assert fleet.verdicts(stage) == fleet.deserved
    assert fleet.executions(stage) == {"SUCCEEDED": 12}
    assert counted(stage, "AccountJobLimitReached", "start-video-job") > refused
    jobs = rekognition_jobs(stage)
    assert (jobs["most_at_once"], jobs["started"]) == (6, 24)
    assert leftovers(stage, fleet) == NOTHING_LEFT
    assert dead_letters(stage) == dead


def test_jobs_that_had_to_wait_are_started_by_the_sweep_oldest_first(stage: Stage) -> None:
    _tell_rekognition(stage, job_limit=0)
    recorded = counted(stage, "VideoJobsRecorded", "start-video-job")
    fleet = Fleet({_upload_and_wait_for_jobs(stage, n): Status.APPROVED for n in range(8)})
    until(lambda: counted(stage, "VideoJobsRecorded", "start-video-job") == recorded + 16)
    jobs = fleet.jobs(stage)
    assert {job.status for job in jobs} == {JobStatus.WAITING}
    line = [job.key.tag for job in sorted(jobs, key=lambda job: job.waiting_since)]

    stage.door.post("rekognition", {"job_seconds": 8})
    invoke(stage, "sweep")
    until(lambda: rekognition_jobs(stage)["running"] == 16)
    running = until(lambda: all_running(fleet.jobs(stage)))
    assert started_in_order(running) == line
    fleet.wait_until_enforced(stage)
    assert leftovers(stage, fleet) == NOTHING_LEFT


def _tell_rekognition(stage: Stage, **plan: Any) -> None:
    """Puts a plan in force, and its counts at zero."""
    stage.door.delete("rekognition")
    stage.door.post("rekognition", plan)


def _have_ended(stage: Stage, jobs: int, *, sweeping: bool = False) -> bool:
    """Whether so many jobs were started and none runs. Where none runs, the sweep starts more."""
    report = rekognition_jobs(stage)
    if sweeping and not report["running"] and report["started"] < jobs:
        invoke(stage, "sweep")
    return bool(report["started"] == jobs and not report["running"])


def _upload_and_wait_for_jobs(stage: Stage, number: int) -> Content:
    content = upload_video(stage, f"line/{number}.mp4")
    until(lambda: len(jobs_of(stage).of_screening(content.content_id, 1)) == 2, seconds=30)
    return content
