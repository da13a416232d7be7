"""What starting the video workflow promises, held against the fake and the adapter."""

import json
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from lambdas.moderation.aws.workflow import StatesVideoWorkflow
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.ports.video import VideoWorkflow
from tests.contract.examples import content
from tests.fakes.video_workflow import FakeVideoWorkflow

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from tests.contract.conftest import Aws

World = tuple[VideoWorkflow, Callable[[str, int], None]]
ID = content().content_id
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:ScreenVideo"
EXECUTION = f"arn:aws:states:us-east-1:123456789012:execution:ScreenVideo:{ID}-2"
_numbers = count(1)


@pytest.fixture
def client(aws: "Aws") -> "SFNClient":
    return boto3.client("stepfunctions", region_name=aws.sqs.meta.region_name)


def _machine(client: "SFNClient") -> str:
    made = client.create_state_machine(
        name=f"ScreenVideo-{next(_numbers)}",
        definition=json.dumps({"StartAt": "Wait", "States": {"Wait": {"Type": "Succeed"}}}),
        roleArn="arn:aws:iam::123456789012:role/video",
    )
    return made["stateMachineArn"]


def _states(client: "SFNClient") -> World:
    machine = _machine(client)
    name = machine.replace(":stateMachine:", ":execution:")

    def end(content_id: str, screening: int) -> None:
        client.stop_execution(executionArn=f"{name}:{content_id}-{screening}")

    return StatesVideoWorkflow(client, machine), end


def _fake() -> World:
    fake = FakeVideoWorkflow()
    return fake, fake.end


@pytest.fixture(params=["fake", "states"])
def world(request: pytest.FixtureRequest) -> World:
    return _fake() if request.param == "fake" else _states(request.getfixturevalue("client"))


class TestVideoWorkflow:
    def test_starting_again_while_it_runs_is_as_good_as_starting(self, world: World) -> None:
        workflow, _ = world
        assert [workflow.start(ID, 1) for _ in range(3)] == [True, True, True]

    def test_what_has_ended_is_not_started_again(self, world: World) -> None:
        workflow, end = world
        workflow.start(ID, 1)
        end(ID, 1)
        assert [workflow.start(ID, 1) for _ in range(2)] == [False, False]

    def test_another_screening_or_content_has_an_execution_of_its_own(self, world: World) -> None:
        workflow, end = world
        workflow.start(ID, 1)
        end(ID, 1)
        assert workflow.start(ID, 2)
        assert workflow.start(content("other.mp4").content_id, 1)


class TestStatesVideoWorkflow:
    def test_name_and_input_are_exactly_these(self, client: "SFNClient") -> None:
        machine = _machine(client)
        StatesVideoWorkflow(client, machine).start(ID, 12)
        (listed,) = client.list_executions(stateMachineArn=machine)["executions"]
        assert listed["name"] == f"{ID}-12"
        told = client.describe_execution(executionArn=listed["executionArn"])
        assert told["input"] == f'{{"content_id": "{ID}", "screening": 12}}'

    @pytest.mark.parametrize(
        ("status", "runs"),
        [
            ("RUNNING", True),
            ("PENDING_REDRIVE", True),
            ("SUCCEEDED", False),
            ("FAILED", False),
            ("TIMED_OUT", False),
            ("ABORTED", False),
        ],
    )
    def test_a_name_that_is_taken_says_nothing_of_whether_it_runs(
        self, client: "SFNClient", status: str, runs: bool
    ) -> None:
        with Stubber(client) as stubber:
            stubber.add_client_error("start_execution", "ExecutionAlreadyExists")
            told = {
                "executionArn": EXECUTION,
                "stateMachineArn": MACHINE,
                "startDate": 0,
                "status": status,
            }
            stubber.add_response("describe_execution", told, {"executionArn": EXECUTION})
            assert StatesVideoWorkflow(client, MACHINE).start(ID, 2) is runs

    def test_an_execution_that_is_not_found_yet_is_asked_after_later(
        self, client: "SFNClient"
    ) -> None:
        with Stubber(client) as stubber:
            stubber.add_client_error("start_execution", "ExecutionAlreadyExists")
            stubber.add_client_error("describe_execution", "ExecutionDoesNotExist")
            with pytest.raises(Retryable) as raised:
                StatesVideoWorkflow(client, MACHINE).start(ID, 2)
        assert type(raised.value) is Retryable

    @pytest.mark.parametrize("code", ["ExecutionLimitExceeded", "ThrottlingException"])
    def test_a_start_that_is_too_much_now_comes_later(self, client: "SFNClient", code: str) -> None:
        with Stubber(client) as stubber:
            stubber.add_client_error("start_execution", code)
            with pytest.raises(Retryable) as raised:
                StatesVideoWorkflow(client, MACHINE).start(ID, 2)
        assert type(raised.value) is Retryable

    def test_a_missing_state_machine_is_our_set_up(self, client: "SFNClient") -> None:
        with pytest.raises(Misconfigured):
            StatesVideoWorkflow(client, MACHINE + "-none").start(ID, 2)
