"""Nothing was heard of a job: it is asked after, and goes on, waits again or fails."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdas.moderation.domain.video_job_rules import leased_until
from lambdas.moderation.domain.video_jobs import JobKey, JobStatus, VideoJob
from tests.fakes.video_jobs import FakeVideoJobs
from tests.unit.video.world import CHECK_AFTER, World, check, completion, key_of


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def key(world: World) -> JobKey:
    """A job that runs."""
    key = key_of(world.video())
    world.ask(key, "branch-1")
    return key


@pytest.fixture
def job_id(world: World, key: JobKey) -> str:
    return world.analysers.id_of(key)


def overdue(world: World) -> None:
    world.clock.pass_by(minutes=31)


def stuck(world: World, key: JobKey) -> VideoJob:
    """Whoever started the job died before its start was answered."""
    job = world.job(key)
    due = world.clock.now() + timedelta(minutes=3)
    starting = replace(job, write=job.write + 1, status=JobStatus.STARTING, job_id=None, due_at=due)
    world.jobs.save(starting)
    return starting


def test_a_check_of_a_job_that_succeeded_finishes_it(
    world: World, key: JobKey, job_id: str
) -> None:
    world.analysers.complete(job_id)
    overdue(world)
    world.finish.handle(check(key))
    assert world.branches["branch-1"].job_id == job_id
    assert (world.held(), world.dispatcher.asked) == (0, 1)


def test_a_check_of_a_job_that_failed_ends_it(world: World, key: JobKey, job_id: str) -> None:
    world.analysers.fail(job_id)
    overdue(world)
    world.finish.handle(check(key))
    failure = world.branches["branch-1"].failure
    assert failure and failure.code == "video-unreadable"


def test_a_check_of_a_job_that_runs_keeps_its_slot_until_it_is_asked_after_again(
    world: World, key: JobKey
) -> None:
    overdue(world)
    world.finish.handle(check(key))
    again = world.clock.now() + CHECK_AFTER
    assert world.job(key).due_at == again
    assert [*world.jobs.held_slots(leased_until(again)).values()] == [key]
    assert "branch-1" not in world.branches


def test_a_second_check_at_once_does_not_ask_rekognition_again(world: World, key: JobKey) -> None:
    overdue(world)
    world.finish.handle(check(key))
    world.finish.handle(check(key))
    assert world.analysers.calls["report"] == 1


def test_a_check_before_its_time_does_nothing(world: World, key: JobKey) -> None:
    before = world.job(key)
    world.finish.handle(check(key))
    assert world.job(key) == before
    assert world.analysers.calls["report"] == 0


def test_a_check_of_a_start_that_nobody_finished_gives_the_job_its_place_back(
    world: World, key: JobKey
) -> None:
    stuck(world, key)
    world.clock.pass_by(minutes=4)
    world.finish.handle(check(key))
    back = world.job(key)
    assert (back.status, back.slot, back.due_at) == (JobStatus.WAITING, None, back.waiting_since)
    assert (world.held(), world.dispatcher.asked) == (0, 1)


def test_a_check_of_a_job_that_waits_leaves_it_waiting() -> None:
    world = World(jobs=FakeVideoJobs(slots=0))
    key = key_of(world.video())
    world.ask(key, "branch-1")
    before = world.job(key)
    world.finish.handle(check(key))
    assert world.job(key) == before


def test_a_check_of_a_job_that_nobody_knows_is_counted_and_done(world: World) -> None:
    world.finish.handle(check(JobKey("f" * 32, 1, "labels")))
    assert world.counter.counts == {"CompletionsIgnored": 1}


def test_an_error_about_a_job_that_is_starting_and_runs_leaves_it_starting(
    world: World, key: JobKey, job_id: str
) -> None:
    starting = stuck(world, key)
    world.finish.handle(completion(key, job_id, "ERROR"))
    assert world.job(key) == starting
