"""What the video workflow does, state by state, in the words that its console shows.

A video takes six transitions with two analysers: `Analyse`, one task for each analyser, `Decide`,
`Everything read?` and `Verdict recorded`. However long a job waits for its slot, it costs no more.
"""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

_WAITING = cdk.Duration.days(6)
"""A job may wait days for a slot; its results live for seven from its end."""

_DECIDING = cdk.Duration.minutes(15)
_HOLDING = cdk.Duration.minutes(5)

_NO_RETRY_HELPS = ["VideoJobFailed", "Permanent", "Gone"]
_OUTAGES = [
    "Retryable",
    "Misconfigured",
    "NoSlot",
    "Conflict",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.Unknown",
    "Sandbox.Timedout",
]
"""The functions' own errors, by their class, and what Lambda says where a call did not work."""

_OUTAGE_ATTEMPTS = 240
"""Outlasts a day's outage: pauses double to 15 minutes, of which full jitter takes half."""


def screening(
    scope: Construct,
    *,
    start: lambda_.IFunction,
    decide: lambda_.IFunction,
    analysers: Sequence[str],
) -> sfn.IChainable:
    """The states, with a branch for each of these analysers, in this order.

    Every path ends in `Verdict recorded`, behind a task that recorded one, or in `No verdict`.
    """
    recorded = sfn.Succeed(
        scope, "Verdict recorded", comment="What follows from it is for the table's stream to tell."
    )
    hold = _hold(scope, decide)
    hold.add_catch(
        sfn.Fail(
            scope,
            "No verdict",
            comment="An EventBridge rule takes it up from here and has the content held.",
            error="NoVerdict",
            cause="The content could not even be held for review.",
        ),
        result_path="$.failure",
    )
    hold.next(recorded)
    deciding = _decide(scope, decide)
    deciding.add_catch(hold, result_path="$.failure")
    read = sfn.Choice(
        scope,
        "Everything read?",
        comment="One invocation may be too short for all pages of a long video: then it goes on.",
    )
    read.when(sfn.Condition.boolean_equals("$.decision.done", True), recorded)
    read.otherwise(deciding)
    analysing = _analyse(scope, start, analysers)
    analysing.add_catch(hold, result_path="$.failure")
    return analysing.next(deciding).next(read)


def _analyse(scope: Construct, start: lambda_.IFunction, analysers: Sequence[str]) -> sfn.Parallel:
    analysing = sfn.Parallel(
        scope,
        "Analyse",
        comment="Every analyser of the policy at once; each branch says what became of its job.",
        result_path="$.jobs",
    )
    for analyser in analysers:
        analysing.branch(_branch(scope, start, analyser))
    return analysing


def _branch(scope: Construct, start: lambda_.IFunction, analyser: str) -> sfn.IChainable:
    """One analyser's job. Its branch always ends well: `Decide` judges what is missing."""
    words = analyser.replace("_", " ").capitalize()
    job = tasks.LambdaInvoke(
        scope,
        f"{words}: start a job and wait",
        comment="Records the job and starts it once a slot is free; its completion ends the wait.",
        lambda_function=start,
        integration_pattern=sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
        payload=sfn.TaskInput.from_object(
            {
                **_of_the_screening(),
                "analyser": analyser,
                "branch": sfn.JsonPath.task_token,
            }
        ),
        task_timeout=sfn.Timeout.duration(_WAITING),
        retry_on_service_exceptions=False,
    )
    _retry(job)
    nothing = sfn.Pass(
        scope,
        f"{words}: no results",
        comment="Says why, so that the content is held with the reason.",
        parameters={"analyser": analyser, "failure": sfn.JsonPath.object_at("$.failure")},
    )
    return job.add_catch(nothing, result_path="$.failure")


def _decide(scope: Construct, decide: lambda_.IFunction) -> sfn.TaskStateBase:
    deciding = _invoke_decide(
        scope,
        "Decide",
        decide,
        comment="Reads the results, keeps the evidence, applies the policy, records the verdict.",
        beside={"jobs": sfn.JsonPath.object_at("$.jobs")},
        timeout=_DECIDING,
    )
    _retry(deciding, "States.Timeout")
    return deciding


def _hold(scope: Construct, decide: lambda_.IFunction) -> sfn.TaskStateBase:
    holding = _invoke_decide(
        scope,
        "Hold for review",
        decide,
        comment="Nobody could decide: a person does, and is told why.",
        beside={"failure": sfn.JsonPath.object_at("$.failure")},
        timeout=_HOLDING,
    )
    _retry(holding, "States.Timeout")
    return holding


def _invoke_decide(
    scope: Construct,
    name: str,
    decide: lambda_.IFunction,
    *,
    comment: str,
    beside: Mapping[str, object],
    timeout: cdk.Duration,
) -> tasks.LambdaInvoke:
    return tasks.LambdaInvoke(
        scope,
        name,
        comment=comment,
        lambda_function=decide,
        payload=sfn.TaskInput.from_object({**_of_the_screening(), **beside}),
        payload_response_only=True,
        result_path="$.decision",
        task_timeout=sfn.Timeout.duration(timeout),
        retry_on_service_exceptions=False,
    )


def _retry(task: sfn.TaskStateBase, *also: str) -> None:
    """An outage for a day; what nobody expected three times, as `also`; a refusal never.

    `States.TaskFailed` takes in every error but `States.Timeout`.
    """
    task.add_retry(errors=_NO_RETRY_HELPS, max_attempts=0)
    task.add_retry(
        errors=_OUTAGES,
        interval=cdk.Duration.seconds(2),
        backoff_rate=2,
        max_delay=cdk.Duration.minutes(15),
        max_attempts=_OUTAGE_ATTEMPTS,
        jitter_strategy=sfn.JitterType.FULL,
    )
    task.add_retry(
        errors=["States.TaskFailed", *also],
        interval=cdk.Duration.seconds(2),
        max_attempts=3,
        jitter_strategy=sfn.JitterType.FULL,
    )


def _of_the_screening() -> dict[str, object]:
    """What every function is told of the execution's input."""
    return {
        "content_id": sfn.JsonPath.string_at("$.content_id"),
        "screening": sfn.JsonPath.number_at("$.screening"),
    }
