"""Once a screening has its verdict, no slot is spent on its jobs that still wait."""

import pytest

from lambdas.moderation.domain.errors import Conflict, Retryable
from lambdas.moderation.domain.video_jobs import JobKey, JobStatus, recorded, with_slot
from tests.unit.decide_video.rig import CONTENT, START, Budget, Rig, dog, plenty


@pytest.fixture
def rig() -> Rig:
    return Rig()


def status_of(rig: Rig, key: JobKey) -> JobStatus:
    job = rig.jobs.load(key)
    assert job is not None
    return job.status


@pytest.fixture
def waiting(rig: Rig) -> JobKey:
    rig.decide()
    rig.ask_again()
    key = JobKey(CONTENT.content_id, 3, "labels")
    rig.jobs.save(recorded(key, branch="b", parameters={}, now=START))
    return key


def test_jobs_that_wait_are_abandoned_with_the_verdict_and_only_those_of_the_screening(
    rig: Rig, waiting: JobKey
) -> None:
    assert rig.use_case.handle(rig.request(2), plenty) is True
    assert status_of(rig, waiting) is JobStatus.WAITING
    asked = {**rig.request(2), "screening": 3}
    assert rig.use_case.handle(asked, plenty) is True
    assert status_of(rig, waiting) is JobStatus.ABANDONED


def test_jobs_that_wait_are_abandoned_also_where_the_verdict_was_recorded_before(
    rig: Rig, waiting: JobKey
) -> None:
    asked = {**rig.request(2), "screening": 3}
    rig.jobs.trouble.before("save")
    with pytest.raises(Retryable):
        rig.use_case.handle(asked, plenty)
    assert rig.use_case.handle(asked, plenty) is True
    assert status_of(rig, waiting) is JobStatus.ABANDONED
    assert rig.counter["DuplicateEvents"] == 1


def test_jobs_that_wait_are_left_to_whoever_starts_them_right_now(
    rig: Rig, waiting: JobKey
) -> None:
    asked = {**rig.request(2), "screening": 3}
    rig.jobs.trouble.before("save", Conflict("Changed.", code="job-changed"))
    assert rig.use_case.handle(asked, plenty) is True
    assert status_of(rig, waiting) is JobStatus.WAITING


def test_jobs_are_left_alone_once_they_are_being_started(rig: Rig, waiting: JobKey) -> None:
    job = rig.jobs.load(waiting)
    assert job is not None
    rig.jobs.save(with_slot(job, 1, START))
    assert rig.use_case.handle({**rig.request(2), "screening": 3}, plenty) is True
    assert status_of(rig, waiting) is JobStatus.STARTING


def test_jobs_that_wait_are_not_abandoned_before_the_verdict(rig: Rig, waiting: JobKey) -> None:
    rig.analysers.rows_a_page = 1
    rig.analysers.sight("labels", dog(0), dog(1), dog(2))
    assert rig.use_case.handle({**rig.request(2), "screening": 3}, Budget(0)) is False
    assert status_of(rig, waiting) is JobStatus.WAITING
