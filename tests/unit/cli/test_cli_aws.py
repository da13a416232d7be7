"""How `moderate` meets AWS: stack outputs, queues, and what it says when AWS refuses."""

from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto import mock_aws

from cli.connect import connect, found
from cli.errors import CommandError
from cli.world import DeadLetterName, DeadLetters, World

_STORAGE = {
    "UploadsBucket": "the-bucket",
    "ModerationTable": "the-table",
    "EvidenceBucket": "the-evidence",
}
_REVIEW = {
    "ReviewApi": "https://desk.example/",
    "ReviewConsole": "https://desk.example/",
    "UserPool": "eu-west-1_pool",
    "UserPoolClient": "console",
    "UserPoolCliClient": "commandline",
    "CloseCaseDeadLetters": "https://sqs/close-case",
}
_QUEUES = (
    "IntakeQueue",
    "IntakeDeadLetters",
    "ReviewQueue",
    "ReviewDeadLetters",
    "EnforcementDeadLetters",
    "SweepDeadLetters",
)


class _Session(boto3.session.Session):
    """A session whose CloudFormation knows these outputs by stack; the rest is moto."""

    def __init__(self, stacks: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(region_name="eu-west-1")
        self._stacks = stacks

    def client(self, service: str, **options: Any) -> Any:  # type: ignore[override] # boto3's has 400 overloads
        client: Any = super().client(service, **options)  # type: ignore[call-overload] # likewise
        if service == "cloudformation":
            client.meta.events.register("before-call.cloudformation", self._answer)
        return client

    def _answer(self, params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        name = params["body"]["StackName"]
        outputs = self._stacks.get(name)
        status = 400 if outputs is None else 200
        answer: dict[str, Any] = {"ResponseMetadata": {"HTTPStatusCode": status}}
        if outputs is None:
            message = f"Stack with id {name} does not exist"
            answer["Error"] = {"Code": "ValidationError", "Message": message}
        else:
            listed = [{"OutputKey": key, "OutputValue": text} for key, text in outputs.items()]
            answer["Stacks"] = [{"StackName": name, "Outputs": listed}]
        return AWSResponse("", status, HTTPHeaders(), None), answer


@pytest.fixture(autouse=True)
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        yield


def _found(
    stage: str = "dev",
    *,
    pipeline: Mapping[str, str] | None = None,
    review: Mapping[str, str] | None = None,
) -> World:
    stacks = {
        f"ContentModeration-{stage}-Storage": _STORAGE,
        f"ContentModeration-{stage}-Pipeline": _urls() if pipeline is None else pipeline,
    }
    if review is not None:
        stacks[f"ContentModeration-{stage}-Review"] = review
    return found(_Session(stacks), stage)


def _urls() -> dict[str, str]:
    sqs = boto3.client("sqs")
    return {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in _QUEUES}


def _dead(name: DeadLetterName, queue: str, **message: Any) -> DeadLetters:
    """That queue with one message in it."""
    world = _found()
    boto3.client("sqs").send_message(QueueUrl=_urls()[queue], **message)
    return world.dead_letters[name]


def test_a_stage_is_found_by_the_outputs_of_its_stacks() -> None:
    world = _found()
    assert (world.bucket, world.stage) == ("the-bucket", "dev")
    assert [each.value for each in world.dead_letters] == [
        "intake",
        "review",
        "enforcement",
        "sweep",
    ]


def test_a_stage_with_a_desk_has_its_dead_letters_and_its_door() -> None:
    world = _found(review=_REVIEW)
    assert [each.value for each in world.dead_letters] == [
        "intake",
        "review",
        "close-case",
        "enforcement",
        "sweep",
    ]
    assert not world.dead_letters[DeadLetterName.CLOSE_CASE].returns
    assert world.desk().console_url == "https://desk.example/"


@pytest.mark.parametrize(("stage", "how"), [("dev", "make deploy STAGE=dev"), ("local", "make up")])
def test_a_stage_without_a_desk_is_told_with_the_setting_that_makes_one(
    stage: str, how: str
) -> None:
    world = _found(stage)
    with pytest.raises(CommandError) as caught:
        world.desk()
    assert str(caught.value) == (
        f"Stage {stage} has no review desk: there is no stack ContentModeration-{stage}-Review. "
        "The stage's setting `review` in cdk.json makes one: {} will do, null means none. Then: "
        f"{how}"
    )
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["ReviewApi", "ReviewConsole", "UserPool", "UserPoolCliClient"])
def test_a_desk_without_one_of_its_outputs_stops_its_own_commands_only(name: str) -> None:
    world = _found(review={key: text for key, text in _REVIEW.items() if key != name})
    with pytest.raises(CommandError, match=f"do not have the output {name}: "):
        world.desk()


def test_the_caller_is_who_sts_says() -> None:
    assert _found().who().startswith("arn:aws:")


def test_a_stage_that_is_not_deployed_is_told_with_what_to_do() -> None:
    with pytest.raises(CommandError) as caught:
        found(_Session({}), "dev")
    assert "ContentModeration-dev-Storage in Region eu-west-1" in str(caught.value)
    assert "make deploy STAGE=dev" in str(caught.value)
    assert "Stages in cdk.json: local, dev, prod." in str(caught.value)


def test_the_local_stage_is_brought_up_by_make_up() -> None:
    with pytest.raises(CommandError, match="make up"):
        found(_Session({}), "local")


def test_an_output_that_is_missing_is_named() -> None:
    with pytest.raises(CommandError, match="do not have the output IntakeQueue"):
        _found(pipeline={})


@pytest.mark.parametrize("stage", ["", "a b", "../x", "x" * 65])
def test_what_cannot_be_a_stage_is_never_asked_for(stage: str) -> None:
    with pytest.raises(CommandError, match="cannot be the name of a stage"):
        connect(stage)


def test_a_dead_letter_goes_back_with_its_attributes_but_without_the_notes_on_it() -> None:
    dead = _dead(
        DeadLetterName.REVIEW,
        "ReviewDeadLetters",
        MessageBody="body",
        MessageAttributes={
            "status": {"DataType": "String", "StringValue": "in_review"},
            "why": {"DataType": "String", "StringValue": "given up"},
            "bytes": {"DataType": "Binary", "BinaryValue": b"\xff"},
        },
    )
    (letter,) = dead.receive(hold_seconds=30)
    assert (letter.body, letter.deliveries, dead.backlog().received) == ("body", 1, 1)
    dead.send_back(letter)
    dead.delete(letter)
    assert dead.backlog().waiting == 0
    (back,) = boto3.client("sqs").receive_message(
        QueueUrl=_urls()["ReviewQueue"], MessageAttributeNames=["All"]
    )["Messages"]
    assert back["Body"] == "body"
    assert set(back["MessageAttributes"]) == {"status", "bytes"}
    assert back["MessageAttributes"]["bytes"]["BinaryValue"] == b"\xff"


def test_a_released_letter_can_be_received_at_once() -> None:
    dead = _dead(DeadLetterName.SWEEP, "SweepDeadLetters", MessageBody="report")
    (letter,) = dead.receive(hold_seconds=600)
    assert dead.receive(hold_seconds=600) == []
    dead.release(letter)
    assert len(dead.receive(hold_seconds=600)) == 1


def test_a_report_of_a_failure_cannot_be_sent_back() -> None:
    dead = _dead(DeadLetterName.SWEEP, "SweepDeadLetters", MessageBody="report")
    (letter,) = dead.receive(hold_seconds=1)
    assert not dead.returns
    with pytest.raises(CommandError, match="report failures"):
        dead.send_back(letter)
