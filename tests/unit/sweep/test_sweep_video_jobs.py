"""The sweep has overdue jobs asked after, waiting ones started, and workflows looked after."""

from datetime import timedelta

import pytest

from lambdas.moderation.domain.errors import ModerationError, Permanent, Retryable
from lambdas.moderation.domain.video_jobs import JobKey, recorded
from tests.fakes.video_jobs import FakeVideoJobs
from tests.unit.video.world import World, key_of

GAUGES = ("VideoJobsOverdue", "VideoJobWaitSeconds")


def running(world: World, videos: int) -> list[JobKey]:
    """Jobs that run, each begun a minute after the one before."""
    keys = []
    for number in range(videos):
        keys.append(key_of(world.video(number)))
        world.ask(keys[-1], f"branch-{number}")
        world.clock.pass_by(minutes=1)
    return keys


def waiting(world: World, *, minutes: int) -> JobKey:
    """A job that waits so long already."""
    key = key_of(world.video(minutes))
    since = world.clock.now() - timedelta(minutes=minutes)
    world.jobs.save(recorded(key, branch="b", parameters={}, now=since))
    return key


@pytest.fixture
def world() -> World:
    return World()


def test_overdue_jobs_are_asked_after_longest_overdue_first(world: World) -> None:
    keys = running(world, 3)
    world.clock.pass_by(minutes=28)
    assert world.sweep.run() == []
    assert world.completions.checked == keys[:2]
    assert world.counter["VideoJobsOverdue"] == 2
    assert world.dispatcher.asked == 0


def test_a_sweep_that_finds_nothing_counts_that_too(world: World) -> None:
    assert world.sweep.run() == []
    assert all(name in world.counter for name in GAUGES)
    assert [world.counter[name] for name in GAUGES] == [0, 0]


def test_one_that_cannot_be_asked_after_does_not_keep_the_others(world: World) -> None:
    keys = running(world, 3)
    world.clock.pass_by(minutes=60)
    waiting(world, minutes=9)
    error = Retryable("Later.", code="later")
    world.completions.trouble.before("request_check", error)
    assert world.sweep.run() == [error]
    assert world.completions.checked == keys[1:]
    assert world.dispatcher.asked == 1


def test_waiting_jobs_are_started_and_the_oldest_ones_wait_is_told() -> None:
    world = World(jobs=FakeVideoJobs(slots=0))
    for minutes in (2, 7, 3):
        waiting(world, minutes=minutes)
    assert world.sweep.run() == []
    assert (world.dispatcher.asked, world.counter["VideoJobWaitSeconds"]) == (1, 7 * 60)


@pytest.mark.parametrize("method", ["overdue", "waiting"])
def test_a_list_that_cannot_be_read_is_told_and_not_counted_as_nothing(
    world: World, method: str
) -> None:
    error = Retryable("Later.", code="later")
    world.jobs.trouble.before(method, error)
    assert world.sweep.run() == [error]
    gauge = GAUGES[method == "waiting"]
    assert [name for name in GAUGES if name not in world.counter] == [gauge]


@pytest.mark.parametrize(
    "error", [Permanent("Damaged.", code="unreadable-state"), Retryable("Later.", code="later")]
)
def test_jobs_are_started_though_the_oldest_one_cannot_be_read(
    world: World, error: ModerationError
) -> None:
    waiting(world, minutes=1)
    world.jobs.trouble.before("load", error)
    assert world.sweep.run() == [error]
    assert world.dispatcher.asked == 1


def test_the_list_may_be_behind() -> None:
    world = World(jobs=FakeVideoJobs(lag=True))
    key = waiting(world, minutes=1)
    world.jobs.catch_up()
    world.handle({"dispatch": True})
    assert world.sweep.run() == []
    assert world.job(key).write == 3
    assert world.counter["VideoJobWaitSeconds"] == 0
