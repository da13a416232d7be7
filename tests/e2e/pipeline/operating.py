"""What those on call see of a deployed stage and do to it: queues, event sources, roles, alarms."""

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.domain.content import Content
from tests.e2e.pipeline.stage import Stage

DEAD_LETTERS = (
    "IntakeDeadLetters",
    "ReviewDeadLetters",
    "EnforcementDeadLetters",
    "SweepDeadLetters",
    "CompletionsDeadLetters",
    "VideoDeadLetters",
    "CloseCaseDeadLetters",
)


@dataclass(frozen=True, slots=True)
class Lying:
    """A message as it lies in a queue: seconds until it can be received, and how often it was."""

    wait_seconds: float
    received: int


def lying(stage: Stage, output: str, content: Content) -> list[Lying]:
    """The messages about this content in the queue of that output; looking changes nothing."""
    url = stage.outputs[output]
    now = time.time()
    return [
        Lying(message["VisibleAt"] - now, message["ReceiveCount"])
        for message in _messages(stage, url)
        if content.version_id in message["Body"] or content.content_id in message["Body"]
    ]


def waits_for_a_person(stage: Stage, content: Content) -> bool:
    """Whether it has a case at the review desk that is not over, or its alert is on the way."""
    case = DynamoDbCases(stage.aws.client("dynamodb"), stage.outputs["ModerationTable"]).load(
        content.content_id
    )
    return bool(case and not case.status.is_over) or bool(lying(stage, "ReviewQueue", content))


def sent_back(stage: Stage, content: Content) -> Lying | None:
    """Its message in the intake queue, if that failed and waits for its next try.

    While it is worked on it waits too: for what is left of the queue's six minutes.
    """
    waiting = [each for each in lying(stage, "IntakeQueue", content) if each.wait_seconds > 0]
    return next((each for each in waiting if not 300 < each.wait_seconds <= 361), None)


def is_dead(stage: Stage, content: Content) -> bool:
    """Whether any dead-letter queue has a message about it."""
    return any(lying(stage, output, content) for output in DEAD_LETTERS)


def function_name(function: str) -> str:
    """The physical name of a function, and of its role."""
    return f"content-moderation-local-us-east-1-{function}"


@contextmanager
def event_source(stage: Stage, function: str, **changed: Any) -> Iterator[None]:
    """The function's event source with other parameters for a while, then as it was."""
    client = stage.aws.client("lambda")
    name = function_name(function)
    (mapping,) = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    before = {parameter: mapping.get(parameter) for parameter in changed}
    if "Enabled" in changed:
        before["Enabled"] = True
    client.update_event_source_mapping(UUID=mapping["UUID"], **changed)
    try:
        yield
    finally:
        client.update_event_source_mapping(UUID=mapping["UUID"], **before)


@contextmanager
def without(stage: Stage, function: str, permission: str) -> Iterator[None]:
    """The function's role lacks every statement that names that action, then has it again."""
    iam = stage.aws.client("iam")
    name = function_name(function)
    role = {"RoleName": name, "PolicyName": "allowed"}
    document = iam.get_role_policy(**role)["PolicyDocument"]
    left = [each for each in document["Statement"] if permission not in _actions(each)]
    assert len(left) == len(document["Statement"]) - 1, f"{permission} stands in one statement"
    iam.put_role_policy(**role, PolicyDocument=json.dumps({**document, "Statement": left}))
    try:
        yield
    finally:
        iam.put_role_policy(**role, PolicyDocument=json.dumps(document))


def is_ringing(stage: Stage, alarm: str) -> bool:
    """Whether that alarm of the stage is in ALARM."""
    name = f"content-moderation-local-{alarm}"
    (found,) = stage.aws.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return bool(found["StateValue"] == "ALARM")


def counted(stage: Stage, metric: str, function: str) -> float:
    """The sum of a function's own metric over the last day."""
    now = datetime.now(UTC)
    points = stage.aws.client("cloudwatch").get_metric_statistics(
        Namespace="ContentModeration",
        MetricName=metric,
        Dimensions=[{"Name": "service", "Value": function}, {"Name": "stage", "Value": "local"}],
        StartTime=now - timedelta(days=1),
        EndTime=now + timedelta(minutes=1),
        Period=86_400,
        Statistics=["Sum"],
    )["Datapoints"]
    return float(sum(point["Sum"] for point in points))


def _actions(statement: Any) -> list[str]:
    actions = statement["Action"]
    return [actions] if isinstance(actions, str) else list(actions)


def _messages(stage: Stage, url: str) -> list[Any]:
    """Asked of the local cloud itself: AWS shows a message only to who receives it."""
    with closing(HTTPConnection(urlsplit(stage.cloud.plain).netloc, timeout=10)) as connection:
        connection.request("GET", f"/_ministack/sqs/messages?QueueUrl={quote(url, safe='')}")
        answer = json.load(connection.getresponse())
    accounts = answer["messages"].values()
    queues = [queue for regions in accounts for queue in regions.values()]
    return [message for queue in queues for messages in queue.values() for message in messages]
