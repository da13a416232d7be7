"""Step Functions: who may answer for a task token is asked about the token's own workflow."""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Any

from ministack.core import iam_actions
from ministack.services import stepfunctions as states

from local.cloud.gaps.replacing import original

_machine: ContextVar[str] = ContextVar("machine_of_the_execution", default="")
_machines: dict[str, str] = {}
"""The workflow of every token that was ever given out: late answers are asked about as well."""


def tie_tokens_to_their_workflow() -> None:
    """Gap: `states:SendTask…` is checked against `*`, where AWS takes the workflow's ARN.

    That AWS does so is what the CDK's own `grantTaskResponse` rests on.
    """
    run = original(states, "_run_execution", "exec_arn")
    wait = original(states, "_invoke_with_callback", "resource input_data token state_def")
    resource_of = original(
        iam_actions,
        "extract_resource_arn",
        "service method path headers body query_params region account_id",
    )

    @wraps(run)
    def run_execution(exec_arn: str) -> None:
        _machine.set((states._executions.get(exec_arn) or {}).get("stateMachineArn", ""))
        run(exec_arn)

    @wraps(wait)
    def invoke_with_callback(resource: str, input_data: Any, token: str, state_def: Any) -> Any:
        _machines[token] = _machine.get()
        return wait(resource, input_data, token, state_def)

    @wraps(resource_of)
    def extract_resource_arn(service: str, *request: Any) -> str:
        found: str = resource_of(service, *request)
        if service == "states" and found == "*":
            return _machines.get(_token(request[3]), found)
        return found

    states._run_execution = run_execution
    states._invoke_with_callback = invoke_with_callback
    iam_actions.extract_resource_arn = extract_resource_arn


def _token(body: bytes) -> str:
    try:
        request = json.loads(body)
    except ValueError:
        return ""
    return str(request.get("taskToken", "")) if isinstance(request, Mapping) else ""
