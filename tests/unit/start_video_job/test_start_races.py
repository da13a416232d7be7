"""While a job is being started, others change it; or the process dies. No slot stays behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.video_jobs import (
    JobKey,
    JobStatus,
    VideoJob,
    put_back,
    with_branch,
    with_slot,
    with_start,
)
from tests.fakes.video_jobs import FakeVideoJobs
from tests.unit.video.world import CHECK_AFTER, Crash, World, check, completion, key_of


@pytest.fixture
def world() -> World:
    return World(jobs=FakeVideoJobs(slots=2))


@pytest.fixture
def key(world: World) -> JobKey:
    return key_of(world.video())


def meanwhile(world: World, change: Callable[[VideoJob], VideoJob]) -> None:
    """Somebody changes the job after it was begun and before the start is answered."""
    world.analysers.on_start = lambda _, job: world.jobs.save(change(world.job(job.key)))


def completed_at_once(world: World) -> None:
    """The completion is handled before the start is answered."""

    def complete(job_id: str, job: VideoJob) -> None:
        world.analysers.complete(job_id)
        world.finish.handle(completion(job.key, job_id))

    world.analysers.on_start = complete


def test_an_early_completion_wins_and_its_slot_is_free(world: World, key: JobKey) -> None:
    completed_at_once(world)
    assert world.ask(key, "branch-1") == []
    job = world.job(key)
    assert (job.status, job.job_id) == (JobStatus.SUCCEEDED, world.analysers.id_of(key))
    assert world.branches["branch-1"].job_id == job.job_id
    assert world.held() == 0


def test_an_early_completion_that_died_after_freeing_the_slot_is_made_up_for(
    world: World, key: JobKey
) -> None:
    world.jobs.trouble.after("free_slot", Crash())

    def complete(job_id: str, job: VideoJob) -> None:
        world.analysers.complete(job_id)
        with pytest.raises(Crash):
            world.finish.handle(completion(job.key, job_id))

    world.analysers.on_start = complete
    assert world.ask(key, "branch-1") == []
    assert (world.job(key).status, world.held()) == (JobStatus.RUNNING, 0)
    world.finish.handle(completion(key, world.analysers.id_of(key)))
    assert world.job(key).status is JobStatus.SUCCEEDED
    assert "branch-1" in world.branches


def test_a_branch_that_is_retried_during_the_start_is_the_one_that_is_kept(
    world: World, key: JobKey
) -> None:
    meanwhile(world, lambda job: with_branch(job, "branch-2"))
    assert world.ask(key, "branch-1") == []
    job = world.job(key)
    assert (job.status, job.branch, world.held()) == (JobStatus.RUNNING, "branch-2", 1)


def test_a_branch_that_is_retried_during_a_start_that_is_refused_is_told(
    world: World, key: JobKey
) -> None:
    class Refusing:
        @staticmethod
        def start(job: VideoJob, _: object) -> str:
            world.jobs.save(with_branch(job, "branch-2"))
            raise Permanent("Too long.", code="video-too-large")

    object.__setattr__(world.dispatch.start, "analysers", Refusing())
    assert world.ask(key, "branch-1") == []
    assert world.job(key).status is JobStatus.FAILED
    failure = world.branches["branch-2"].failure
    assert failure and failure.code == "video-too-large"


def test_a_start_that_took_too_long_leaves_the_slot_it_was_put_out_of(
    world: World, key: JobKey
) -> None:
    meanwhile(world, put_back)
    assert world.ask(key, "branch-1") == []
    assert (world.job(key).status, world.held()) == (JobStatus.WAITING, 0)


def test_a_start_by_somebody_else_in_another_slot_keeps_that_slot_only(
    world: World, key: JobKey
) -> None:
    def elsewhere(job: VideoJob) -> VideoJob:
        now = world.clock.now()
        assert world.jobs.take_slot(2, job.key, now=now, until=now + timedelta(minutes=3))
        return replace(job, write=job.write + 1, slot=2)

    meanwhile(world, elsewhere)
    world.ask(key, "branch-1")
    assert world.jobs.held_slots(world.clock.now()) == {2: key}


def test_who_loses_the_job_before_its_start_frees_the_slot(world: World, key: JobKey) -> None:
    class Slow(FakeVideoJobs):
        def take_slot(self, slot: int, key: JobKey, *, now: datetime, until: datetime) -> bool:
            self._jobs[key] = with_branch(self._jobs[key], "branch-2")
            return super().take_slot(slot, key, now=now, until=until)

    world = World(jobs=Slow())
    world.video()
    world.ask(key, "branch-1")
    assert (world.job(key).status, world.held()) == (JobStatus.WAITING, 0)


def test_a_start_that_somebody_else_has_recorded_in_the_same_slot_keeps_it(
    world: World, key: JobKey
) -> None:
    look_at = world.clock.now() + CHECK_AFTER
    meanwhile(world, lambda job: with_start(job, "job-1", look_at=look_at))
    world.ask(key, "branch-1")
    assert (world.job(key).status, world.held()) == (JobStatus.RUNNING, 1)


def test_who_was_asleep_until_the_job_had_the_slot_again_does_not_free_it(key: JobKey) -> None:
    class Overtaken(FakeVideoJobs):
        def take_slot(self, slot: int, key: JobKey, *, now: datetime, until: datetime) -> bool:
            self._jobs[key] = with_slot(self._jobs[key], slot, now)
            return super().take_slot(slot, key, now=now, until=until)

    world = World(jobs=Overtaken())
    world.video()
    world.ask(key, "branch-1")
    assert (world.job(key).status, world.held()) == (JobStatus.STARTING, 1)


@pytest.mark.parametrize(
    ("method", "arm"),
    [
        ("take_slot", "after"),
        ("save", "before"),
        ("save", "after"),
        ("keep_slot", "before"),
        ("keep_slot", "after"),
    ],
)
def test_a_process_that_dies_anywhere_leaves_a_lease_that_frees_itself(
    world: World, key: JobKey, method: str, arm: str
) -> None:
    saved = World(jobs=FakeVideoJobs(slots=0))
    saved.video()
    saved.ask(key, "branch-1")
    world.jobs.save(saved.job(key))
    getattr(world.jobs.trouble, arm)(method, Crash())
    with pytest.raises(Crash):
        world.handle({"dispatch": True})
    world.clock.pass_by(minutes=4)
    world.finish.handle(check(key))
    world.handle({"dispatch": True})
    assert (world.job(key).status, world.held()) == (JobStatus.RUNNING, 1)
    assert list(world.analysers.jobs) == [world.job(key).job_id]


def test_a_process_that_dies_between_start_and_record_starts_no_second_job(
    world: World, key: JobKey
) -> None:
    world.analysers.trouble.after("start", Crash())
    with pytest.raises(Crash):
        world.ask(key, "branch-1")
    assert (world.job(key).status, world.held()) == (JobStatus.STARTING, 1)
    world.clock.pass_by(minutes=4)
    assert world.held() == 0
    world.sweep.run()
    (asked,) = world.completions.checked
    world.finish.handle(check(asked))
    assert world.job(key).status is JobStatus.WAITING
    world.handle({"dispatch": True})
    assert world.job(key).job_id == world.analysers.id_of(key)
    assert (len(world.analysers.jobs), world.held()) == (1, 1)


def test_a_slot_that_somebody_else_took_first_is_passed_over(key: JobKey) -> None:
    class Behind(FakeVideoJobs):
        def free_slots(self, now: datetime) -> list[int]:
            return [1, 2]

    world = World(jobs=Behind())
    other, now = key_of(world.video(2)), world.clock.now()
    world.jobs.take_slot(1, other, now=now, until=now + timedelta(minutes=3))
    world.video()
    world.ask(key, "branch-1")
    assert world.jobs.held_slots(now) == {1: other, 2: key}
