"""What the queue of completions promises, held against the adapter."""

import json
from typing import TYPE_CHECKING

import pytest

from lambdas.moderation.aws.completions import SqsCompletions
from lambdas.moderation.domain.errors import Misconfigured
from lambdas.moderation.domain.video_jobs import JobKey

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

KEY = JobKey("4b825dc642cb6eb9a060e54bf8d69288", 2, "moderation_labels")


def test_a_request_to_check_carries_the_jobs_tag(aws: "Aws") -> None:
    queue = aws.queue()
    SqsCompletions(aws.sqs, queue).request_check(KEY)
    (message,) = aws.received(queue)
    body = json.loads(message["Body"])
    assert body == {
        "source": "content-moderation",
        "detail-type": "Video Job Check",
        "detail": {"job_tag": "4b825dc642cb6eb9a060e54bf8d69288.2.moderation_labels"},
    }
    assert JobKey.from_tag(body["detail"]["job_tag"]) == KEY


def test_a_missing_queue_is_our_set_up(aws: "Aws") -> None:
    with pytest.raises(Misconfigured):
        SqsCompletions(aws.sqs, aws.queue() + "-none").request_check(KEY)
