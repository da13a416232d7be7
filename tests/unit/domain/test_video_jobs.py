"""A video job and each way in which it changes."""

from datetime import UTC, datetime, timedelta

import pytest

from lambdas.moderation.domain.video_jobs import (
    STARTING_FOR,
    JobFailure,
    JobKey,
    JobStatus,
    VideoJob,
    abandoned,
    failed,
    looked_at,
    put_back,
    put_off,
    recorded,
    succeeded,
    with_branch,
    with_slot,
    with_start,
)

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
KEY = JobKey("4b825dc642cb6eb9a060e54bf8d69288", 2, "moderation_labels")
WAITING = recorded(KEY, branch="token", parameters={"min_confidence": 40.5}, now=NOW)
STARTING = with_slot(WAITING, 7, LATER)
RUNNING = with_start(STARTING, "9c1d", look_at=LATER + timedelta(minutes=30))


class TestKeys:
    def test_a_job_is_named_for_its_content_screening_and_analyser(self) -> None:
        assert KEY.tag == "4b825dc642cb6eb9a060e54bf8d69288.2.moderation_labels"
        assert JobKey.from_tag(KEY.tag) == KEY

    def test_every_job_has_a_token_of_its_own(self) -> None:
        others = [JobKey(KEY.content_id, 3, KEY.analyser), JobKey(KEY.content_id, 2, "labels")]
        assert len({key.client_token for key in (KEY, *others)}) == 3
        assert JobKey(KEY.content_id, 2, KEY.analyser).client_token == KEY.client_token

    @pytest.mark.parametrize(
        "tag",
        [
            "",
            "nightly-batch",
            "a.1",
            "a.1.",
            ".1.labels",
            "a..labels",
            "a.0.labels",
            "a.01.labels",
            "a.-1.labels",
            "a.1e3.labels",
            "a.².labels",
            "a.१.labels",
            "a.1.labels\n",
            "a.1.lab els",
            "a.1.lab#els",
            "ä.1.labels",
            "a.1.\ud800",
            f"a.{'9' * 5000}.labels",
            f"a.1.{'x' * 1024}",
        ],
    )
    def test_what_no_job_of_ours_is_named_stands_for_none(self, tag: str) -> None:
        assert JobKey.from_tag(tag) is None


class TestChanges:
    def test_a_recorded_job_waits_from_then_on(self) -> None:
        assert (WAITING.status, WAITING.write) == (JobStatus.WAITING, 1)
        assert WAITING.waiting_since == WAITING.due_at == NOW
        assert (WAITING.slot, WAITING.job_id, WAITING.attempts) == (None, None, 0)

    def test_a_job_with_a_slot_is_looked_at_once_a_start_has_taken_too_long(self) -> None:
        assert (STARTING.status, STARTING.slot) == (JobStatus.STARTING, 7)
        assert STARTING.due_at == LATER + STARTING_FOR

    def test_a_started_job_runs_until_it_is_looked_at(self) -> None:
        assert (RUNNING.status, RUNNING.job_id, RUNNING.slot) == (JobStatus.RUNNING, "9c1d", 7)
        assert RUNNING.due_at == LATER + timedelta(minutes=30)
        again = looked_at(RUNNING, look_again_at=LATER + timedelta(hours=1))
        assert (again.status, again.due_at) == (JobStatus.RUNNING, LATER + timedelta(hours=1))

    def test_a_repeated_branch_waits_instead_of_the_one_before(self) -> None:
        assert with_branch(RUNNING, "second").branch == "second"
        assert with_branch(RUNNING, "second").due_at == RUNNING.due_at

    def test_a_job_that_is_put_back_has_its_place_in_the_line(self) -> None:
        back = put_back(STARTING)
        assert (back.status, back.slot, back.due_at) == (JobStatus.WAITING, None, NOW)
        assert back.attempts == 0

    @pytest.mark.parametrize(
        ("attempts", "seconds"), [(0, 15), (1, 30), (5, 480), (6, 900), (7, 900), (5000, 900)]
    )
    def test_a_start_that_failed_lets_others_pass_for_longer_each_time(
        self, attempts: int, seconds: int
    ) -> None:
        job: VideoJob = with_slot(WAITING, 1, NOW)
        off = put_off(_after(job, attempts), LATER)
        assert off.due_at == LATER + timedelta(seconds=seconds)
        assert (off.status, off.slot, off.attempts) == (JobStatus.WAITING, None, attempts + 1)

    def test_a_job_that_is_over_says_how_and_keeps_the_slot_it_had(self) -> None:
        failure = JobFailure("video-unreadable", "The codec is not supported.")
        assert succeeded(RUNNING, "9c1d").status is JobStatus.SUCCEEDED
        assert failed(RUNNING, failure).failure == failure
        assert abandoned(WAITING).status is JobStatus.ABANDONED
        assert {job.slot for job in (succeeded(RUNNING, "9c1d"), failed(RUNNING, failure))} == {7}

    def test_a_completion_may_come_before_the_start_was_noted(self) -> None:
        done = succeeded(STARTING, "9c1d")
        assert (done.status, done.job_id, done.due_at) == (JobStatus.SUCCEEDED, "9c1d", None)

    def test_three_ends_are_ends(self) -> None:
        over = {status for status in JobStatus if status.is_over}
        assert over == {JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.ABANDONED}


def _after(job: VideoJob, attempts: int) -> VideoJob:
    for _ in range(attempts):
        job = with_slot(put_off(job, NOW), 1, NOW)
    return job
