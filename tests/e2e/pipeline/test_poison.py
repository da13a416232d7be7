"""Messages that no retry can help: set aside with their cause, while all others are done."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from lambdas.moderation.domain.content import Content
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import held_back, send, told_by
from tests.e2e.pipeline.operating import lying
from tests.e2e.pipeline.stage import Stage

pytestmark = pytest.mark.e2e

UNPARSABLE = '{"source": "aws.s3", "detail-type": '
NO_EVENT = '{"hello": ["world"]}'
DAMAGED = {"status": {"S": "no such status"}, "write": {"S": "many"}}
UNREADABLE = "unreadable-message: The message is neither an S3 event nor a request for a screening."


class Batch(NamedTuple):
    """What was handed over at once: seven good uploads, and three messages of poison."""

    good: list[Content]
    damaged: Content


@pytest.fixture
def batch(stage: Stage) -> Iterator[Batch]:
    """A batch of ten of which three are poison, dealt with; no dead letter is left behind."""
    stage.purge(stage.outputs["IntakeDeadLetters"])
    with held_back(stage, "screen-upload"):
        good = [stage.upload(f"good-{number}.jpg") for number in range(7)]
        damaged = stage.upload("damaged.jpg")
        stage.aws.client("dynamodb").put_item(
            TableName=stage.outputs["ModerationTable"], Item={**_name(damaged), **DAMAGED}
        )
        until(lambda: all(lying(stage, "IntakeQueue", each) for each in [*good, damaged]))
        send(stage, [UNPARSABLE, NO_EVENT])
    until(lambda: stage.depth("IntakeDeadLetters") == 3, seconds=30)
    yield Batch(good, damaged)
    stage.purge(stage.outputs["IntakeDeadLetters"])


def test_poison_is_set_aside_with_its_cause_and_everything_else_is_done(
    stage: Stage, batch: Batch
) -> None:
    for content in batch.good:
        assert stage.enforced(content).status == "approved"
    causes = _causes(stage)
    assert causes.pop(batch.damaged.version_id) == (
        f"unreadable-state: The item state of {batch.damaged.content_id} is damaged."
    )
    assert causes == {UNPARSABLE: UNREADABLE, NO_EVENT: UNREADABLE}
    assert stage.reads(batch.damaged) == 403


def test_dead_letters_are_listed_shown_and_once_mended_sent_again(
    stage: Stage, batch: Batch
) -> None:
    assert _listed(stage) == {"intake": 3}
    assert len(told_by(stage, "dlq", "show", "intake")) == 3
    assert _listed(stage) == {"intake": 3}, "Looking takes nothing away."
    stage.aws.client("dynamodb").delete_item(
        TableName=stage.outputs["ModerationTable"], Key=_name(batch.damaged)
    )
    assert told_by(stage, "dlq", "redrive", "intake")["sent_back"] == 3
    assert stage.enforced(batch.damaged).status == "approved"
    until(lambda: stage.depth("IntakeDeadLetters") == 2, seconds=30)
    assert _causes(stage) == {UNPARSABLE: UNREADABLE, NO_EVENT: UNREADABLE}


def _causes(stage: Stage) -> dict[str, str]:
    """The cause by message; an S3 event is named by its version."""
    return {_named(letter): letter["why"] for letter in told_by(stage, "dlq", "show", "intake")}


def _named(letter: Mapping[str, Any]) -> str:
    body: str = letter["body"]
    marker = '"version-id": "'
    return body.split(marker)[1].split('"', maxsplit=1)[0] if marker in body else body


def _listed(stage: Stage) -> dict[str, int]:
    """The dead-letter queues that have messages, and how many."""
    rows = told_by(stage, "dlq", "list")
    return {row["name"]: row["messages"] for row in rows if row["messages"]}


def _name(content: Content) -> dict[str, dict[str, str]]:
    return {"content_id": {"S": content.content_id}, "item": {"S": "state"}}
