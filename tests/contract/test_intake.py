"""What the intake queue promises, held against the fake and the adapter."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber

from lambdas.moderation.aws.intake import SqsIntake
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.ports import Intake
from tests.contract.examples import approval, content, decided
from tests.fakes import FakeIntake, Parked

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

World = tuple[Intake, Callable[[], list[Parked]]]


def _sqs(aws: "Aws") -> World:
    dead_letters = aws.queue()

    def parked() -> list[Parked]:
        return [
            Parked(each["Body"], each["MessageAttributes"]["why"]["StringValue"])
            for each in aws.received(dead_letters)
        ]

    return SqsIntake(aws.sqs, aws.queue(), dead_letters), parked


def _fake() -> World:
    fake = FakeIntake()
    return fake, lambda: fake.parked


@pytest.fixture(params=["fake", "sqs"])
def world(request: pytest.FixtureRequest) -> World:
    return _fake() if request.param == "fake" else _sqs(request.getfixturevalue("aws"))


class TestIntake:
    @pytest.mark.parametrize("body", ['{"half": ', "日本 🐈", "x" * 100_000])
    def test_parks_a_message_as_it_came_with_its_cause(self, world: World, body: str) -> None:
        intake, parked = world
        intake.park(body, why="not JSON")
        assert parked() == [Parked(body, "not JSON")]


class TestSqsIntake:
    def test_a_message_sent_back_is_not_visible_before_its_delay(self, aws: "Aws") -> None:
        queue = aws.queue()
        aws.sqs.send_message(QueueUrl=queue, MessageBody="one")
        (message,) = aws.received(queue)
        intake = SqsIntake(aws.sqs, queue)
        intake.send_back(message["ReceiptHandle"], delay_seconds=900)
        assert aws.received(queue) == []
        intake.send_back(message["ReceiptHandle"], delay_seconds=0)
        assert len(aws.received(queue)) == 1

    def test_a_request_carries_the_content_and_its_screening(self, aws: "Aws") -> None:
        queue = aws.queue()
        state, _ = decided(approval(), of=content("ü b+c%20.jpg"), screening=3)
        SqsIntake(aws.sqs, queue).request_screening(state)
        (message,) = aws.received(queue)
        assert json.loads(message["Body"]) == {
            "source": "content-moderation",
            "detail-type": "Screening Requested",
            "detail": {
                "bucket": state.content.bucket,
                "key": "ü b+c%20.jpg",
                "version_id": state.content.version_id,
                "screening": 3,
            },
        }

    def test_a_cause_with_control_characters_can_be_parked(self, aws: "Aws") -> None:
        dead_letters = aws.queue()
        SqsIntake(aws.sqs, aws.queue(), dead_letters).park("", why="a\x00b\n" + "c" * 999)
        (message,) = aws.received(dead_letters)
        assert message["MessageAttributes"]["why"]["StringValue"] == "ab" + "c" * 254

    def test_a_missing_queue_is_our_set_up(self, aws: "Aws") -> None:
        intake = SqsIntake(aws.sqs, aws.queue() + "-none")
        with pytest.raises(Misconfigured):
            intake.request_screening(decided(approval())[0])

    @pytest.mark.parametrize("code", ["ReceiptHandleIsInvalid", "MessageNotInflight"])
    def test_a_receipt_whose_time_is_over_is_no_alarm(self, aws: "Aws", code: str) -> None:
        with Stubber(aws.sqs) as stubber:
            stubber.add_client_error("change_message_visibility", code, http_status_code=400)
            with pytest.raises(Retryable) as raised:
                SqsIntake(aws.sqs, "https://queue").send_back("old", delay_seconds=30)
        assert not isinstance(raised.value, Misconfigured)

    def test_parking_without_a_dead_letter_queue_is_a_mistake_of_the_code(self, aws: "Aws") -> None:
        with pytest.raises(ValueError, match="dead-letter"):
            SqsIntake(aws.sqs, "https://queue").park("body", why="why")
