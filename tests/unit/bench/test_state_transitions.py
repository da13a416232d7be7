"""State transitions, counted from a definition and the history that the local cloud gives."""

from typing import Any

from local.bench.transitions import transitions


def branch(name: str) -> dict[str, Any]:
    return {
        "StartAt": name,
        "States": {
            name: {
                "Type": "Task",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": f"{name}: no results"}],
                "End": True,
            },
            f"{name}: no results": {"Type": "Pass", "End": True},
        },
    }


DEFINITION = {
    "StartAt": "Analyse",
    "States": {
        "Analyse": {
            "Type": "Parallel",
            "Branches": [branch("Labels"), branch("Moderation labels")],
            "Next": "Decide",
        },
        "Decide": {"Type": "Task", "Next": "Everything read?"},
        "Everything read?": {"Type": "Choice", "Default": "Decide"},
        "Verdict recorded": {"Type": "Succeed"},
    },
}
BOTH = [{"analyser": "labels", "job_id": "1"}, {"analyser": "moderation_labels", "job_id": "2"}]


def entered(kind: str, name: str) -> dict[str, Any]:
    return {"type": f"{kind}StateEntered", "stateEnteredEventDetails": {"name": name}}


def history(*, scheduled: int = 3, rounds: int = 1) -> list[dict[str, Any]]:
    return [
        {"type": "ExecutionStarted"},
        entered("Parallel", "Analyse"),
        *[{"type": "TaskScheduled"}] * scheduled,
        *[entered("Task", "Decide"), entered("Choice", "Everything read?")] * rounds,
        entered("Succeed", "Verdict recorded"),
        {"type": "ExecutionSucceeded"},
    ]


def test_a_video_with_two_analysers_takes_six() -> None:
    assert transitions(DEFINITION, history(), BOTH) == 6


def test_a_branch_without_results_takes_one_more() -> None:
    failed = [{"analyser": "labels", "failure": {"Error": "VideoJobFailed"}}, BOTH[1]]
    assert transitions(DEFINITION, history(), failed) == 7


def test_each_repeated_task_is_one_more() -> None:
    assert transitions(DEFINITION, history(scheduled=5), BOTH) == 8


def test_reading_on_in_another_invocation_takes_two_more() -> None:
    assert transitions(DEFINITION, history(scheduled=4, rounds=2), BOTH) == 8
