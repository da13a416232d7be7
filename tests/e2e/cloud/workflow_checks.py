"""What Step Functions does and ministack does not: each function says whether a cloud does it."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tests.e2e.cloud.clients import ACCOUNT, Aws, policy, unique, until

RAISES = (
    "class Cramped(Exception): pass\ndef handler(event, context):\n    raise Cramped('no room')\n"
)
NOTHING = "def handler(event, context):\n    return {}\n"
TELLS = "def handler(event, context):\n    print('TOKEN', event['branch'])\n    return {}\n"
TELLS_AND_RAISES = TELLS.replace("return {}", "raise ValueError('again')")
Definition = dict[str, Any]


def a_failed_function_is_caught_by_its_class(aws: Aws) -> bool:
    """An exception's class is the error's name."""
    task = _task(aws.function(RAISES))
    return _ends(aws, _alone({**task, "Catch": _caught("Cramped")})) == "SUCCEEDED"


def a_task_whose_function_fails_does_not_wait_for_its_token(aws: Aws) -> bool:
    """It fails at once."""
    task = _waiting(aws.function(RAISES), seconds=5)
    return _ends(aws, _alone({**task, "Catch": _caught("Cramped")})) == "SUCCEEDED"


def a_throttled_function_is_caught_as_such(aws: Aws) -> bool:
    """Lambda has no concurrency left for it."""
    name = aws.function(NOTHING)
    aws.client("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    refused = {"Type": "Fail", "Error": "NotThrottled"}
    caught = _caught("Lambda.TooManyRequestsException")
    task = {**_task(name), "Catch": caught, "Next": "Ran"}
    del task["End"]
    return _ends(aws, _alone(task, Ran=refused)) == "SUCCEEDED"


def every_attempt_has_a_token_of_its_own(aws: Aws) -> bool:
    """Two attempts of each of two branches: four tokens."""
    name = aws.function(TELLS_AND_RAISES)
    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 1}]
    branch = _alone({**_waiting(name, seconds=2), "Retry": retry})
    _ends(aws, _alone({"Type": "Parallel", "Branches": [branch, branch], "End": True}))
    return len(_tokens(aws, name)) == 4


def a_runtime_error_is_caught_by_nothing(aws: Aws) -> bool:
    """A path that leads nowhere ends the execution, whatever `States.ALL` would catch."""
    task = {**_task(aws.function(NOTHING)), "Parameters": {"a.$": "$.nowhere"}}
    return _ends(aws, _alone({**task, "Catch": _caught("States.ALL")})) == "FAILED"


def an_aborted_execution_stays_aborted(aws: Aws) -> bool:
    """Although the task that it waited in runs out of time later."""
    arn = _start(aws, _alone(_waiting(aws.function(NOTHING), seconds=1)))
    client = aws.client("stepfunctions")
    until(lambda: client.get_execution_history(executionArn=arn)["events"][1:])
    client.stop_execution(executionArn=arn)
    try:
        until(lambda: _status(aws, arn) != "ABORTED", seconds=2.5)
    except AssertionError:
        return True
    return False


def the_same_execution_is_started_once(aws: Aws) -> bool:
    """Same name, same input, still running: the answer of the first time. Else it is refused."""
    machine = _machine(aws, _alone(_waiting(aws.function(NOTHING), seconds=5)))
    wanted = {"stateMachineArn": machine, "name": "one", "input": "{}"}
    client = aws.client("stepfunctions")
    first = client.start_execution(**wanted)["executionArn"]
    try:
        again = client.start_execution(**wanted)["executionArn"]
    except ClientError:
        return False
    try:
        client.start_execution(**wanted | {"input": '{"a": 1}'})
    except ClientError as error:
        return bool(again == first and error.response["Error"]["Code"] == "ExecutionAlreadyExists")
    return False


def a_workflow_invokes_only_what_its_role_allows(aws: Aws) -> bool:
    """Its role may invoke another function."""
    role = _role(aws, f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:another")
    task = {**_task(aws.function(NOTHING)), "Catch": _caught("Lambda.AWSLambdaException")}
    refused = {"Type": "Fail", "Error": "NotRefused"}
    definition = _alone({**task, "Next": "Ran"}, Ran=refused)
    del definition["States"]["First"]["End"]
    return _ends(aws, definition, role=role) == "SUCCEEDED"


def a_task_is_answered_for_by_whoever_may_answer_for_its_workflow(aws: Aws) -> bool:
    """`states:SendTaskSuccess` is asked about the ARN of the token's workflow."""
    name = aws.function(TELLS)
    machine = _machine(aws, _alone(_waiting(name, seconds=8)))
    client = aws.client("stepfunctions")
    arn = client.start_execution(stateMachineArn=machine)["executionArn"]
    (token,) = until(lambda: _tokens(aws, name))
    allowed = {"Effect": "Allow", "Action": "states:SendTaskSuccess", "Resource": machine}
    try:
        aws.user("stepfunctions", [allowed]).send_task_success(taskToken=token, output="{}")
    except ClientError:
        return False
    until(lambda: _status(aws, arn) == "SUCCEEDED")
    return True


CHECKS: tuple[Callable[[Aws], bool], ...] = (
    a_failed_function_is_caught_by_its_class,
    a_task_whose_function_fails_does_not_wait_for_its_token,
    a_throttled_function_is_caught_as_such,
    every_attempt_has_a_token_of_its_own,
    a_runtime_error_is_caught_by_nothing,
    an_aborted_execution_stays_aborted,
    the_same_execution_is_started_once,
    a_workflow_invokes_only_what_its_role_allows,
    a_task_is_answered_for_by_whoever_may_answer_for_its_workflow,
)


def _alone(state: Definition, **others: Definition) -> Definition:
    states = {"First": state, "Caught": {"Type": "Succeed"}, **others}
    return {"StartAt": "First", "States": states}


def _task(function: str) -> Definition:
    arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{function}"
    return {"Type": "Task", "Resource": arn, "End": True}


def _waiting(function: str, *, seconds: int) -> Definition:
    return {
        **_task(function),
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {"FunctionName": function, "Payload": {"branch.$": "$$.Task.Token"}},
        "TimeoutSeconds": seconds,
    }


def _caught(error: str) -> list[Definition]:
    return [{"ErrorEquals": [error], "Next": "Caught"}]


def _ends(aws: Aws, definition: Definition, *, role: str | None = None) -> str:
    arn = _start(aws, definition, role=role)
    until(lambda: _status(aws, arn) != "RUNNING", seconds=20)
    return _status(aws, arn)


def _start(aws: Aws, definition: Definition, *, role: str | None = None) -> str:
    client = aws.client("stepfunctions")
    machine = _machine(aws, definition, role=role)
    return str(client.start_execution(stateMachineArn=machine)["executionArn"])


def _machine(aws: Aws, definition: Definition, *, role: str | None = None) -> str:
    answer = aws.client("stepfunctions").create_state_machine(
        name=unique("machine"), definition=json.dumps(definition), roleArn=role or _role(aws, "*")
    )
    return str(answer["stateMachineArn"])


def _role(aws: Aws, functions: str) -> str:
    name = unique("states")
    trust: dict[str, Any] = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    trust["Principal"] = {"Service": "states.amazonaws.com"}
    allow = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": functions}
    iam = aws.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy([trust]))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy([allow]))
    return str(role["Arn"])


def _status(aws: Aws, arn: str) -> str:
    return str(aws.client("stepfunctions").describe_execution(executionArn=arn)["status"])


def _tokens(aws: Aws, function: str) -> set[str]:
    client = aws.client("logs")
    try:
        answer = client.filter_log_events(logGroupName=f"/aws/lambda/{function}")
    except client.exceptions.ResourceNotFoundException:
        return set()
    lines = [line for event in answer["events"] for line in event["message"].splitlines()]
    return {line.split()[1] for line in lines if line.startswith("TOKEN")}
