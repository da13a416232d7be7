"""Dispatch: who is started, who waits, who is told that there is nothing to start."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Gone, Misconfigured, NoSlot, Permanent, Retryable
from lambdas.moderation.domain.transitions import with_gone
from lambdas.moderation.domain.video_job_rules import leased_until
from lambdas.moderation.domain.video_jobs import JobKey, JobStatus, recorded
from tests.fakes.video_jobs import FakeVideoJobs
from tests.unit.video.world import CHECK_AFTER, MODERATION, World, key_of


def waiting(world: World, videos: int) -> list[JobKey]:
    """Jobs on record, each a second younger than the one before; nobody has dispatched yet."""
    keys = []
    for number in range(videos):
        key = key_of(world.video(number))
        now = world.clock.now() - timedelta(seconds=videos - number)
        world.jobs.save(recorded(key, branch=f"branch-{number}", parameters={}, now=now))
        keys.append(key)
    return keys


def statuses(world: World, keys: list[JobKey]) -> list[JobStatus]:
    return [world.job(key).status for key in keys]


def dispatch(world: World) -> list[Exception]:
    return world.handle({"dispatch": True})


W, R, F, A = JobStatus.WAITING, JobStatus.RUNNING, JobStatus.FAILED, JobStatus.ABANDONED


def test_the_oldest_jobs_get_the_slots_there_are() -> None:
    world = World(jobs=FakeVideoJobs(slots=2))
    keys = waiting(world, 3)
    assert dispatch(world) == []
    assert statuses(world, keys) == [R, R, W]
    assert world.held() == 2


def test_more_than_a_page_of_jobs_is_started() -> None:
    world = World(jobs=FakeVideoJobs(slots=70))
    world.analysers.limit = 70
    keys = waiting(world, 60)
    dispatch(world)
    assert statuses(world, keys) == [R] * 60


def test_a_running_job_is_due_to_be_asked_after_and_its_slot_outlasts_that() -> None:
    world = World()
    (key,) = waiting(world, 1)
    dispatch(world)
    look_at = world.clock.now() + CHECK_AFTER
    assert world.job(key).due_at == look_at
    assert [*world.jobs.held_slots(leased_until(look_at)).values()] == [key]
    assert world.jobs.held_slots(leased_until(look_at) + timedelta(seconds=1)) == {}


def test_jobs_that_are_started_at_once_begin_at_different_slots() -> None:
    taken: set[int] = set()
    for number in range(12):
        world = World()
        world.ask(key_of(world.video(number)), "branch")
        taken.update(world.jobs.held_slots(world.clock.now()))
    assert len(taken) > 3


def test_where_every_slot_is_taken_nothing_but_that_is_looked_at() -> None:
    world = World()
    waiting(world, world.jobs.slots + 1)
    dispatch(world)
    world.jobs.trouble.before("waiting")
    assert dispatch(world) == []


def test_an_account_that_is_full_stops_the_dispatch_and_the_job_keeps_its_place() -> None:
    world = World()
    world.analysers.limit = 1
    keys = waiting(world, 4)
    before = world.job(keys[1])
    assert dispatch(world) == []
    assert statuses(world, keys) == [R, W, W, W]
    assert world.job(keys[1]) == replace(before, write=3)
    assert (world.held(), world.counter["AccountJobLimitReached"]) == (1, 1)
    assert world.analysers.calls["start"] == 2


def test_a_start_that_fails_for_now_is_put_off_and_the_next_one_is_tried() -> None:
    world = World()
    keys = waiting(world, 3)
    error = Retryable("Slow down.", code="throttled")
    world.analysers.trouble.before("start", error)
    assert dispatch(world) == [error]
    assert statuses(world, keys) == [W, R, R]
    assert world.job(keys[0]).due_at == world.clock.now() + timedelta(seconds=15)
    assert world.held() == 2


@pytest.mark.parametrize("kind", [Retryable, Misconfigured])
def test_two_failures_in_a_row_are_the_services_and_stop_the_dispatch(
    kind: type[Retryable],
) -> None:
    world = World()
    keys = waiting(world, 5)
    world.analysers.trouble.before("start", kind("Not now.", code="x"), times=5)
    assert len(dispatch(world)) == 2
    assert statuses(world, keys) == [W] * 5
    assert world.held() == 0


def test_a_job_that_was_put_off_is_not_started_before_its_time() -> None:
    world = World()
    (key,) = waiting(world, 1)
    world.analysers.trouble.before("start")
    dispatch(world)
    event = {"content_id": key.content_id, "screening": 1, "analyser": MODERATION}
    world.handle({**event, "branch": "branch-new"})
    assert statuses(world, [key]) == [W]
    world.clock.pass_by(seconds=15)
    dispatch(world)
    assert statuses(world, [key]) == [R]


@pytest.mark.parametrize("error", [Permanent("Too long.", code="video-too-large"), Gone()])
def test_a_video_that_is_refused_ends_its_job_and_its_branch_hears_why(
    error: Permanent | Gone,
) -> None:
    world = World()
    keys = waiting(world, 2)
    world.analysers.trouble.before("start", error)
    assert dispatch(world) == []
    assert statuses(world, keys) == [F, R]
    failure = world.branches["branch-0"].failure
    assert failure == world.job(keys[0]).failure
    assert failure and (failure.code, failure.text) == (error.code, str(error))
    assert (world.held(), world.counter["VideoJobsFailed"]) == (1, 1)


def test_a_branch_that_cannot_be_told_is_told_once_the_job_comes_up_again() -> None:
    world = World()
    (key,) = waiting(world, 1)
    world.analysers.refuse(MODERATION, Permanent("Too long.", code="video-too-large"))
    world.branches.trouble.before("fail")
    assert len(dispatch(world)) == 1
    assert not world.job(key).status.is_over
    assert world.held() == 0


def gone(world: World, number: int) -> None:
    content = Content("uploads-test", f"videos/{number}.mp4", "v1")
    state = world.contents.load(content.content_id)
    change = state and with_gone(state, world.clock.now())
    assert change
    world.contents.save(*change)


def test_a_video_that_was_deleted_is_not_started_and_costs_no_slot() -> None:
    world = World(jobs=FakeVideoJobs(slots=1))
    keys = waiting(world, 2)
    gone(world, 0)
    assert dispatch(world) == []
    assert statuses(world, keys) == [F, R]
    failure = world.branches["branch-0"].failure
    assert failure and failure.code == "gone"


def test_a_job_without_its_content_is_gone_too() -> None:
    world = World()
    key = key_of(Content("uploads-test", "never-seen.mp4", "v1"))
    world.jobs.save(recorded(key, branch="b", parameters={}, now=world.clock.now()))
    dispatch(world)
    assert statuses(world, [key]) == [F]
    assert "b" in world.branches


@pytest.mark.parametrize(("screened", "status"), [(0, R), (1, A), (2, A)])
def test_a_job_whose_screening_has_its_verdict_is_abandoned(
    screened: int, status: JobStatus
) -> None:
    world = World()
    (key,) = waiting(world, 1)
    state = world.contents.load(key.content_id)
    assert state
    world.contents.save(replace(state, write=2, screened=screened))
    dispatch(world)
    assert statuses(world, [key]) == [status]
    assert ("branch-0" in world.branches) == (status is A)


def test_nothing_is_begun_when_the_time_is_nearly_over() -> None:
    world = World(seconds_left=20)
    keys = waiting(world, 1)
    assert dispatch(world) == []
    assert statuses(world, keys) == [W]
    assert world.held() == 0


def test_one_job_that_cannot_be_read_does_not_keep_the_others() -> None:
    world = World()
    keys = waiting(world, 4)
    damaged = Permanent("Damaged.", code="unreadable-state")
    world.jobs.trouble.before("load", damaged, times=3)
    assert dispatch(world) == [damaged] * 3
    assert statuses(world, keys) == [W, W, W, R]


def test_a_list_that_is_behind_starts_nothing_twice() -> None:
    world = World(jobs=FakeVideoJobs(lag=True))
    keys = waiting(world, 3)
    world.jobs.catch_up()
    dispatch(world)
    dispatch(world)
    assert statuses(world, keys) == [R] * 3
    assert (world.analysers.calls["start"], world.held()) == (3, 3)


def test_a_full_account_is_no_failure() -> None:
    world = World()
    waiting(world, 1)
    world.analysers.trouble.before("start", NoSlot())
    assert dispatch(world) == []


def test_a_whole_page_of_jobs_that_cannot_be_read_does_not_keep_the_others() -> None:
    world = World()
    keys = waiting(world, 55)
    world.jobs.trouble.before("load", Permanent("Damaged.", code="unreadable-state"), times=52)
    dispatch(world)
    assert statuses(world, keys) == [W] * 52 + [R] * 3


def test_failures_that_are_not_in_a_row_are_their_own_jobs() -> None:
    world = World()
    keys = waiting(world, 6)
    for number in (0, 2, 4):
        content = Content("uploads-test", f"videos/{number}.mp4", "v1")
        world.analysers.refuse(MODERATION, Retryable("Odd.", code="odd"), content=content)
    assert len(dispatch(world)) == 3
    assert statuses(world, keys) == [W, R, W, R, W, R]
