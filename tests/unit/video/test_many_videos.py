"""Many videos over few slots: each branch is told, no slot is lost, the oldest is first."""

import pytest

from lambdas.moderation.domain.video_jobs import JobStatus
from tests.fakes.video_jobs import FakeVideoJobs
from tests.unit.video.simulation import Faults, Simulation
from tests.unit.video.world import WatchedAnalysers, World

SLOTS = 18
FAULTS = Faults(lost=0.05, repeated=0.05, early=0.05, failed=0.05)


def test_60_videos_at_once_are_all_told_and_no_slot_is_held_after() -> None:
    run = Simulation().run(60)
    assert run.answers_are_right()
    assert {job.status for job in run.world.jobs} == {JobStatus.SUCCEEDED}
    assert run.world.held() == 0
    assert (run.most_held, run.world.analysers.most_running) == (SLOTS, SLOTS)


def test_slots_are_hardly_ever_empty_while_jobs_wait() -> None:
    run = Simulation().run(60)
    assert run.seconds < 120 * 180 / SLOTS * 1.35  # jobs x mean seconds over the slots


@pytest.mark.parametrize("seed", range(4))
def test_lost_repeated_early_and_failed_jobs_change_nothing_of_that(seed: int) -> None:
    run = Simulation(faults=FAULTS)
    run.random.seed(seed)
    run.run(60)
    assert run.answers_are_right()
    assert {job.status for job in run.world.jobs} == {JobStatus.SUCCEEDED, JobStatus.FAILED}
    assert run.world.held() == 0
    assert run.world.analysers.most_running <= SLOTS
    assert run.world.counter["VideoJobsOverdue"] > 0
    assert run.world.counter["CompletionsRepeated"] > 0


@pytest.mark.parametrize("seed", range(12))
def test_processes_that_die_anywhere_change_nothing_either(seed: int) -> None:
    run = Simulation(faults=Faults(0.05, 0.05, 0.05, 0.05, crashes=0.1))
    run.random.seed(seed)
    run.run(60)
    assert run.answers_are_right()
    assert all(job.status.is_over for job in run.world.jobs)
    assert run.most_held <= SLOTS
    assert run.world.jobs.held_slots(run.quiet()) == {}
    assert len(run.world.analysers.jobs) <= 120  # none was started twice under two ids


def test_300_videos_are_started_in_the_order_in_which_they_came() -> None:
    run = Simulation().run(300, within=60)
    waited = [job.waiting_since for job in run.started]
    assert len(waited) == 600
    assert waited == sorted(waited)
    assert run.world.held() == 0


@pytest.mark.parametrize("videos", [3, 300])
def test_a_video_costs_the_workflow_as_much_however_many_wait(videos: int) -> None:
    run = Simulation().run(videos)
    assert run.invocations == len(run.branches) == run.world.branches.attempts


def test_others_who_use_the_account_make_jobs_wait_and_not_fail() -> None:
    run = Simulation(World(analysers=WatchedAnalysers(limit=20 - 5))).run(60)
    assert run.answers_are_right()
    assert {job.status for job in run.world.jobs} == {JobStatus.SUCCEEDED}
    assert run.world.counter["AccountJobLimitReached"] > 0
    assert run.world.held() == 0
    waited = [job.waiting_since for job in run.started]
    assert waited == sorted(waited)


def test_one_slot_is_enough() -> None:
    run = Simulation(World(jobs=FakeVideoJobs(slots=1))).run(5)
    assert run.answers_are_right()
    assert (run.most_held, run.world.held()) == (1, 0)
