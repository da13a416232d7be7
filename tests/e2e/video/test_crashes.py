"""A function's process is killed before and after each of its writes: no video is lost.

Every one has its verdict, once, and each of its jobs was started once.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from lambdas.moderation.domain.video_jobs import STARTING_FOR, JobKey, JobStatus
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import everything_of
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.kills import OTHERS, POINTS, Point, Round, hurried, run_dispatching, run_others
from tests.e2e.video.screening import job_statuses, jobs_of

pytestmark = pytest.mark.e2e

FLAGGED = "graphic-violence@95"


@pytest.fixture(scope="module")
def rounds(deployed: Stage) -> Iterator[Mapping[Point, Round]]:
    """The round of each point. Afterwards the leases of the dead are over."""
    with hurried(deployed):
        rounds = [run_dispatching(deployed, FLAGGED)]
        rounds += [run_others(deployed, points, FLAGGED) for points in OTHERS]
    yield {point: each for each in rounds for point in each.contents}
    for slot, holder, _ in _leases(deployed):
        jobs_of(deployed).free_slot(slot, holder)
    deployed.purge(deployed.outputs["VideoDeadLetters"])


@pytest.mark.parametrize("point", POINTS, ids=lambda point: f"{point.write}, {point.effect}")
def test_a_video_whose_function_dies_at_a_write_has_one_verdict(
    stage: Stage, rounds: Mapping[Point, Round], point: Point
) -> None:
    content = rounds[point].contents[point]
    until(lambda: stage.heard(stage.events, content))
    told = everything_of(stage, content)
    [event_id] = told["events"]
    assert told == {
        "status": "rejected",
        "due": None,
        "verdicts": ["rejected"],
        "tag": "rejected",
        "alerts": {event_id},
        "events": {event_id},
    }
    assert job_statuses(stage, content) == {JobStatus.SUCCEEDED}


def test_whoever_dies_no_job_is_started_twice(rounds: Mapping[Point, Round]) -> None:
    expected = {point: 2 * len(each.contents) for point, each in rounds.items()}
    assert {point: each.started for point, each in rounds.items()} == expected


def test_whoever_dies_leaves_no_slot_taken_for_longer_than_a_start_may_take(
    stage: Stage, rounds: Mapping[Point, Round]
) -> None:
    assert rounds
    latest = datetime.now(UTC) + STARTING_FOR
    assert [lease for lease in _leases(stage) if lease[2] > latest] == []


def _leases(stage: Stage) -> list[tuple[int, JobKey, datetime]]:
    """The slots that are taken: their numbers, for which jobs, and until when."""
    items = stage.aws.client("dynamodb").query(
        TableName=stage.outputs["ModerationTable"],
        KeyConditionExpression="content_id = :slots",
        ExpressionAttributeValues={":slots": {"S": "video-slots"}},
    )["Items"]
    found = []
    for item in items:
        holder = JobKey.from_tag(item["holder"]["S"])
        assert holder is not None
        slot = int(item["item"]["S"].removeprefix("slot#"))
        found.append((slot, holder, datetime.fromisoformat(item["leased_until"]["S"])))
    return found
