"""Whatever happens to a video job in whatever order, it keeps its promises."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.video_jobs import (
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

KEY = JobKey("4b825dc642cb6eb9a060e54bf8d69288", 1, "labels")
JOB_TAG = re.compile(r"[a-zA-Z0-9_.\-:+=\/]{1,1024}")
CLIENT_TOKEN = re.compile(r"[a-zA-Z0-9\-_]{64}")
KEYS = st.builds(
    JobKey,
    st.text("0123456789abcdef", min_size=32, max_size=32),
    st.integers(1, 999_999_999),
    st.from_regex(r"[a-z][a-z0-9_]{0,40}", fullmatch=True) | st.sampled_from(sorted(ANALYSERS)),
)


@given(key=KEYS)
def test_every_tag_leads_back_to_its_job_and_is_one_that_rekognition_takes(key: JobKey) -> None:
    assert JobKey.from_tag(key.tag) == key
    assert JOB_TAG.fullmatch(key.tag)
    assert CLIENT_TOKEN.fullmatch(key.client_token)


@given(tag=st.text() | st.from_regex(r"[^.]*\.\d*\..*") | st.text(".0123456789a", max_size=12))
def test_any_other_text_is_no_job_and_no_error(tag: str) -> None:
    key = JobKey.from_tag(tag)
    assert key is None or (key.tag == tag and JOB_TAG.fullmatch(tag))


@given(one=KEYS, other=KEYS)
def test_no_two_jobs_share_a_tag(one: JobKey, other: JobKey) -> None:
    assert (one == other) == (one.tag == other.tag)


_At = tuple[JobStatus, ...]
_BEFORE_ITS_END: _At = (JobStatus.WAITING, JobStatus.STARTING, JobStatus.RUNNING)
_AT_WORK: _At = (JobStatus.STARTING, JobStatus.RUNNING)


def at(*status: JobStatus) -> Callable[["LifeOfAJob"], bool]:
    return lambda self: self.job.status in status


class LifeOfAJob(RuleBasedStateMachine):
    """Slots, starts, failures, checks and ends, as the functions may ask for them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
        self.recorded_at = self.now
        self.job = recorded(KEY, branch="first", parameters={"min_confidence": 50}, now=self.now)
        self.before = self.job

    def store(self, job: VideoJob) -> None:
        """What the table does: exactly one write more than before, or it refuses."""
        assert job.write == self.job.write + 1
        self.before, self.job = self.job, job

    @rule(seconds=st.integers(1, 7200))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(at(*_BEFORE_ITS_END))
    @rule(branch=st.sampled_from(["second", "third"]))
    def the_branch_is_repeated(self, branch: str) -> None:
        self.store(with_branch(self.job, branch))

    @precondition(at(JobStatus.WAITING))
    @rule(slot=st.integers(1, 18))
    def gets_a_slot(self, slot: int) -> None:
        self.store(with_slot(self.job, slot, self.now))
        assert self.job.slot == slot

    @precondition(at(JobStatus.STARTING))
    @rule()
    def starts(self) -> None:
        self.store(with_start(self.job, "9c1d", look_at=self.now + timedelta(minutes=30)))

    @precondition(at(*_AT_WORK))
    @rule()
    def is_put_back(self) -> None:
        self.store(put_back(self.job))

    @precondition(at(JobStatus.STARTING))
    @rule()
    def is_put_off(self) -> None:
        self.store(put_off(self.job, self.now))
        assert self.job.due_at
        pause = self.job.due_at - self.now
        assert timedelta(seconds=15) <= pause <= timedelta(minutes=15)

    @precondition(at(JobStatus.RUNNING))
    @rule()
    def is_looked_at(self) -> None:
        self.store(looked_at(self.job, look_again_at=self.now + timedelta(minutes=30)))

    @precondition(lambda self: self.job.write > 6 and not self.job.status.is_over)
    @rule(how=st.sampled_from([JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.ABANDONED]))
    def ends(self, how: JobStatus) -> None:
        if how is JobStatus.SUCCEEDED:
            self.store(succeeded(self.job, "9c1d"))
        elif how is JobStatus.FAILED or self.job.status is not JobStatus.WAITING:
            self.store(failed(self.job, JobFailure("refused", "No.")))
        else:
            self.store(abandoned(self.job))

    @invariant()
    def a_job_is_due_until_it_is_over_and_then_never(self) -> None:
        assert (self.job.due_at is None) == self.job.status.is_over

    @invariant()
    def its_place_in_the_line_never_changes(self) -> None:
        assert self.job.waiting_since == self.recorded_at
        if self.job.status is JobStatus.WAITING and not self.job.attempts:
            assert self.job.due_at == self.recorded_at

    @invariant()
    def it_has_a_slot_while_it_is_at_work_and_none_while_it_waits(self) -> None:
        if self.job.status in _AT_WORK:
            assert self.job.slot
        if self.job.status is JobStatus.WAITING:
            assert self.job.slot is None

    @invariant()
    def a_job_that_waits_or_starts_has_no_job_of_rekognitions(self) -> None:
        if self.job.status in {JobStatus.WAITING, JobStatus.STARTING}:
            assert self.job.job_id is None

    @invariant()
    def only_a_job_that_failed_says_why(self) -> None:
        assert bool(self.job.failure) == (self.job.status is JobStatus.FAILED)

    @invariant()
    def what_it_was_asked_for_never_changes(self) -> None:
        assert (self.job.key, self.job.parameters) == (KEY, {"min_confidence": 50})
        assert self.job.attempts >= self.before.attempts


TestLifeOfAJob = LifeOfAJob.TestCase
TestLifeOfAJob.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
