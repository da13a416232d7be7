"""Behind the scenes of a deployed stage: its queue, its functions, its clock, its command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.state import EventKind, HistoryEvent
from local.cloud.settings import process_environment
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.operating import event_source, function_name, lying
from tests.e2e.pipeline.stage import Stage

ANSWERS = ("DetectModerationLabels", "DetectLabels")
PICTURE_REFUSED = {"fail": {"code": "InvalidImageFormatException", "until_cleared": True}}
"""A plan of the stand-in: the next verdict on any picture is that a person has to look."""

_BATCH = 10


def invoke(stage: Stage, function: str, event: Mapping[str, Any] | None = None) -> Any:
    """Invokes a function and gives its answer; one that raises or dies is an AssertionError."""
    answer = stage.aws.client("lambda").invoke(
        FunctionName=function_name(function), Payload=json.dumps(event or {}).encode()
    )
    with answer["Payload"] as body:
        told = json.loads(body.read() or b"null")
    assert "FunctionError" not in answer, told
    return told


def moderate(stage: Stage, *words: str, expected: int = 0) -> str:
    """What the command line prints in a process of its own that ends with that exit code."""
    ran = subprocess.run(  # noqa: S603 - this interpreter, our own arguments
        [sys.executable, "-m", "cli.main", *words],
        env=process_environment(stage.cloud, os.environ) | {"MODERATION_STAGE": "local"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == expected, ran.stdout + ran.stderr
    return ran.stderr if expected else ran.stdout


def told_by(stage: Stage, *words: str) -> Any:
    """What the command line says as JSON."""
    return json.loads(moderate(stage, *words, "--json"))


def sweep_when_due(stage: Stage, content: Content) -> None:
    """Lets the time go by until the content is due, and runs the sweep."""
    state = stage.state(content)
    assert state is not None
    assert state.due is not None, "Nothing is due: the sweep would have nothing to find."
    due = replace(state.due, at=datetime.now(UTC))
    stage.contents.save(replace(state, write=state.write + 1, due=due))
    invoke(stage, "sweep")


def history_of(stage: Stage, content: Content) -> list[HistoryEvent]:
    """What happened to a content, oldest first, without what the desk's cases add in their time."""
    history = stage.contents.history(content.content_id)
    return [event for event in history if not event.kind.is_of_case]


def verdicts(stage: Stage, content: Content) -> list[HistoryEvent]:
    """The verdicts in a content's history, oldest first."""
    return [event for event in history_of(stage, content) if event.kind is EventKind.VERDICT]


def answers(stage: Stage) -> int:
    """How often Rekognition was asked since the door's counts were cleared."""
    rows = stage.door.get("requests")
    return sum(row["count"] for row in rows if row["operation"] in ANSWERS)


def everything_of(stage: Stage, content: Content) -> dict[str, Any]:
    """What everybody got to know of a content: state, history, tag, alerts, events."""
    state = stage.state(content)
    return {
        "status": state and state.status.value,
        "due": state and state.due,
        "verdicts": [event.status.value for event in verdicts(stage, content)],
        "tag": stage.tag(content),
        "alerts": {each["event_id"] for each in stage.heard(stage.alerts, content)},
        "events": {each["event_id"] for each in stage.heard(stage.events, content)},
    }


def send(stage: Stage, bodies: Iterable[str]) -> None:
    """Puts messages into the intake queue, past EventBridge."""
    entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
    for start in range(0, len(entries), _BATCH):
        stage.aws.client("sqs").send_message_batch(
            QueueUrl=stage.outputs["IntakeQueue"], Entries=entries[start : start + _BATCH]
        )


def s3_event(kind: str, content: Content) -> str:
    """EventBridge's event for a content: `Created` or `Deleted`."""
    item = {"key": content.key, "size": 1, "etag": "e", "version-id": content.version_id}
    detail: dict[str, Any] = {"bucket": {"name": content.bucket}, "object": item}
    if kind == "Deleted":
        detail["deletion-type"] = "Permanently Deleted"
    return json.dumps({"source": "aws.s3", "detail-type": f"Object {kind}", "detail": detail})


def wait_for_verdict(stage: Stage, content: Content) -> None:
    """Until a verdict is in its history, enforced or not."""
    until(lambda: verdicts(stage, content), seconds=30)


def wait_until_dealt_with(stage: Stage, content: Content) -> None:
    """Until no message about it is in the intake queue any more."""
    until(lambda: not lying(stage, "IntakeQueue", content), seconds=40)


def held_back(stage: Stage, function: str) -> AbstractContextManager[None]:
    """Meanwhile nothing is handed to the function: what arrives waits."""
    return event_source(stage, function, Enabled=False)


@contextmanager
def visible_after(stage: Stage, seconds: int, output: str = "IntakeQueue") -> Iterator[None]:
    """Meanwhile a message of the queue whose handling died comes back so much later."""
    sqs, url = stage.aws.client("sqs"), stage.outputs[output]
    name = "VisibilityTimeout"
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={name: str(seconds)})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=before)
