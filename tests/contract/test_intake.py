"""What the intake queue promises, held against the adapter; what any mailbox does is elsewhere."""

import json
from typing import TYPE_CHECKING

import pytest

from lambdas.moderation.aws.intake import SqsIntake
from lambdas.moderation.domain.errors import Misconfigured
from tests.contract.examples import approval, content, decided

if TYPE_CHECKING:
    from tests.contract.conftest import Aws


def test_a_request_carries_the_content_and_its_screening(aws: "Aws") -> None:
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


def test_a_missing_queue_is_our_set_up(aws: "Aws") -> None:
    intake = SqsIntake(aws.sqs, aws.queue() + "-none")
    with pytest.raises(Misconfigured):
        intake.request_screening(decided(approval())[0])
