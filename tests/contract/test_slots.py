"""What the table promises about slots, held against the fake and the adapter."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber

from lambdas.moderation.aws.job_items import slot_to_item
from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.domain.video_jobs import JobKey
from lambdas.moderation.ports.video import VideoJobs
from tests.contract.examples import NOW, content
from tests.fakes import FakeVideoJobs

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

KEY = JobKey(content("films/holiday.mp4").content_id, 1, "moderation_labels")
OTHER = JobKey(content("films/garden.mp4").content_id, 1, "moderation_labels")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
END = NOW + 3 * MINUTE


@pytest.fixture(params=["fake", "dynamodb"])
def jobs(request: pytest.FixtureRequest) -> VideoJobs:
    if request.param == "fake":
        return FakeVideoJobs(slots=3)
    aws: Aws = request.getfixturevalue("aws")
    return DynamoDbVideoJobs(aws.dynamodb, aws.table(), slots=3)


def damage(jobs: VideoJobs, slot: int) -> None:
    """Whoever holds the slot, nobody can tell until when."""
    if isinstance(jobs, FakeVideoJobs):
        jobs.damage(slot)
        return
    assert isinstance(jobs, DynamoDbVideoJobs)
    jobs._client.update_item(
        TableName=jobs._table,
        Key={"content_id": {"S": "video-slots"}, "item": {"S": f"slot#{slot:02d}"}},
        UpdateExpression="REMOVE leased_until",
    )


def take(jobs: VideoJobs, slot: int, key: JobKey = KEY, *, now: datetime = NOW) -> bool:
    return jobs.take_slot(slot, key, now=now, until=now + 3 * MINUTE)


class TestSlots:
    def test_all_slots_are_free_at_first(self, jobs: VideoJobs) -> None:
        assert jobs.free_slots(NOW) == [1, 2, 3]

    def test_a_slot_that_is_taken_is_free_to_nobody(self, jobs: VideoJobs) -> None:
        assert take(jobs, 2)
        assert jobs.free_slots(NOW) == [1, 3]
        assert not take(jobs, 2, OTHER)
        assert not take(jobs, 2, KEY)

    def test_a_slot_is_held_to_the_end_of_its_lease_and_no_longer(self, jobs: VideoJobs) -> None:
        take(jobs, 1)
        assert not take(jobs, 1, OTHER, now=END)
        assert jobs.free_slots(END) == [2, 3]
        assert jobs.free_slots(END + SECOND) == [1, 2, 3]
        assert take(jobs, 1, OTHER, now=END + SECOND)
        assert jobs.free_slots(END + SECOND) == [2, 3]

    def test_a_slot_that_is_freed_can_be_taken(self, jobs: VideoJobs) -> None:
        take(jobs, 1)
        jobs.free_slot(1, KEY)
        assert jobs.free_slots(NOW) == [1, 2, 3]
        assert take(jobs, 1, OTHER)

    def test_a_slot_that_is_freed_twice_is_freed(self, jobs: VideoJobs) -> None:
        take(jobs, 1)
        jobs.free_slot(1, KEY)
        jobs.free_slot(1, KEY)
        assert jobs.free_slots(NOW) == [1, 2, 3]

    def test_a_slot_that_is_kept_is_held_longer(self, jobs: VideoJobs) -> None:
        take(jobs, 1)
        jobs.keep_slot(1, KEY, until=END + MINUTE)
        assert jobs.free_slots(END + MINUTE) == [2, 3]
        assert not take(jobs, 1, OTHER, now=END + MINUTE)
        assert jobs.free_slots(END + MINUTE + SECOND) == [1, 2, 3]

    def test_who_lost_a_slot_neither_keeps_nor_frees_it(self, jobs: VideoJobs) -> None:
        take(jobs, 1)
        take(jobs, 1, OTHER, now=END + SECOND)
        jobs.free_slot(1, KEY)
        assert jobs.free_slots(END + SECOND) == [2, 3]
        jobs.keep_slot(1, KEY, until=END + 60 * MINUTE)
        assert jobs.free_slots(END + 10 * MINUTE) == [1, 2, 3]

    def test_keeping_a_slot_that_was_freed_does_not_take_it(self, jobs: VideoJobs) -> None:
        take(jobs, 1)
        jobs.free_slot(1, KEY)
        jobs.keep_slot(1, KEY, until=END)
        assert jobs.free_slots(NOW) == [1, 2, 3]

    def test_one_job_may_hold_two_slots_and_frees_each_for_itself(self, jobs: VideoJobs) -> None:
        assert take(jobs, 1)
        assert take(jobs, 2)
        jobs.free_slot(2, KEY)
        assert jobs.free_slots(NOW) == [2, 3]


class TestDamagedSlots:
    def test_a_damaged_slot_is_held_and_the_others_are_not(self, jobs: VideoJobs) -> None:
        take(jobs, 2)
        damage(jobs, 2)
        assert jobs.free_slots(END + SECOND) == [1, 3]
        assert not take(jobs, 2, OTHER, now=END + SECOND)
        assert take(jobs, 3, OTHER)

    def test_a_damaged_slot_is_named_once_no_other_is_free(self, jobs: VideoJobs) -> None:
        for slot in (1, 2, 3):
            take(jobs, slot)
        assert jobs.free_slots(NOW) == []
        damage(jobs, 1)
        with pytest.raises(Misconfigured, match="1 is damaged") as raised:
            jobs.free_slots(NOW)
        assert raised.value.code == "damaged-slot"

    def test_its_job_makes_a_damaged_slot_readable_by_keeping_it(self, jobs: VideoJobs) -> None:
        take(jobs, 2)
        damage(jobs, 2)
        jobs.keep_slot(2, OTHER, until=END)
        assert jobs.free_slots(END + SECOND) == [1, 3]
        jobs.keep_slot(2, KEY, until=END)
        assert jobs.free_slots(END) == [1, 3]
        assert jobs.free_slots(END + SECOND) == [1, 2, 3]

    def test_its_job_frees_a_damaged_slot(self, jobs: VideoJobs) -> None:
        take(jobs, 2)
        damage(jobs, 2)
        jobs.free_slot(2, OTHER)
        assert jobs.free_slots(NOW) == [1, 3]
        jobs.free_slot(2, KEY)
        assert jobs.free_slots(NOW) == [1, 2, 3]
        assert take(jobs, 2, OTHER)


class TestContention:
    @pytest.fixture(params=["fake", "dynamodb"])
    def jobs(self, request: pytest.FixtureRequest) -> VideoJobs:
        if request.param == "fake":
            return FakeVideoJobs(slots=18)
        aws: Aws = request.getfixturevalue("aws")
        return DynamoDbVideoJobs(aws.dynamodb, aws.table(), slots=18)

    def test_forty_who_want_eighteen_slots_get_eighteen(self, jobs: VideoJobs) -> None:
        start = Barrier(40)

        def run(number: int) -> int | None:
            key = JobKey(KEY.content_id, number + 1, KEY.analyser)
            start.wait(timeout=30)
            while free := jobs.free_slots(NOW):
                if take(jobs, free[number % len(free)], key):
                    return free[number % len(free)]
            return None

        with ThreadPoolExecutor(40) as threads:
            taken = [slot for slot in threads.map(run, range(40)) if slot is not None]
        assert sorted(taken) == list(range(1, 19))
        assert jobs.free_slots(NOW) == []

    def test_a_lease_that_is_over_is_taken_by_one(self, jobs: VideoJobs) -> None:
        assert take(jobs, 5)
        start = Barrier(20)

        def run(number: int) -> bool:
            start.wait(timeout=30)
            key = JobKey(OTHER.content_id, number + 1, OTHER.analyser)
            return take(jobs, 5, key, now=END + SECOND)

        with ThreadPoolExecutor(20) as threads:
            assert sum(threads.map(run, range(20))) == 1


class TestTheTable:
    def test_slots_beyond_their_number_stay_held_uncounted(self, aws: "Aws") -> None:
        name = aws.table()
        take(DynamoDbVideoJobs(aws.dynamodb, name, slots=18), 17)
        assert DynamoDbVideoJobs(aws.dynamodb, name, slots=2).free_slots(NOW) == [1, 2]

    def test_a_slot_is_in_no_index_and_has_no_status(self) -> None:
        item = slot_to_item(1, KEY, END)
        assert item.keys() == {"content_id", "item", "holder", "leased_until"}

    @pytest.mark.parametrize("lease", [{"N": "5"}, {"S": ""}, {"S": "0"}, {"S": "tomorrow"}])
    def test_a_lease_that_is_no_time_is_held(self, aws: "Aws", lease: Any) -> None:
        name, item = aws.table(), slot_to_item(1, KEY, END)
        aws.dynamodb.put_item(TableName=name, Item={**item, "leased_until": lease})
        assert DynamoDbVideoJobs(aws.dynamodb, name, slots=2).free_slots(END + SECOND) == [2]

    @pytest.mark.parametrize("name", ["slot#", "slot#1", "slot#001", "slot#one", "slot#²"])
    def test_what_is_no_slot_of_ours_does_not_matter(self, aws: "Aws", name: str) -> None:
        table, item = aws.table(), slot_to_item(1, KEY, END)
        aws.dynamodb.put_item(TableName=table, Item={**item, "item": {"S": name}})
        assert DynamoDbVideoJobs(aws.dynamodb, table, slots=2).free_slots(NOW) == [1, 2]

    @pytest.mark.parametrize(
        ("attempts", "holder", "taken"), [(1, KEY, True), (0, KEY, False), (1, OTHER, False)]
    )
    def test_a_slot_whose_taking_was_not_answered_is_taken(
        self, aws: "Aws", attempts: int, holder: JobKey, taken: bool
    ) -> None:
        stored: Any = slot_to_item(1, holder, END)
        with Stubber(aws.dynamodb) as stubber:
            stubber.add_client_error(
                "put_item",
                "ConditionalCheckFailedException",
                http_status_code=400,
                modeled_fields={"Item": stored},
                response_meta={"RetryAttempts": attempts},
            )
            jobs = DynamoDbVideoJobs(aws.dynamodb, "table", slots=2)
            assert jobs.take_slot(1, KEY, now=NOW, until=END) is taken

    def test_a_table_that_does_not_answer_is_no_lost_slot(self, aws: "Aws") -> None:
        jobs = DynamoDbVideoJobs(aws.dynamodb, "table", slots=2)
        calls: list[tuple[str, Any]] = [
            ("put_item", lambda: take(jobs, 1)),
            ("update_item", lambda: jobs.keep_slot(1, KEY, until=END)),
            ("delete_item", lambda: jobs.free_slot(1, KEY)),
        ]
        for method, call in calls:
            with Stubber(aws.dynamodb) as stubber:
                stubber.add_client_error(method, "InternalServerError", http_status_code=500)
                with pytest.raises(Retryable):
                    call()
