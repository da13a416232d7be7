"""How batches run: every record for itself."""

import io
import itertools
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.errors import Misconfigured, Permanent, Retryable
from lambdas.moderation.runtime.backoff import backoff_seconds
from lambdas.moderation.runtime.batch import run_queue_batch, run_stream_batch
from tests.fakes import FakeCounter, FakeIntake

CONTEXT: Any = SimpleNamespace(aws_request_id="request-1")

_NUMBERS = itertools.count()
"""Powertools gives a logger of the same name again, with its old stream."""


@dataclass
class Rig:
    """A batch's surroundings, with what was logged."""

    intake: FakeIntake = field(default_factory=FakeIntake)
    counter: FakeCounter = field(default_factory=FakeCounter)
    log: io.StringIO = field(default_factory=io.StringIO)

    def __post_init__(self) -> None:
        self.logger = Logger(service=f"batch-{next(_NUMBERS)}", stream=self.log)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def run(
        self, handle: Callable[[SQSRecord], None], *bodies: str, received: int = 1
    ) -> list[str]:
        """The ids of the failed messages; ids are bodies, receipts are `receipt-<body>`."""
        records = [
            {
                "messageId": body,
                "receiptHandle": f"receipt-{body}",
                "body": body,
                "attributes": {"ApproximateReceiveCount": str(received)},
                "eventSource": "aws:sqs",
            }
            for body in bodies
        ]
        answer = run_queue_batch(
            {"Records": records}, CONTEXT, handle, self.intake, self.counter, self.logger
        )
        return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]


@pytest.fixture
def rig() -> Rig:
    return Rig()


def failing(*bodies: str, error: Exception) -> Callable[[SQSRecord], None]:
    """A handler that fails on these bodies."""

    def handle(record: SQSRecord) -> None:
        if record.body in bodies:
            raise error

    return handle


class TestQueueBatch:
    def test_a_batch_without_failures_reports_none(self, rig: Rig) -> None:
        assert rig.run(lambda _: None, *"abcdefghij") == []
        assert rig.intake.sent_back == {}
        assert rig.lines() == []

    def test_an_empty_batch_is_fine(self, rig: Rig) -> None:
        assert rig.run(lambda _: None) == []

    def test_all_records_run_at_the_same_time(self, rig: Rig) -> None:
        everyone = threading.Barrier(10, timeout=10)

        def handle(_: SQSRecord) -> None:
            everyone.wait()

        assert rig.run(handle, *"abcdefghij") == []

    @pytest.mark.parametrize(
        "error",
        [
            Retryable("later", code="later"),
            Permanent("unhandled", code="unhandled"),
            ZeroDivisionError("secret-key.jpg"),
        ],
    )
    def test_one_failure_in_ten_leaves_the_other_nine_done(
        self, rig: Rig, error: Exception
    ) -> None:
        assert rig.run(failing("d", error=error), *"abcdefghij") == ["d"]
        assert list(rig.intake.sent_back) == ["receipt-d"]
        assert rig.counter["SentBack"] == 1

    def test_a_batch_that_fails_whole_is_reported_and_does_not_raise(self, rig: Rig) -> None:
        failed = rig.run(failing(*"abc", error=Retryable("later", code="later")), *"abc")
        assert sorted(failed) == ["a", "b", "c"]

    def test_the_delay_grows_with_the_receive_count(self, rig: Rig) -> None:
        error = Retryable("later", code="later")
        rig.run(failing("a", error=error), "a", received=1)
        assert 15 <= rig.intake.sent_back["receipt-a"] <= 30
        rig.run(failing("a", error=error), "a", received=90)
        assert 450 <= rig.intake.sent_back["receipt-a"] <= 900

    def test_a_message_that_cannot_be_sent_back_is_reported_all_the_same(self, rig: Rig) -> None:
        rig.intake.trouble.before("send_back")
        assert rig.run(failing("a", error=Retryable("later", code="later")), "a") == ["a"]
        assert "SentBack" not in rig.counter

    def test_our_own_set_up_is_counted_and_logged_as_an_error(self, rig: Rig) -> None:
        rig.run(failing("a", error=Misconfigured("No access.", code="access-denied")), "a")
        assert rig.counter["ConfigurationErrors"] == 1
        (line,) = rig.lines()
        assert (line["level"], line["code"]) == ("ERROR", "access-denied")
        assert line["request_id"] == "request-1"

    def test_an_unexpected_error_is_logged_with_its_place_and_without_its_message(
        self, rig: Rig
    ) -> None:
        rig.run(failing("a", error=ZeroDivisionError("secret-key.jpg")), "a")
        (line,) = rig.lines()
        assert (line["level"], line["error"]) == ("ERROR", "ZeroDivisionError")
        assert any("test_batches.py" in frame for frame in line["where"])
        assert rig.counter["ConfigurationErrors"] == 1
        assert "secret-key" not in rig.log.getvalue()


class TestStreamBatch:
    def run(self, rig: Rig, handle: Callable[[DynamoDBRecord], None]) -> list[str]:
        records = [
            {
                "eventID": f"event-{number}",
                "eventName": "MODIFY",
                "dynamodb": {
                    "SequenceNumber": str(number),
                    "NewImage": {"content_id": {"S": str(number)}},
                },
            }
            for number in range(3)
        ]
        answer = run_stream_batch({"Records": records}, CONTEXT, handle, rig.counter, rig.logger)
        return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]

    def test_records_are_handled_in_their_order(self, rig: Rig) -> None:
        seen: list[str | None] = []

        def handle(record: DynamoDBRecord) -> None:
            assert record.dynamodb
            seen.append(record.dynamodb.sequence_number)

        assert self.run(rig, handle) == []
        assert seen == ["0", "1", "2"]

    def test_a_failed_record_is_reported_by_its_sequence_number(self, rig: Rig) -> None:
        def handle(record: DynamoDBRecord) -> None:
            if record.event_id == "event-1":
                raise Misconfigured("No access.", code="access-denied")

        assert self.run(rig, handle) == ["1"]
        assert rig.counter["ConfigurationErrors"] == 1


class TestBackoff:
    @given(received=st.integers(-1, 10_000), random=st.floats(0, 1))
    def test_it_is_always_between_fifteen_seconds_and_fifteen_minutes(
        self, received: int, random: float
    ) -> None:
        assert 15 <= backoff_seconds(received, random) <= 900

    def test_it_doubles_up_to_fifteen_minutes(self) -> None:
        longest = [backoff_seconds(received, 1.0) for received in range(1, 8)]
        assert longest == [30, 60, 120, 240, 480, 900, 900]
