"""Rekognition is down: uploads wait in the queue, longer and longer, and then get their verdict."""

from functools import partial

import pytest

from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import wait_until_dealt_with
from tests.e2e.pipeline.operating import counted, event_source, is_dead, lying, sent_back
from tests.e2e.pipeline.stage import Stage

pytestmark = pytest.mark.e2e

DOWN = {"fail": {"code": "InternalServerError", "until_cleared": True}}
LONGEST_FIRST_DELAY_SECONDS = 30.0


def test_uploads_of_an_outage_wait_and_get_their_verdict_after_it(stage: Stage) -> None:
    held = counted(stage, "ContentsHeld", "screen-upload")
    stage.door.post("rekognition", DOWN)
    expected = {"nothing": "approved", "weapons@70": "in_review", "weapons@99": "rejected"}
    contents = {said: stage.upload(f"{said}.jpg", simulate=said) for said in expected}
    for content in contents.values():
        until(partial(sent_back, stage, content), seconds=20)
        assert stage.state(content) is None
        assert stage.reads(content) == 403
        assert not is_dead(stage, content)
    assert counted(stage, "ContentsHeld", "screen-upload") == held
    stage.door.delete("rekognition")
    for said, content in contents.items():
        state = stage.enforced(content, seconds=LONGEST_FIRST_DELAY_SECONDS + 20)
        assert state.status == expected[said]
        wait_until_dealt_with(stage, content)
        assert not is_dead(stage, content)


@pytest.mark.parametrize(
    ("received_before", "least", "most"),
    [(0, 15, 30), (2, 60, 120), (3, 120, 240), (150, 450, 900)],
)
def test_a_message_waits_the_longer_the_more_often_it_failed(
    stage: Stage, received_before: int, least: int, most: int
) -> None:
    stage.door.post("rekognition", DOWN)
    with event_source(stage, "screen-upload", Enabled=False):
        content = stage.upload(f"failed-{received_before}.jpg")
        until(lambda: lying(stage, "IntakeQueue", content))
        for _ in range(received_before):
            _receive(stage)
    message = until(partial(sent_back, stage, content), seconds=20)
    assert message.received == received_before + 1
    assert least - 10 < message.wait_seconds <= most + 1
    assert not is_dead(stage, content)
    stage.aws.client("sqs").purge_queue(QueueUrl=stage.outputs["IntakeQueue"])


def _receive(stage: Stage) -> None:
    """Receives what is in the intake queue once more, and leaves it there for all to see."""
    stage.aws.client("sqs").receive_message(
        QueueUrl=stage.outputs["IntakeQueue"], MaxNumberOfMessages=10, VisibilityTimeout=0
    )
