"""Step Functions: tasks that wait for their token, executions that were aborted, the role's say."""

import copy
import re
from collections.abc import Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import lambda_svc
from ministack.services import stepfunctions as states

from local.cloud.gaps.replacing import original
from local.cloud.settings import ACCOUNT, REGION

_CALLBACK = ".waitForTaskToken"
_NO_CLASS = "Runtime.HandlerError"
_LAST_LINE = re.compile(r"([A-Za-z_][\w.]*)(?:: (.*))?")
_RUNNING = "RUNNING"
_FATAL = frozenset({"States.Runtime", "States.DataLimitExceeded"})
_THROTTLED = "TooManyRequestsException"

_awaited: ContextVar[bool] = ContextVar("invoked_for_a_token", default=False)
_role: ContextVar[str] = ContextVar("role_of_the_execution", default="")


class _TaskFailedError(Exception):
    """Carries a task's failure past ministack, which would swallow it. Its cause is ministack's."""


def name_the_errors_of_functions() -> None:
    """Gap: a function's exception arrives as `Runtime.HandlerError`, never as its class.

    So nothing that a workflow retries or catches by name would match.
    """
    execute = original(lambda_svc, "_execute_function_warm", "func event request_id")

    @wraps(execute)
    def with_its_class(func: Any, event: Any, request_id: str) -> dict[str, Any]:
        result: dict[str, Any] = execute(func, event, request_id)
        body = result.get("body")
        if result.get("error") and isinstance(body, dict) and body.get("errorType") == _NO_CLASS:
            body["errorType"] = _class_in(result.get("log") or "", body) or _NO_CLASS
        return result

    lambda_svc._execute_function_warm = with_its_class


def name_throttled_functions() -> None:
    """Gap: where Lambda has no concurrency left, the error is `Lambda.Unknown`."""
    call = original(states, "_call_lambda", "func_ref event")

    @wraps(call)
    def call_lambda(func_ref: Any, event: Any) -> Any:
        try:
            return call(func_ref, event)
        except states._ExecutionError as error:
            if error.error == "Lambda.Unknown" and _THROTTLED in error.cause:
                raise states._ExecutionError(f"Lambda.{_THROTTLED}", error.cause) from error
            raise

    states._call_lambda = call_lambda


def fail_tasks_whose_function_fails() -> None:
    """Gap: where a task waits for its token, a function that raises is waited for all the same."""
    call = original(states, "_call_lambda", "func_ref event")
    wait = original(states, "_invoke_with_callback", "resource input_data token state_def")

    @wraps(call)
    def call_lambda(func_ref: Any, event: Any) -> Any:
        try:
            return call(func_ref, event)
        except states._ExecutionError as error:
            if _awaited.get():
                raise _TaskFailedError from error
            raise

    @wraps(wait)
    def invoke_with_callback(resource: str, input_data: Any, token: str, state_def: Any) -> Any:
        before = _awaited.set(True)
        try:
            return wait(resource, input_data, token, state_def)
        except _TaskFailedError as failed:
            states._task_tokens.pop(token, None)
            raise failed.__cause__ from None  # type: ignore[misc] # set where it was raised
        finally:
            _awaited.reset(before)

    states._call_lambda = call_lambda
    states._invoke_with_callback = invoke_with_callback


def give_each_attempt_its_token() -> None:
    """Gap: one token a state instead of one an attempt, shared by the branches of a Parallel."""
    apply = original(states, "_apply_parameters", "state_def data ctx")
    run = original(states, "_run_sub_machine", "states start_at input_data execution ctx")

    @wraps(apply)
    def apply_parameters(state_def: Mapping[str, Any], data: Any, ctx: Any = None) -> Any:
        if _CALLBACK in state_def.get("Resource", ""):
            ctx["Task"] = {"Token": states.new_uuid()}
        return apply(state_def, data, ctx)

    @wraps(run)
    def run_sub_machine(all_: Any, start_at: str, input_data: Any, execution: Any, ctx: Any) -> Any:
        return run(all_, start_at, input_data, execution, copy.deepcopy(ctx))

    states._apply_parameters = apply_parameters
    states._run_sub_machine = run_sub_machine


def let_nothing_catch_runtime_errors() -> None:
    """Gap: `States.ALL` retries and catches `States.Runtime` too, which ends an execution on AWS.

    Source: "Handling errors in Step Functions workflows", error names.
    """
    matches = original(states, "_error_matches", "error_equals error")

    @wraps(matches)
    def error_matches(error_equals: Any, error: str) -> bool:
        return error not in _FATAL and bool(matches(error_equals, error))

    states._error_matches = error_matches


def refuse_paths_that_lead_nowhere() -> None:
    """Gap: a path in `Parameters` that is not in the input is null, not a `States.Runtime`."""
    resolve = original(states, "_resolve_params_obj", "template data ctx")

    @wraps(resolve)
    def resolve_parameters(template: Any, data: Any, ctx: Any = None) -> Any:
        for name, path in template.items() if isinstance(template, dict) else ():
            if name.endswith(".$") and str(path).startswith("$.") and _leads_nowhere(path, data):
                cause = f"The JSONPath '{path}' could not be found in the input."
                raise states._ExecutionError("States.Runtime", cause)
        return resolve(template, data, ctx)

    states._resolve_params_obj = resolve_parameters


def keep_ended_executions_ended() -> None:
    """Gap: an execution that was aborted fails once more, when one of its tasks does."""
    fail = original(states, "_fail_execution", "execution error cause")

    @wraps(fail)
    def fail_execution(execution: Mapping[str, Any], error: str, cause: str) -> None:
        if execution["status"] == _RUNNING:
            fail(execution, error, cause)

    states._fail_execution = fail_execution


def start_the_same_execution_once() -> None:
    """Gap: the same name with the same input is refused while that execution runs.

    AWS answers as it did the first time.
    """
    start = original(states, "_start_execution", "data")

    @wraps(start)
    def start_execution(data: Mapping[str, Any]) -> Any:
        machine = states._state_machines.get(data.get("stateMachineArn", ""))
        if machine and data.get("name"):
            arn = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:{machine['name']}:{data['name']}"
            found = states._executions.get(arn)
            same = found and found["input"] == data.get("input", "{}")
            if same and found["status"] == _RUNNING:
                answer = {"executionArn": arn, "startDate": found["startDate"]}
                return states.json_response(answer)
        return start(data)

    states._start_execution = start_execution


def ask_the_machines_role() -> None:
    """Gap: a workflow may invoke any function, whatever its role allows."""
    run = original(states, "_run_execution", "exec_arn")
    call = original(states, "_call_lambda", "func_ref event")

    @wraps(run)
    def run_execution(exec_arn: str) -> None:
        execution = states._executions.get(exec_arn)
        machine = execution and states._state_machines.get(execution["stateMachineArn"])
        _role.set((machine or {}).get("roleArn", ""))
        run(exec_arn)

    @wraps(call)
    def call_lambda(func_ref: Any, event: Any) -> Any:
        role = _role.get()
        if role and not _may_invoke(role, func_ref):
            raise states._ExecutionError("Lambda.AWSLambdaException", f"{role} may not invoke it.")
        return call(func_ref, event)

    states._run_execution = run_execution
    states._call_lambda = call_lambda


def _may_invoke(role_arn: str, func_ref: Any) -> bool:
    _, config, name = lambda_svc._get_func_record_for_ref(func_ref)
    named = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    context = iam_evaluator.EvalContext(
        principal_arn=role_arn,
        principal_type="AssumedRole",
        principal_account=ACCOUNT,
        action="lambda:InvokeFunction",
        resource_arn=(config or {}).get("FunctionArn") or named,
        region=REGION,
    )
    policies = iam_evaluator._gather_role_policies(role_arn.rpartition("/")[2], ACCOUNT)
    return bool(iam_evaluator.evaluate(context, policies).decision == "Allow")


def _leads_nowhere(path: str, data: Any) -> bool:
    for kind, name in states._parse_jsonpath_tokens(path) or ():
        if kind != "field":
            return False
        if not isinstance(data, dict) or name not in data:
            return True
        data = data[name]
    return False


def _class_in(log: str, body: Mapping[str, Any]) -> str | None:
    """The exception's class, from the last line of the traceback in the function's log."""
    message = str(body.get("errorMessage") or "").split("\n")[0]
    for line in reversed(log.splitlines()):
        found = _LAST_LINE.fullmatch(line)
        if found and (found[2] or "") == message:
            return found[1].rpartition(".")[2]
    return None
