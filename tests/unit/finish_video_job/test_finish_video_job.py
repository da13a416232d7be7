"""What is heard of a job frees its slot, ends it and resumes its branch, once and rightly."""

import pytest

from lambdas.moderation.domain.errors import Conflict, Permanent, Retryable
from lambdas.moderation.domain.video_jobs import (
    JobFailure,
    JobKey,
    JobReport,
    JobStatus,
    with_branch,
)
from tests.fakes.video_jobs import FakeVideoJobs
from tests.unit.video.world import World, completion, key_of


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


def test_a_completion_frees_the_slot_resumes_the_branch_and_has_the_next_started(
    world: World, key: JobKey, job_id: str
) -> None:
    world.finish.handle(completion(key, job_id))
    assert world.job(key).status is JobStatus.SUCCEEDED
    assert (world.branches["branch-1"].key, world.branches["branch-1"].job_id) == (key, job_id)
    assert (world.held(), world.dispatcher.asked) == (0, 1)
    assert world.counter["VideoJobsFinished"] == 1
    assert world.analysers.calls["report"] == 0


def test_the_same_completion_again_changes_nothing(world: World, key: JobKey, job_id: str) -> None:
    world.finish.handle(completion(key, job_id))
    before, told = world.job(key), dict(world.branches.told)
    world.finish.handle(completion(key, job_id, "FAILED"))
    assert world.job(key) == before
    assert world.branches.told == told
    assert world.counter["CompletionsRepeated"] == 1


@pytest.mark.parametrize("status", ["FAILED", "ERROR"])
def test_a_failed_job_says_why_in_rekognitions_own_words(
    world: World, key: JobKey, job_id: str, status: str
) -> None:
    world.analysers.fail(job_id, "The codec is odd.")
    world.finish.handle(completion(key, job_id, status))
    text = "Amazon Rekognition could not analyse the video: The codec is odd."
    failure = JobFailure("video-unreadable", text)
    assert world.job(key).failure == failure
    assert world.branches["branch-1"].failure == failure
    assert (world.held(), world.dispatcher.asked, world.counter["VideoJobsFailed"]) == (0, 1, 1)


def test_a_message_of_failure_about_a_job_that_succeeded_is_not_believed(
    world: World, key: JobKey, job_id: str
) -> None:
    world.analysers.complete(job_id)
    world.finish.handle(completion(key, job_id, "FAILED"))
    assert world.branches["branch-1"].job_id == job_id


def test_a_message_of_failure_about_a_job_that_runs_leaves_it_its_slot(
    world: World, key: JobKey, job_id: str
) -> None:
    world.finish.handle(completion(key, job_id, "ERROR"))
    assert (world.job(key).status, world.held()) == (JobStatus.RUNNING, 1)
    assert "branch-1" not in world.branches


def test_a_failed_job_that_rekognition_does_not_know_any_more_ends_so(
    world: World, key: JobKey, job_id: str
) -> None:
    world.analysers.forget(job_id)
    world.finish.handle(completion(key, job_id, "FAILED"))
    failure = world.branches["branch-1"].failure
    assert failure and failure.code == "results-gone"
    assert world.held() == 0


def test_a_report_that_fails_for_now_leaves_all_as_it_was(
    world: World, key: JobKey, job_id: str
) -> None:
    before = world.job(key)
    world.analysers.trouble.before("report")
    with pytest.raises(Retryable):
        world.finish.handle(completion(key, job_id, "FAILED"))
    assert (world.job(key), world.held()) == (before, 1)


@pytest.mark.parametrize("tag", ["", "somebody-elses", "f" * 32 + ".1.labels"])
def test_a_completion_of_a_job_that_is_not_ours_is_counted_and_done(world: World, tag: str) -> None:
    body = completion(JobKey("x", 1, "y"), "job-1").replace("x.1.y", tag)
    world.finish.handle(body)
    assert world.counter.counts == {"CompletionsIgnored": 1}
    assert (len(world.branches), world.dispatcher.asked) == (0, 0)


def test_a_completion_with_another_job_id_than_the_recorded_one_is_counted_and_done(
    world: World, key: JobKey
) -> None:
    before = world.job(key)
    world.finish.handle(completion(key, "another-id"))
    assert (world.job(key), world.held()) == (before, 1)
    assert world.counter["CompletionsIgnored"] == 1


def test_a_job_that_was_put_back_is_finished_by_the_completion_of_its_lost_start() -> None:
    world = World(jobs=FakeVideoJobs(slots=0))
    key = key_of(world.video())
    world.ask(key, "branch-1")
    job_id = world.analysers.start(world.job(key), world.video(2))
    world.analysers.complete(job_id)
    world.finish.handle(completion(key, job_id))
    assert world.job(key).status is JobStatus.SUCCEEDED
    assert world.branches["branch-1"].job_id == job_id


@pytest.mark.parametrize("body", ["nonsense", '{"JobId": 5}'])
def test_a_message_that_nobody_can_read_is_parked_with_its_cause(world: World, body: str) -> None:
    world.finish.handle(body)
    (parked,) = world.completions.parked
    assert parked.body == body
    assert parked.why.startswith("unreadable-message: ")
    assert world.counter["MessagesParked"] == 1


def test_a_message_about_a_job_that_cannot_be_read_is_parked(
    world: World, key: JobKey, job_id: str
) -> None:
    world.jobs.trouble.before("load", Permanent("Damaged.", code="unreadable-state"))
    world.finish.handle(completion(key, job_id))
    assert world.completions.parked[0].why == "unreadable-state: Damaged."


def test_a_branch_that_is_retried_meanwhile_is_the_one_that_is_told(
    world: World, key: JobKey, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: str) -> JobReport:
        world.jobs.save(with_branch(world.job(key), "branch-2"))
        return JobReport(JobStatus.SUCCEEDED)

    monkeypatch.setattr(world.analysers, "report", meanwhile)
    world.finish.handle(completion(key, job_id, "FAILED"))
    assert world.branches["branch-2"].job_id == job_id
    assert "branch-1" not in world.branches


def test_a_job_that_is_ended_meanwhile_stays_as_it_ended(
    world: World, key: JobKey, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: str) -> JobReport:
        world.finish.handle(completion(key, job_id))
        return JobReport(JobStatus.FAILED, "Odd.")

    monkeypatch.setattr(world.analysers, "report", meanwhile)
    world.finish.handle(completion(key, job_id, "FAILED"))
    assert world.job(key).status is JobStatus.SUCCEEDED
    assert world.branches["branch-1"].job_id == job_id


def test_a_job_that_keeps_changing_is_tried_again_later(
    world: World, key: JobKey, job_id: str
) -> None:
    world.jobs.trouble.before("save", Conflict("Changed.", code="job-changed"), times=5)
    with pytest.raises(Retryable) as raised:
        world.finish.handle(completion(key, job_id))
    assert raised.value.code == "contended"
