"""A function's process is killed before and after each of its writes: nothing is lost.

The kill is real (SIGKILL, between the function and the cloud); no function knows of it.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

import pytest

from lambdas.moderation.domain.content import Content
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import (
    answers,
    everything_of,
    held_back,
    invoke,
    sweep_when_due,
    visible_after,
    wait_for_verdict,
    wait_until_dealt_with,
)
from tests.e2e.pipeline.operating import event_source, function_name
from tests.e2e.pipeline.stage import Stage

pytestmark = pytest.mark.e2e

FLAGGED = "weapons@70"
KILLS = ("kill_before", "kill_after")
SCREENING = list(product(("dynamodb.PutItem", "dynamodb.TransactWriteItems"), KILLS))
ENFORCING = list(
    product(
        ("s3.PutObjectTagging", "sns.Publish", "events.PutEvents", "dynamodb.PutItem"),
        KILLS,
    )
)
Point = tuple[str, str]


class Enforced(NamedTuple):
    """What was enforced after a kill at each point, and how often Rekognition was asked then."""

    contents: Mapping[Point, Content]
    answers: int


@pytest.fixture(scope="module", autouse=True)
def hurried(deployed: Stage) -> Iterator[None]:
    """What a killed process had in hand is visible again after seconds, not six minutes."""
    with visible_after(deployed, 4):
        yield


@pytest.fixture(scope="module")
def screened(deployed: Stage) -> Mapping[Point, Content]:
    """A flagged content for each point at which `screen_upload` was killed, each on its own."""
    with event_source(deployed, "screen-upload", BatchSize=1):
        with held_back(deployed, "screen-upload"):
            contents = {point: _upload(deployed, "screen", point) for point in SCREENING}
            faults = [
                _kill("screen-upload", point, containing=content.content_id)
                for point, content in contents.items()
            ]
            deployed.door.post("faults", faults)
        for content in contents.values():
            deployed.enforced(content)
    _assert_all_struck(deployed)
    return contents


@pytest.fixture(scope="module")
def enforced(deployed: Stage) -> Enforced:
    """A flagged content for each point at which `enforce_verdict` was killed."""
    with held_back(deployed, "enforce-verdict"):
        contents = {point: _upload(deployed, "enforce", point) for point in ENFORCING}
        for content in contents.values():
            wait_for_verdict(deployed, content)
        deployed.door.delete("requests")
        faults = [
            _kill("enforce-verdict", point, containing=content.key)
            for point, content in contents.items()
        ]
        deployed.door.post("faults", faults)
    for content in contents.values():
        deployed.enforced(content)
    _assert_all_struck(deployed)
    return Enforced(contents, answers(deployed))


@pytest.mark.parametrize("point", SCREENING, ids=" ".join)
def test_a_screening_that_dies_at_a_write_is_made_up_for(
    stage: Stage, screened: Mapping[Point, Content], point: Point
) -> None:
    _assert_told_of_one_verdict(stage, screened[point])


@pytest.mark.parametrize("point", ENFORCING, ids=" ".join)
def test_an_enforcement_that_dies_at_a_write_is_made_up_for(
    stage: Stage, enforced: Enforced, point: Point
) -> None:
    _assert_told_of_one_verdict(stage, enforced.contents[point])


def test_an_enforcement_that_is_repeated_asks_rekognition_nothing(enforced: Enforced) -> None:
    assert enforced.answers == 0


def test_what_dies_right_after_its_verdict_is_stored_asks_rekognition_no_second_time(
    stage: Stage,
) -> None:
    stage.door.delete("requests")
    stage.door.post("faults", [_kill("screen-upload", SCREENING[-1])])
    content = stage.upload("paid-once.jpg", simulate=FLAGGED)
    wait_for_verdict(stage, content)
    wait_until_dealt_with(stage, content)
    _assert_all_struck(stage)
    assert answers(stage) == 2, "Once for the moderation labels, once for the labels."
    stage.enforced(content)
    _assert_told_of_one_verdict(stage, content)


def test_where_the_streams_retries_are_used_up_the_sweep_comes_to_the_rescue(stage: Stage) -> None:
    content = _given_up(stage, "given-up.jpg")
    invoke(stage, "sweep")
    assert stage.tag(content) is None, "It is not due yet."
    sweep_when_due(stage, content)
    stage.enforced(content)
    _assert_told_of_one_verdict(stage, content)


@pytest.mark.parametrize("effect", KILLS)
def test_a_sweep_that_dies_at_its_write_is_made_up_for(stage: Stage, effect: str) -> None:
    content = _given_up(stage, f"swept-{effect}.jpg")
    stage.door.post("faults", [_kill("sweep", ("dynamodb.PutItem", effect))])
    with pytest.raises(AssertionError, match="errorType"):
        sweep_when_due(stage, content)
    _assert_all_struck(stage)
    invoke(stage, "sweep")
    stage.enforced(content)
    _assert_told_of_one_verdict(stage, content)


def _given_up(stage: Stage, key: str) -> Content:
    """A content whose verdict the stream could not have enforced: only the sweep still can."""
    stage.purge(stage.outputs["EnforcementDeadLetters"])
    stage.door.post("faults", [_refuse("s3.PutObjectTagging")])
    with event_source(stage, "enforce-verdict", MaximumRetryAttempts=0):
        content = stage.upload(key, simulate=FLAGGED)
        until(lambda: stage.depth("EnforcementDeadLetters") == 1, seconds=30)
    stage.door.delete("faults")
    stage.purge(stage.outputs["EnforcementDeadLetters"])
    assert stage.tag(content) is None
    return content


def _upload(stage: Stage, what: str, point: Point) -> Content:
    return stage.upload(f"{what}-{point[0]}-{point[1]}.jpg", simulate=FLAGGED)


def _kill(function: str, point: Point, *, containing: str = "") -> dict[str, object]:
    operation, effect = point
    caller = function_name(function)
    return {"on": operation, "do": effect, "caller": caller, "containing": containing}


def _refuse(operation: str) -> dict[str, object]:
    caller = function_name("enforce-verdict")
    return {"on": operation, "do": "fail", "caller": caller, "times": 1_000}


def _assert_all_struck(stage: Stage) -> None:
    """No test may pass because nobody was killed."""
    assert [fault for fault in stage.door.get("faults") if fault["times"]] == []


def _assert_told_of_one_verdict(stage: Stage, content: Content) -> None:
    until(lambda: stage.heard(stage.events, content))
    told = everything_of(stage, content)
    [event_id] = told["events"]
    assert told == {
        "status": "in_review",
        "due": None,
        "verdicts": ["in_review"],
        "tag": "in_review",
        "alerts": {event_id},
        "events": {event_id},
    }
