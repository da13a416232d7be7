"""A branch's job is put on record before anything else, and what fails after that is only told."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lambdas.moderation.domain.errors import Conflict, Misconfigured, Permanent, Retryable
from lambdas.moderation.domain.video_jobs import (
    JobFailure,
    JobKey,
    JobStatus,
    VideoJob,
    abandoned,
    failed,
    succeeded,
)
from tests.fakes.video_jobs import FakeVideoJobs
from tests.unit.video.world import LABELS, MODERATION, World, key_of, shipped_policy


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def key(world: World) -> JobKey:
    return key_of(world.video())


def without_slots() -> World:
    return World(jobs=FakeVideoJobs(slots=0))


def test_a_job_is_recorded_with_the_policys_parameters_and_started(
    world: World, key: JobKey
) -> None:
    assert world.ask(key, "branch-1") == []
    job = world.job(key)
    assert (job.status, job.branch) == (JobStatus.RUNNING, "branch-1")
    assert world.jobs.held_slots(world.clock.now()) == {job.slot: key}
    assert job.parameters == shipped_policy().analysers[MODERATION]
    assert job.job_id == world.analysers.id_of(key)


def test_an_analyser_that_the_policy_has_no_more_asks_with_the_defaults(world: World) -> None:
    key = key_of(world.video(), LABELS)
    only = {MODERATION: shipped_policy().analysers[MODERATION]}
    world.policies.policy = replace(shipped_policy(), analysers=only)
    assert world.ask(key, "branch-1") == []
    assert world.job(key).parameters == {}


def test_a_retried_branch_replaces_the_one_before_and_starts_nothing_twice(
    world: World, key: JobKey
) -> None:
    world.ask(key, "branch-1")
    world.ask(key, "branch-2")
    assert world.job(key).branch == "branch-2"
    assert world.analysers.calls["start"] == 1
    assert world.counter["BranchesReplaced"] == 1


def test_the_same_request_again_writes_nothing(key: JobKey, world: World) -> None:
    world.ask(key, "branch-1")
    saves = world.jobs.saves
    world.ask(key, "branch-1")
    assert world.jobs.saves == saves


def test_a_job_keeps_its_place_in_the_line_when_its_branch_is_retried() -> None:
    world = without_slots()
    key = key_of(world.video())
    world.ask(key, "branch-1")
    since = world.job(key).waiting_since
    world.clock.pass_by(minutes=5)
    world.ask(key, "branch-2")
    assert world.job(key).waiting_since == since


FAILURE = JobFailure("video-unreadable", "No.")


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (lambda job: succeeded(job, "job-9"), None),
        (lambda job: failed(job, FAILURE), "video-unreadable"),
        (abandoned, "screening-over"),
    ],
)
def test_a_retried_branch_of_a_job_that_is_over_is_told_at_once(
    end: Callable[[VideoJob], VideoJob], told: str | None
) -> None:
    world = without_slots()
    key = key_of(world.video())
    world.ask(key, "branch-1")
    world.jobs.save(end(world.job(key)))
    world.ask(key, "branch-2")
    answer = world.branches["branch-2"]
    assert (answer.failure and answer.failure.code) == told
    assert answer.job_id == (None if told else "job-9")
    assert world.analysers.calls["start"] == 0


def test_an_answer_that_fails_is_the_workflows_to_ask_for_again() -> None:
    world = without_slots()
    key = key_of(world.video())
    world.ask(key, "branch-1")
    world.jobs.save(succeeded(world.job(key), "job-9"))
    world.branches.trouble.before("succeed")
    with pytest.raises(Retryable):
        world.ask(key, "branch-2")


@pytest.mark.parametrize("method", ["load", "save"])
def test_a_job_that_cannot_be_recorded_raises(world: World, key: JobKey, method: str) -> None:
    world.jobs.trouble.before(method)
    with pytest.raises(Retryable):
        world.ask(key, "branch-1")
    assert world.analysers.calls["start"] == 0


def test_without_a_policy_nothing_is_recorded(world: World, key: JobKey) -> None:
    world.policies.policy = None
    with pytest.raises(Misconfigured):
        world.ask(key, "branch-1")
    assert key not in world.jobs


def test_a_request_that_nobody_can_read_raises(world: World) -> None:
    with pytest.raises(Permanent):
        world.handle({"content_id": 5})


def test_of_two_who_record_the_same_job_both_are_content(world: World, key: JobKey) -> None:
    world.jobs.trouble.before("save", Conflict("Changed.", code="job-changed"))
    assert world.ask(key, "branch-1") == []
    assert world.job(key).status is JobStatus.RUNNING


def test_a_job_that_keeps_changing_is_the_workflows_to_ask_for_again(
    world: World, key: JobKey
) -> None:
    world.jobs.trouble.before("save", Conflict("Changed.", code="job-changed"), times=5)
    with pytest.raises(Retryable) as raised:
        world.ask(key, "branch-1")
    assert raised.value.code == "contended"


@pytest.mark.parametrize("error", [Retryable("Later.", code="later"), ZeroDivisionError("oops")])
def test_a_dispatch_that_fails_is_told_and_the_job_waits_on_record(
    world: World, key: JobKey, error: Exception
) -> None:
    world.jobs.trouble.before("waiting", error)
    assert world.ask(key, "branch-1") == [error]
    assert world.job(key).status is JobStatus.WAITING


@pytest.mark.parametrize("error", [Retryable("Later.", code="later"), ZeroDivisionError("oops")])
def test_a_request_to_dispatch_never_raises(world: World, error: Exception) -> None:
    world.jobs.trouble.before("waiting", error)
    assert world.handle({"dispatch": True}) == [error]


def test_a_job_is_started_though_the_list_of_waiting_ones_is_behind(key: JobKey) -> None:
    world = World(jobs=FakeVideoJobs(lag=True))
    key = key_of(world.video())
    world.ask(key, "branch-1")
    assert world.job(key).status is JobStatus.RUNNING
