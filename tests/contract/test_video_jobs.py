"""What the table promises about video jobs, held against the fake and the adapter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.moderation.aws.job_items import item_to_job, job_to_item
from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs
from lambdas.moderation.domain.errors import Conflict, Permanent
from lambdas.moderation.domain.video_jobs import (
    JobFailure,
    JobKey,
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
from lambdas.moderation.ports.video import VideoJobs
from tests.contract.examples import LATER, NOW, content
from tests.fakes import FakeVideoJobs

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

ID = content("films/holiday.mp4").content_id
KEY = JobKey(ID, 1, "moderation_labels")
OTHER = JobKey(ID, 1, "labels")
BRANCH = "AQCEAAAAKgAAAAMAAAAA" * 40
HOUR = timedelta(hours=1)
FAILURE = JobFailure("video-unreadable", "The video file cannot be read: codec not supported.")


def job(key: JobKey = KEY, *, at: datetime = NOW) -> VideoJob:
    return recorded(key, branch=BRANCH, parameters={"min_confidence": 40.5, "max": 10}, now=at)


def running(key: JobKey = KEY, *, look_at: datetime = NOW + HOUR) -> VideoJob:
    return with_start(with_slot(job(key), 3, NOW), "9c1d" * 16, look_at=look_at)


@pytest.fixture(params=["fake", "dynamodb"])
def jobs(request: pytest.FixtureRequest) -> VideoJobs:
    if request.param == "fake":
        return FakeVideoJobs()
    aws: Aws = request.getfixturevalue("aws")
    return DynamoDbVideoJobs(aws.dynamodb, aws.table(), slots=18)


def store(jobs: VideoJobs, *saved: VideoJob) -> None:
    """Writes each job as if it had been written that often before."""
    for each in saved:
        for write in range(1, each.write + 1):
            jobs.save(replace(each, write=write))


class TestVideoJobs:
    def test_knows_nothing_of_a_job_never_saved(self, jobs: VideoJobs) -> None:
        assert jobs.load(KEY) is None
        assert jobs.of_screening(ID, 1) == []
        assert jobs.waiting(LATER, limit=5) == []
        assert jobs.overdue(LATER, limit=5) == []

    def test_gives_a_job_back_as_it_was_saved_through_all_its_changes(
        self, jobs: VideoJobs
    ) -> None:
        life = [job()]
        life.append(with_slot(life[-1], 18, NOW))
        life.append(put_off(life[-1], NOW))
        life.append(with_branch(life[-1], "another"))
        life.append(with_slot(life[-1], 2, LATER))
        life.append(put_back(life[-1]))
        life.append(with_slot(life[-1], 7, LATER))
        life.append(with_start(life[-1], "0a" * 32, look_at=LATER + HOUR))
        life.append(looked_at(life[-1], look_again_at=LATER + 2 * HOUR))
        life.append(succeeded(life[-1], "0a" * 32))
        for each in life:
            jobs.save(each)
            assert jobs.load(KEY) == each

    @pytest.mark.parametrize("end", [failed(running(), FAILURE), abandoned(job())])
    def test_gives_a_job_without_results_back(self, jobs: VideoJobs, end: VideoJob) -> None:
        store(jobs, end)
        assert jobs.load(KEY) == end

    def test_gives_a_job_without_parameters_back(self, jobs: VideoJobs) -> None:
        jobs.save(replace(job(), parameters={}))
        assert jobs.load(KEY) == replace(job(), parameters={})

    @pytest.mark.parametrize("write", [1, 3, 7])
    def test_refuses_a_job_that_is_not_the_next_write(self, jobs: VideoJobs, write: int) -> None:
        jobs.save(job())
        with pytest.raises(Conflict):
            jobs.save(replace(job(), write=write, branch="another"))
        assert jobs.load(KEY) == job()

    def test_refuses_a_second_write_where_nothing_is_stored(self, jobs: VideoJobs) -> None:
        with pytest.raises(Conflict):
            jobs.save(replace(job(), write=2))
        assert jobs.load(KEY) is None

    def test_tells_the_jobs_of_one_screening_and_no_other(self, jobs: VideoJobs) -> None:
        first, second = job(KEY), job(OTHER)
        again, elsewhere = job(replace(KEY, screening=11)), job(replace(KEY, content_id="b" * 32))
        store(jobs, first, second, again, elsewhere)
        assert {each.key for each in jobs.of_screening(ID, 1)} == {KEY, OTHER}
        assert jobs.of_screening(ID, 11) == [again]
        assert jobs.of_screening(ID, 2) == []


class TestWhatIsDue:
    def test_the_oldest_waits_at_the_head_of_the_line(self, jobs: VideoJobs) -> None:
        keys = [replace(KEY, screening=number) for number in (1, 2, 3)]
        for key, minutes in zip(keys, (2, 1, 3), strict=True):
            jobs.save(job(key, at=NOW + timedelta(minutes=minutes)))
        later = NOW + timedelta(minutes=30)
        line = [keys[1], keys[0], keys[2]]
        assert jobs.waiting(later, limit=9) == line
        assert jobs.waiting(later, limit=1) == line[:1]
        assert jobs.overdue(later, limit=9) == []

    def test_a_job_that_is_put_off_waits_later(self, jobs: VideoJobs) -> None:
        store(jobs, put_off(with_slot(job(), 1, NOW), NOW))
        assert jobs.waiting(NOW + timedelta(seconds=14), limit=9) == []
        assert jobs.waiting(NOW + timedelta(seconds=15), limit=9) == [KEY]

    def test_a_job_that_is_put_back_is_before_those_that_came_after_it(
        self, jobs: VideoJobs
    ) -> None:
        store(jobs, job(OTHER, at=LATER), put_back(with_slot(job(at=NOW), 1, LATER)))
        assert jobs.waiting(LATER, limit=9) == [KEY, OTHER]

    def test_a_job_that_starts_too_long_or_runs_unheard_of_is_overdue(
        self, jobs: VideoJobs
    ) -> None:
        store(jobs, with_slot(job(OTHER), 1, NOW), running(KEY, look_at=NOW + HOUR))
        assert jobs.overdue(NOW + timedelta(minutes=2), limit=9) == []
        assert jobs.overdue(NOW + timedelta(minutes=3), limit=9) == [OTHER]
        assert jobs.overdue(NOW + HOUR, limit=9) == [OTHER, KEY]
        assert jobs.overdue(NOW + HOUR, limit=1) == [OTHER]
        assert jobs.waiting(NOW + HOUR, limit=9) == []

    @pytest.mark.parametrize(
        "end", [succeeded(running(), "9c"), failed(running(), FAILURE), abandoned(job())]
    )
    def test_a_job_that_is_over_is_never_due(self, jobs: VideoJobs, end: VideoJob) -> None:
        store(jobs, end)
        assert jobs.waiting(NOW + 100 * HOUR, limit=9) == []
        assert jobs.overdue(NOW + 100 * HOUR, limit=9) == []


class TestTheFakesLag:
    def test_an_index_that_lags_shows_jobs_as_they_were(self) -> None:
        jobs = FakeVideoJobs(lag=True)
        jobs.save(job())
        assert jobs.waiting(NOW, limit=9) == []
        jobs.catch_up()
        jobs.save(with_slot(job(), 1, NOW))
        assert jobs.waiting(NOW, limit=9) == [KEY]
        jobs.catch_up()
        assert jobs.waiting(NOW, limit=9) == []
        assert [each.key for each in jobs.running()] == [KEY]


class TestItems:
    def test_a_job_is_removed_two_weeks_after_it_was_recorded(self) -> None:
        item: Any = job_to_item(running())
        expires = datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC)
        assert expires == (NOW + timedelta(days=14)).replace(microsecond=0)

    def test_no_job_is_one_that_enforcement_listens_to(self) -> None:
        kinds = [job_to_item(each).get("due_kind") for each in (job(), running())]
        assert kinds == [{"S": "job_waiting"}, {"S": "job_running"}]
        assert not {"due_kind", "due_at"} & job_to_item(succeeded(running(), "9c")).keys()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        parameters=st.dictionaries(
            st.sampled_from(["min_confidence", "max_labels"]),
            st.floats(0, 100) | st.integers(0, 10**18),
        )
    )
    def test_parameters_come_back_exactly(self, parameters: dict[str, float | int]) -> None:
        written = replace(job(), parameters=parameters)
        assert item_to_job(job_to_item(written)) == written

    @pytest.mark.parametrize(
        "damage",
        [
            {"write": None},
            {"waiting_since": None},
            {"branch": None},
            {"status": {"S": "splendid"}},
            {"parameters": {"M": {"min_confidence": {"S": "high"}}}},
            {"due_at": {"S": "soon"}},
            {"failure_code": {"S": "no-text"}},
        ],
    )
    def test_a_damaged_job_is_named(self, aws: "Aws", damage: dict[str, Any]) -> None:
        name = aws.table()
        item: dict[str, Any] = {**job_to_item(job()), **damage}
        item = {name: value for name, value in item.items() if value is not None}
        aws.dynamodb.put_item(TableName=name, Item=item)
        with pytest.raises(Permanent, match="job#0001#moderation_labels") as raised:
            DynamoDbVideoJobs(aws.dynamodb, name, slots=1).load(KEY)
        assert raised.value.code == "unreadable-state"


class TestLostAnswers:
    @pytest.mark.parametrize(
        ("attempts", "branch", "is_ours"),
        [(1, BRANCH, True), (0, BRANCH, False), (1, "somebody-elses", False)],
    )
    def test_only_a_put_that_an_earlier_attempt_made_is_no_conflict(
        self, aws: "Aws", attempts: int, branch: str, is_ours: bool
    ) -> None:
        stored: Any = job_to_item(replace(job(), branch=branch))
        jobs = DynamoDbVideoJobs(aws.dynamodb, "table", slots=1)
        with Stubber(aws.dynamodb) as stubber:
            stubber.add_client_error(
                "put_item",
                "ConditionalCheckFailedException",
                http_status_code=400,
                modeled_fields={"Item": stored},
                response_meta={"RetryAttempts": attempts},
            )
            if is_ours:
                jobs.save(job())
            else:
                with pytest.raises(Conflict):
                    jobs.save(job())
