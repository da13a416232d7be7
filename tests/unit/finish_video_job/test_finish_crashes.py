"""A process that dies at any point: the same message again does the rest, and nothing wrong."""

import pytest

from lambdas.moderation.domain.video_jobs import JobKey, JobStatus
from tests.unit.video.world import Crash, World, check, completion, key_of

POINTS = [
    ("jobs", "load", "before"),
    ("jobs", "free_slot", "before"),
    ("jobs", "free_slot", "after"),
    ("jobs", "save", "before"),
    ("jobs", "save", "after"),
    ("branches", "succeed", "before"),
    ("branches", "succeed", "after"),
    ("branches", "fail", "before"),
    ("branches", "fail", "after"),
    ("dispatcher", "ask", "before"),
    ("dispatcher", "ask", "after"),
]


def dies(world: World, body: str, point: tuple[str, str, str]) -> bool:
    """Handles the message; whether the process got to that point, and died."""
    fake, method, when = point
    trouble, _ = world.troubles[fake]
    getattr(trouble, when)(method, Crash())
    try:
        world.finish.handle(body)
    except Crash:
        return True
    return False


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def key(world: World) -> JobKey:
    """A job that runs."""
    key = key_of(world.video())
    world.ask(key, "branch-1")
    return key


@pytest.mark.parametrize("checked", [False, True])
@pytest.mark.parametrize("point", [each for each in POINTS if each[1] != "fail"])
def test_a_job_that_succeeded(
    world: World, key: JobKey, point: tuple[str, str, str], *, checked: bool
) -> None:
    job_id = world.analysers.id_of(key)
    world.analysers.complete(job_id)
    world.clock.pass_by(minutes=31)
    body = check(key) if checked else completion(key, job_id)
    assert dies(world, body, point)
    world.finish.handle(body)
    assert world.branches["branch-1"].job_id == job_id
    assert world.job(key).status is JobStatus.SUCCEEDED
    assert (world.held(), world.dispatcher.asked > 0) == (0, True)


@pytest.mark.parametrize("checked", [False, True])
@pytest.mark.parametrize("point", [each for each in POINTS if each[1] != "succeed"])
def test_a_job_that_failed(
    world: World, key: JobKey, point: tuple[str, str, str], *, checked: bool
) -> None:
    job_id = world.analysers.id_of(key)
    world.analysers.fail(job_id)
    world.clock.pass_by(minutes=31)
    body = check(key) if checked else completion(key, job_id, "FAILED")
    assert dies(world, body, point)
    world.finish.handle(body)
    assert world.branches["branch-1"].failure == world.job(key).failure
    assert world.job(key).status is JobStatus.FAILED
    assert (world.held(), world.dispatcher.asked > 0) == (0, True)


@pytest.mark.parametrize("point", POINTS[:5] + POINTS[-2:])
def test_a_start_that_nobody_finished(point: tuple[str, str, str]) -> None:
    world = World()
    key = key_of(world.video())
    world.analysers.trouble.before("start", Crash())
    with pytest.raises(Crash):
        world.ask(key, "branch-1")
    world.clock.pass_by(minutes=4)
    assert dies(world, check(key), point)
    world.finish.handle(check(key))
    assert world.job(key).status is JobStatus.WAITING
    assert (world.held(), world.dispatcher.asked > 0) == (0, True)


def test_the_branch_is_told_only_after_the_slot_is_free_and_the_job_is_written(
    world: World, key: JobKey
) -> None:
    world.branches.trouble.before("succeed", Crash())
    with pytest.raises(Crash):
        world.finish.handle(completion(key, world.analysers.id_of(key)))
    assert (world.held(), world.job(key).status) == (0, JobStatus.SUCCEEDED)
