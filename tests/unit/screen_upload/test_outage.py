"""A service is down for a day: nothing is lost, and everything is screened afterwards."""

import random
from collections.abc import Callable

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.runtime import batch
from stacks.parts.queue import MAX_RECEIVES
from tests.fakes import Trouble
from tests.unit.screen_upload.rig import Rig, content, created
from tests.unit.screen_upload.simulated_queue import SimulatedQueue

HOUR = 3_600.0
DOWN = Retryable("Rekognition does not answer.", code="rekognition-down")
DENIED = Misconfigured("Access was refused.", code="access-denied")
UPLOADS = 6


def any_luck() -> Callable[[], float]:
    """Chance, the same every time."""
    return random.Random(7).random  # noqa: S311 - a simulation, not a secret


def worst_luck() -> Callable[[], float]:
    """The shortest delay every time, thus the most receives."""
    return lambda: 0.0


def outage(hours: float, error: Exception) -> tuple[SimulatedQueue, list[Content]]:
    """The queue after an outage of so many hours; a third of the uploads came at its start."""
    rig = Rig()
    queue = SimulatedQueue(rig, max_receives=MAX_RECEIVES)
    uploaded = [rig.upload(of=content(f"photos/{number}.jpg")) for number in range(UPLOADS)]
    for number, each in enumerate(uploaded):
        queue.send(created(each), at=max(0, number - UPLOADS // 3) * 600.0)
    rig.analysers.fail("moderation_labels", error)
    queue.run(until=hours * HOUR)
    return queue, uploaded


@pytest.mark.parametrize(
    ("hours", "error", "luck"),
    [
        (24, DOWN, any_luck),
        (24, DENIED, worst_luck),
        (36, DENIED, any_luck),
        (36, DOWN, worst_luck),
    ],
    ids=["a-day", "a-day-by-worst-luck", "36-hours", "36-hours-by-worst-luck"],
)
def test_an_outage_loses_nothing_and_every_upload_gets_its_verdict_afterwards(
    monkeypatch: pytest.MonkeyPatch,
    hours: float,
    error: Exception,
    luck: Callable[[], Callable[[], float]],
) -> None:
    monkeypatch.setattr(batch, "random", luck())
    queue, uploaded = outage(hours, error)
    rig = queue.rig
    assert (queue.dead, len(queue.messages), len(rig.contents)) == ([], UPLOADS, 0)
    rig.analysers.recover()
    queue.run(until=(hours + 1 / 4) * HOUR)
    assert (queue.dead, queue.messages) == ([], [])
    assert [rig.state(each).status for each in uploaded] == [Status.APPROVED] * UPLOADS


def test_the_calls_of_a_day_without_an_answer_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "random", any_luck())
    queue, _ = outage(24, DOWN)
    assert len(queue.rig.analysers) / 2 / UPLOADS < 150


@pytest.mark.parametrize("error", [DOWN, DENIED])
def test_a_day_without_workflows_loses_no_video_and_starts_each_once(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(batch, "random", any_luck())
    rig = Rig()
    queue = SimulatedQueue(rig, max_receives=MAX_RECEIVES)
    uploaded = [rig.upload("video", of=content(f"{number}.mp4")) for number in range(UPLOADS)]
    for each in uploaded:
        queue.send(created(each), at=0)
    rig.workflow.trouble.before("start", error, times=10_000)
    queue.run(until=24 * HOUR)
    assert (queue.dead, rig.workflow.started, len(rig.contents)) == ([], [], UPLOADS)
    rig.workflow.trouble = Trouble()
    queue.run(until=(24 + 1 / 4) * HOUR)
    assert (queue.dead, queue.messages) == ([], [])
    assert sorted(rig.workflow.started) == sorted((each.content_id, 1) for each in uploaded)
    assert len(rig.uploads.reads) == rig.counter["VideosStarted"] == UPLOADS


def test_a_day_without_the_delays_being_set_loses_nothing_either() -> None:
    rig = Rig()
    queue = SimulatedQueue(rig, max_receives=MAX_RECEIVES)
    uploaded = rig.upload()
    queue.send(created(uploaded), at=0)
    rig.analysers.fail("labels", DOWN)
    rig.intake.trouble.before("send_back", times=10_000)
    queue.run(until=24 * HOUR)
    rig.analysers.recover()
    queue.run(until=25 * HOUR)
    assert (queue.dead, rig.state(uploaded).status) == ([], Status.APPROVED)


def test_the_queue_gives_up_on_a_message_that_was_received_too_often() -> None:
    rig = Rig()
    queue = SimulatedQueue(rig, max_receives=3)
    queue.send(created(rig.upload()), at=0)
    rig.analysers.fail("labels", DOWN)
    queue.run(until=HOUR)
    assert [message.received for message in queue.dead] == [3]
    assert queue.messages == []
