"""What a mailbox promises, whichever it is, held against the fakes and the adapters."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber

from lambdas.moderation.aws.completions import SqsCompletions
from lambdas.moderation.aws.intake import SqsIntake
from lambdas.moderation.aws.mailbox import SqsMailbox
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.ports import Intake, Mailbox
from tests.fakes import FakeIntake, Parked
from tests.fakes.completions import FakeCompletions

if TYPE_CHECKING:
    from lambdas.moderation.ports.video import Completions
    from tests.contract.conftest import Aws

World = tuple[Mailbox, Callable[[], list[Parked]]]
FAKES: dict[str, Callable[[], FakeIntake | FakeCompletions]] = {
    "fake intake": FakeIntake,
    "fake completions": FakeCompletions,
}
ADAPTERS: dict[str, type[SqsMailbox]] = {"intake": SqsIntake, "completions": SqsCompletions}


def _sqs(aws: "Aws", kind: type[SqsMailbox]) -> World:
    dead_letters = aws.queue()

    def parked() -> list[Parked]:
        return [
            Parked(each["Body"], each["MessageAttributes"]["why"]["StringValue"])
            for each in aws.received(dead_letters)
        ]

    return kind(aws.sqs, aws.queue(), dead_letters), parked


@pytest.fixture(params=[*FAKES, *ADAPTERS])
def world(request: pytest.FixtureRequest) -> World:
    if request.param in FAKES:
        fake = FAKES[request.param]()
        return fake, lambda: fake.parked
    return _sqs(request.getfixturevalue("aws"), ADAPTERS[request.param])


class TestMailbox:
    @pytest.mark.parametrize("body", ['{"half": ', "日本 🐈", "x" * 100_000])
    def test_parks_a_message_as_it_came_with_its_cause(self, world: World, body: str) -> None:
        mailbox, parked = world
        mailbox.park(body, why="not JSON")
        assert parked() == [Parked(body, "not JSON")]


class TestSqsMailbox:
    def test_each_is_what_its_port_asks_for(self, aws: "Aws") -> None:
        intakes: tuple[Intake, ...] = FakeIntake(), SqsIntake(aws.sqs, "https://queue")
        completions: tuple[Completions, ...] = (
            FakeCompletions(),
            SqsCompletions(aws.sqs, "https://queue"),
        )
        assert len((*intakes, *completions)) == 4

    def test_a_message_sent_back_is_not_visible_before_its_delay(self, aws: "Aws") -> None:
        queue = aws.queue()
        aws.sqs.send_message(QueueUrl=queue, MessageBody="one")
        (message,) = aws.received(queue)
        mailbox = SqsMailbox(aws.sqs, queue)
        mailbox.send_back(message["ReceiptHandle"], delay_seconds=900)
        assert aws.received(queue) == []
        mailbox.send_back(message["ReceiptHandle"], delay_seconds=0)
        assert len(aws.received(queue)) == 1

    def test_a_cause_with_control_characters_can_be_parked(self, aws: "Aws") -> None:
        dead_letters = aws.queue()
        SqsMailbox(aws.sqs, aws.queue(), dead_letters).park("", why="a\x00b\n" + "c" * 999)
        (message,) = aws.received(dead_letters)
        assert message["MessageAttributes"]["why"]["StringValue"] == "ab" + "c" * 254

    @pytest.mark.parametrize("code", ["ReceiptHandleIsInvalid", "MessageNotInflight"])
    def test_a_receipt_whose_time_is_over_is_no_alarm(self, aws: "Aws", code: str) -> None:
        with Stubber(aws.sqs) as stubber:
            stubber.add_client_error("change_message_visibility", code, http_status_code=400)
            with pytest.raises(Retryable) as raised:
                SqsMailbox(aws.sqs, "https://queue").send_back("old", delay_seconds=30)
        assert not isinstance(raised.value, Misconfigured)

    def test_parking_without_a_dead_letter_queue_is_a_mistake_of_the_code(self, aws: "Aws") -> None:
        with pytest.raises(ValueError, match="dead-letter"):
            SqsMailbox(aws.sqs, "https://queue").park("body", why="why")
