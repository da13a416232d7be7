"""The video workflow's definition: every path leads to a verdict, and every task can fail."""

import json
from collections.abc import Iterator

import pytest

from lambdas.decide_video.request import read_request
from lambdas.moderation.domain.errors import (
    Conflict,
    Gone,
    Misconfigured,
    ModerationError,
    NoSlot,
    Permanent,
    Retryable,
)
from tests.infrastructure.templates import Assembly, Json

DECIDE = "Video/DecideVideo/Function.Arn"
START = "Video/Jobs/StartVideoJob/Function.Arn"
CONTENT = "0123456789abcdef0123456789abcdef"
A_DAY = 24 * 3600
LONGEST_NAME = 80


def all_states(states: Json) -> Iterator[tuple[str, Json]]:
    """Every state by name, those in branches too."""
    for name, state in states.items():
        yield name, state
        for branch in state.get("Branches", []):
            yield from all_states(branch["States"])


def tasks(definition: Json) -> dict[str, Json]:
    """The tasks by name."""
    found = all_states(definition["States"])
    return {name: state for name, state in found if state["Type"] == "Task"}


def test_it_is_a_standard_workflow_with_tracing_that_ends_within_seven_days(
    machine: Json, definition: Json
) -> None:
    assert machine.get("StateMachineType", "STANDARD") == "STANDARD"
    assert machine["TracingConfiguration"] == {"Enabled": True}
    assert machine["RoleArn"] == "Video/Workflow/Role.Arn"
    assert definition["TimeoutSeconds"] == 7 * A_DAY


def test_the_local_cloud_runs_the_same_workflow(local: Assembly, definition: Json) -> None:
    (made,) = local.resources("AWS::StepFunctions::StateMachine").values()
    assert json.loads(made["DefinitionString"]) == definition


def test_its_name_and_every_states_name_fit(machine: Json, definition: Json) -> None:
    name = machine["StateMachineName"]
    assert name == "content-moderation-prod-eu-central-1-screen-video"
    longest = name.replace("-prod-eu-central-1-", f"-{'s' * 12}-ap-northeast-1-")
    names = [longest, *(name for name, _ in all_states(definition["States"]))]
    assert max(map(len, names)) <= LONGEST_NAME
    assert len(set(names)) == len(names)


def test_every_state_says_what_it_is_for(definition: Json) -> None:
    assert definition["Comment"]
    for name, state in all_states(definition["States"]):
        assert state["Comment"].endswith("."), name


def test_every_task_has_a_time_out_retries_and_a_catch_for_everything(definition: Json) -> None:
    assert len(tasks(definition)) == 4
    for name, task in tasks(definition).items():
        assert 0 < task["TimeoutSeconds"] < definition["TimeoutSeconds"], name
        assert task["Retry"], name
        assert [catch["ErrorEquals"] for catch in task["Catch"]] == [["States.ALL"]], name
    (caught,) = definition["States"]["Analyse"]["Catch"]
    assert caught["ErrorEquals"] == ["States.ALL"]


def test_a_job_may_wait_for_days_and_a_decision_for_minutes(definition: Json) -> None:
    assert {name: task["TimeoutSeconds"] for name, task in tasks(definition).items()} == {
        "Moderation labels: start a job and wait": 6 * A_DAY,
        "Labels: start a job and wait": 6 * A_DAY,
        "Decide": 15 * 60,
        "Hold for review": 5 * 60,
    }


def retries_of(task: Json, error: str) -> Json:
    """The first retrier that takes an error, as Step Functions chooses."""
    for retrier in task["Retry"]:
        any_failure = "States.TaskFailed" in retrier["ErrorEquals"] and error != "States.Timeout"
        if error in retrier["ErrorEquals"] or any_failure:
            return dict(retrier)
    return {"MaxAttempts": 0}


@pytest.mark.parametrize("error", [Permanent, Gone])
def test_what_no_retry_can_help_is_not_retried(
    definition: Json, error: type[ModerationError]
) -> None:
    for task in tasks(definition).values():
        assert retries_of(task, error.__name__)["MaxAttempts"] == 0
        assert retries_of(task, "VideoJobFailed")["MaxAttempts"] == 0


@pytest.mark.parametrize(
    "error",
    [
        *(each.__name__ for each in (Retryable, Misconfigured, NoSlot, Conflict)),
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
        "Lambda.Unknown",
        "Sandbox.Timedout",
    ],
)
def test_an_outage_is_outlasted_for_a_day(definition: Json, error: str) -> None:
    for task in tasks(definition).values():
        retrier = retries_of(task, error)
        assert retrier["JitterStrategy"] == "FULL"  # a pause is anything up to its length
        pauses = [
            min(retrier["IntervalSeconds"] * retrier["BackoffRate"] ** n, 15 * 60)
            for n in range(retrier["MaxAttempts"])
        ]
        assert retrier["MaxDelaySeconds"] == 15 * 60
        assert sum(pauses) / 2 > A_DAY
        assert sum(pauses) < definition["TimeoutSeconds"] / 2


def test_what_nobody_expected_is_tried_three_times_more(definition: Json) -> None:
    for name, task in tasks(definition).items():
        assert retries_of(task, "SettingsError")["MaxAttempts"] == 3, name


def test_a_wait_that_ran_out_is_not_begun_anew(definition: Json) -> None:
    waiting = {name for name, task in tasks(definition).items() if "Task.Token" in str(task)}
    assert len(waiting) == 2
    for name, task in tasks(definition).items():
        again = 0 if name in waiting else 3
        assert retries_of(task, "States.Timeout")["MaxAttempts"] == again, name


def test_a_branch_hands_its_task_token_to_the_function_that_starts_jobs(definition: Json) -> None:
    for branch in definition["States"]["Analyse"]["Branches"]:
        job = branch["States"][branch["StartAt"]]
        assert job["Resource"].endswith(":states:::lambda:invoke.waitForTaskToken")
        payload = job["Parameters"]["Payload"]
        assert job["Parameters"] == {"FunctionName": START, "Payload": payload}
        assert payload == {
            "content_id.$": "$.content_id",
            "screening.$": "$.screening",
            "analyser": payload["analyser"],
            "branch.$": "$$.Task.Token",
        }


def filled(template: Json, data: Json) -> Json:
    """A state's parameters with what their paths select; plain `$.name` paths only."""
    return {
        name.removesuffix(".$"): data[str(value).removeprefix("$.")]
        if name.endswith(".$")
        else value
        for name, value in template.items()
    }


FAILURE = {"Error": "VideoJobFailed", "Cause": '{"code": "job-failed", "text": "words"}'}


def test_what_the_branches_give_is_what_the_decision_can_read(definition: Json) -> None:
    states = definition["States"]
    assert states["Analyse"]["ResultPath"] == "$.jobs"
    failing = states["Analyse"]["Branches"][1]["States"]
    (caught,) = failing["Labels: start a job and wait"]["Catch"]
    assert caught["ResultPath"] == "$.failure"
    given = {"content_id": CONTENT, "screening": 2}
    failed = filled(
        failing["Labels: no results"]["Parameters"],
        {**given, "failure": FAILURE},
    )
    assert failed == {"analyser": "labels", "failure": FAILURE}
    jobs = [{"analyser": "moderation_labels", "job_id": "j1"}, failed]
    assert states["Decide"]["Resource"] == DECIDE
    request = read_request(filled(states["Decide"]["Parameters"], {**given, "jobs": jobs}))
    assert (request.content_id, request.screening) == (CONTENT, 2)
    assert [branch.job_id for branch in request.branches] == ["j1", ""]
    assert request.branches[1].failure is not None
    assert request.failure is None


@pytest.mark.parametrize("failing", ["Analyse", "Decide"])
def test_what_fails_is_held_with_its_failure(definition: Json, failing: str) -> None:
    states = definition["States"]
    (caught,) = states[failing]["Catch"]
    assert (caught["Next"], caught["ResultPath"]) == ("Hold for review", "$.failure")
    assert states["Hold for review"]["Resource"] == DECIDE
    given = {"content_id": CONTENT, "screening": 2, "jobs": [], "failure": FAILURE}
    request = read_request(filled(states["Hold for review"]["Parameters"], given))
    assert (request.content_id, request.screening, request.branches) == (CONTENT, 2, ())
    assert request.failure is not None
    assert request.failure.error == "VideoJobFailed"


def test_nothing_personal_travels_through_the_workflow(definition: Json) -> None:
    text = json.dumps(definition)
    assert "$$.Execution" not in text
    assert not [word for word in ("bucket", "key", "uploader", "reference") if f"$.{word}" in text]
