"""State transitions of an execution: each time that a state is entered, and each repeated task.

Pure: the definition as deployed and the history in, a number out. The local cloud's history has no
events of the states inside a `Parallel`: there the path follows from the branch's output.
"""

from collections.abc import Mapping, Sequence
from typing import Any

States = Mapping[str, Any]


def transitions(
    definition: Mapping[str, Any], history: Sequence[Mapping[str, Any]], branches: Sequence[Any]
) -> int:
    """How many an execution took. `branches` is what those of its `Parallel` gave, in order."""
    states: States = definition["States"]
    entered = [
        each["stateEnteredEventDetails"]["name"]
        for each in history
        if each["type"].endswith("StateEntered") and "stateEnteredEventDetails" in each
    ]
    inside = [
        path_of(branch, failed="failure" in output)
        for name in entered
        if states[name]["Type"] == "Parallel"
        for branch, output in zip(states[name]["Branches"], branches, strict=True)
    ]
    tasks = sum(states[name]["Type"] == "Task" for name in entered) + sum(
        branch_states[name]["Type"] == "Task" for branch_states, path in inside for name in path
    )
    scheduled = sum(each["type"] == "TaskScheduled" for each in history)
    repeated: int = max(0, scheduled - tasks)
    return len(entered) + sum(len(path) for _, path in inside) + repeated


def path_of(branch: Mapping[str, Any], *, failed: bool) -> tuple[States, list[str]]:
    """A branch's states, and the names of those it went through: by the first `Catch` if failed."""
    states: States = branch["States"]
    path: list[str] = []
    name: str | None = branch["StartAt"]
    while name is not None:
        path.append(name)
        state = states[name]
        caught = state.get("Catch") if failed else None
        name = caught[0]["Next"] if caught else state.get("Next")
    return states, path
