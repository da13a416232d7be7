"""Each function's role does what the function must, and nothing else."""

import pytest

from tests.e2e.pipeline.roles import Surroundings, assert_just, attempts_as, surroundings
from tests.e2e.pipeline.stage import Stage


@pytest.fixture(scope="module")
def around(deployed: Stage) -> Surroundings:
    """What the roles try their hands on."""
    return surroundings(deployed)


def test_screen_upload_reads_has_looked_at_and_records_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    attempts = attempts_as(stage, around, "screen-upload")
    assert_just(
        attempts,
        {
            "read an upload",
            "read an approved upload",
            "read an unapproved video",
            "look at an upload's head",
            "list uploads",
            "detect moderation labels",
            "detect labels",
            "get an item",
            "put an item",
            "receive from the intake queue",
            "send to IntakeDeadLetters",
            "start the workflow",
            "describe an execution",
        },
    )


def test_enforce_verdict_tags_and_tells_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    attempts = attempts_as(stage, around, "enforce-verdict")
    assert_just(
        attempts,
        {
            "tag an upload",
            "list uploads",
            "get an item",
            "put an item",
            "alert",
            "publish",
            "send to EnforcementDeadLetters",
        },
    )


def test_sweep_finds_what_is_due_and_sends_it_through_again_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    attempts = attempts_as(stage, around, "sweep")
    assert_just(
        attempts,
        {
            "get an item",
            "put an item",
            "query by-due",
            "send to IntakeQueue",
            "send to SweepDeadLetters",
            "send to CompletionsQueue",
            "invoke start-video-job",
        },
    )
