"""Rekognition lets fewer calls in than there are uploads: each waits its turn, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lambdas.moderation.domain.content import Content
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.operating import DEAD_LETTERS
from tests.e2e.pipeline.stage import Stage

pytestmark = pytest.mark.e2e

GENEROUS_SECONDS = 240.0


def test_200_uploads_at_a_quota_of_5_a_second_all_get_their_verdict(stage: Stage) -> None:
    dead = [stage.depth(queue) for queue in DEAD_LETTERS]
    contents = _upload_throttled(stage, calls_a_second=5, uploads=200)
    assert _statuses(stage, contents) == {"approved"}
    assert [stage.depth(queue) for queue in DEAD_LETTERS] == dead
    for calls in _calls(stage).values():
        assert calls["throttled"] <= 0.05 * calls["accepted"], "The calls are paced to the quota."


def test_uploads_get_their_verdict_while_somebody_else_uses_up_the_quota(stage: Stage) -> None:
    dead = [stage.depth(queue) for queue in DEAD_LETTERS]
    contents = _upload_throttled(stage, calls_a_second=2, uploads=20)
    assert _statuses(stage, contents) == {"approved"}
    assert [stage.depth(queue) for queue in DEAD_LETTERS] == dead
    assert all(calls["throttled"] for calls in _calls(stage).values()), "There was a throttle."


def _upload_throttled(stage: Stage, *, calls_a_second: int, uploads: int) -> list[Content]:
    """Uploads eight at a time and waits until every one's verdict is enforced."""
    stage.door.post("rekognition", {"throttle_per_second": calls_a_second})
    with ThreadPoolExecutor(8) as pool:
        contents = list(pool.map(lambda n: stage.upload(f"throttled/{n}.jpg"), range(uploads)))
    waiting = set(contents)

    def all_enforced() -> bool:
        waiting.difference_update({each for each in waiting if _is_enforced(stage, each)})
        return not waiting

    until(all_enforced, seconds=GENEROUS_SECONDS)
    return contents


def _is_enforced(stage: Stage, content: Content) -> bool:
    state = stage.state(content)
    return bool(state and state.enforced)


def _statuses(stage: Stage, contents: list[Content]) -> set[str]:
    return {state.status for content in contents if (state := stage.state(content))}


def _calls(stage: Stage) -> dict[str, dict[str, int]]:
    """The stand-in's counts, by operation."""
    calls: dict[str, dict[str, int]] = stage.door.get("rekognition")["calls"]
    return calls
