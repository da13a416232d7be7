"""The ways through the video workflow: every one leads to a verdict."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import app as cdk_app
import policy_file
from lambdas.moderation.domain.analysers import ANALYSERS
from tests.infrastructure.templates import Json, stage_settings, synthesise

ONE_ANALYSER = """
analysers:
  moderation_labels: {min_confidence: 40}
default: approve
rules:
  - {id: explicit, label: Explicit, category: sexual, severity: high, reject: 85}
"""


def following(state: Json) -> set[str]:
    """Every state that may come next, whatever happens."""
    ways = [state, *state.get("Choices", []), *state.get("Catch", [])]
    after = {way["Next"] for way in ways if "Next" in way}
    return after | ({state["Default"]} if "Default" in state else set())


def paths(states: Json, start: str) -> Iterator[list[str]]:
    """Every path from a state to an end that goes around no loop twice."""
    stack = [[start]]
    while stack:
        path = stack.pop()
        after = following(states[path[-1]])
        if not after:
            yield path
        stack.extend([*path, name] for name in after if name not in path)


def test_no_path_leads_out_without_a_verdict(definition: Json) -> None:
    """A verdict: `Decide` that said it is done, or `Hold for review` that came back."""
    states = definition["States"]
    every = list(paths(states, definition["StartAt"]))
    assert len(every) == 5
    for path in every:
        before, end = path[-2], states[path[-1]]
        if end["Type"] == "Succeed":
            by_hold = before == "Hold for review" and states[before]["Next"] == path[-1]
            assert by_hold or path[-3:-1] == ["Decide", "Everything read?"], path
        else:
            assert (before, end["Type"]) == ("Hold for review", "Fail"), path
    ends = {name for name, state in states.items() if not following(state)}
    assert ends == {"Verdict recorded", "No verdict"}
    assert set().union(*every) == set(states)


def test_an_execution_succeeds_only_once_everything_is_read(definition: Json) -> None:
    choice = definition["States"]["Everything read?"]
    assert choice["Choices"] == [
        {"Variable": "$.decision.done", "BooleanEquals": True, "Next": "Verdict recorded"}
    ]
    assert choice["Default"] == "Decide"
    assert definition["States"]["Decide"]["ResultPath"] == "$.decision"


def test_every_branch_ends_well_whatever_becomes_of_its_job(definition: Json) -> None:
    for branch in definition["States"]["Analyse"]["Branches"]:
        states = branch["States"]
        job, nothing = branch["StartAt"], branch["StartAt"].split(":")[0] + ": no results"
        assert set(states) == {job, nothing}
        assert states[job]["End"] is True
        assert [catch["Next"] for catch in states[job]["Catch"]] == [nothing]
        assert (states[nothing]["Type"], states[nothing]["End"]) == ("Pass", True)


def branches(definition: Json) -> list[str]:
    """The analysers of the branches, in their order."""
    return [
        branch["States"][branch["StartAt"]]["Parameters"]["Payload"]["analyser"]
        for branch in definition["States"]["Analyse"]["Branches"]
    ]


def test_there_is_a_branch_for_each_analyser_of_the_policy_in_its_order(definition: Json) -> None:
    assert branches(definition) == list(policy_file.read(cdk_app.POLICY).analysers)


def test_every_analyser_that_there_is_has_a_branch_of_its_own_name(definition: Json) -> None:
    assert set(branches(definition)) == set(ANALYSERS)
    names = [branch["StartAt"] for branch in definition["States"]["Analyse"]["Branches"]]
    assert names == [
        "Moderation labels: start a job and wait",
        "Labels: start a job and wait",
    ]


def test_a_policy_with_one_analyser_has_one_branch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(ONE_ANALYSER, encoding="utf-8")
    monkeypatch.setattr(cdk_app, "POLICY", policy)
    assembly = synthesise(tmp_path / "out", "prod", stage_settings())
    made = assembly.resources("AWS::StepFunctions::StateMachine")["Video/Workflow/Machine"]
    assert branches(json.loads(made["DefinitionString"])) == ["moderation_labels"]
    assert "StartLabelDetection" not in json.dumps(assembly.pipeline["Resources"])
    assert "GetLabelDetection" not in json.dumps(assembly.pipeline["Resources"])


def test_a_video_takes_six_transitions_with_two_analysers(definition: Json) -> None:
    """Each state that is entered is one: that is what is billed."""
    states, name, entered = definition["States"], definition["StartAt"], 0
    while True:
        state = states[name]
        entered += 1 + len(state.get("Branches", []))
        if state["Type"] == "Succeed":
            break
        name = state["Choices"][0]["Next"] if state["Type"] == "Choice" else state["Next"]
    assert entered == 6
