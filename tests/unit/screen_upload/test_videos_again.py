"""A video that others write about meanwhile, that is screened again, or whose messages are late."""

from datetime import timedelta

import pytest

from lambdas.moderation.domain.errors import Conflict, Retryable
from lambdas.moderation.domain.state import ContentState, Due, DueKind, EventKind
from lambdas.moderation.domain.transitions import WORKFLOW_AFTER
from lambdas.moderation.domain.verdict import Action, Status
from tests.unit.screen_upload.clip import (
    CLIP,
    ID,
    decided,
    rig_with_clip,
    started,
    workflow_decides,
)
from tests.unit.screen_upload.rig import Rig, created, deleted, requested

CHANGED = Conflict("Changed.", code="state-changed")


@pytest.fixture
def rig() -> Rig:
    return rig_with_clip()


def test_a_verdict_that_comes_while_the_workflow_is_asked_for_stands(rig: Rig) -> None:
    started(rig)
    ask = rig.workflow.start

    def decided_meanwhile(content_id: str, screening: int) -> bool:
        workflow_decides(rig)
        return ask(content_id, screening)

    rig.workflow.start = decided_meanwhile  # type: ignore[method-assign]  # it ends at that moment
    assert started(rig).status is Status.APPROVED
    assert rig.counter.counts == {"VideosStarted": 1, "DuplicateEvents": 1}


def test_a_verdict_that_comes_while_it_is_being_held_stands(rig: Rig) -> None:
    started(rig)
    rig.workflow.end(ID, 1)
    load, loads = rig.contents.load, 0

    def load_then_decide(content_id: str) -> ContentState | None:
        nonlocal loads
        loads += 1
        state = load(content_id)
        if loads == 2:
            workflow_decides(rig, action=Action.REJECT)
        return state

    rig.contents.load = load_then_decide  # type: ignore[method-assign]  # the other comes first
    started(rig)
    assert rig.state(CLIP).status is Status.REJECTED
    assert rig.kinds(CLIP) == [EventKind.VERDICT]


def test_somebody_else_who_writes_meanwhile_costs_only_another_try(rig: Rig) -> None:
    rig.contents.trouble.before("save", CHANGED, times=4)
    assert started(rig).started == 1
    assert rig.workflow.started == [(ID, 1)]


def test_a_table_that_keeps_changing_is_for_later(rig: Rig) -> None:
    rig.contents.trouble.before("save", CHANGED, times=5)
    with pytest.raises(Retryable) as raised:
        started(rig)
    assert raised.value.code == "contended"
    assert rig.workflow.asked == []


def lost_race(rig: Rig, *bodies: str) -> None:
    """Handles the clip's event; those other messages are handled just before its first save."""
    save, pending = rig.contents.save, [*bodies]

    def others_first(state: ContentState, event: object = None) -> None:
        waiting = pending.copy()
        pending.clear()
        for body in waiting:
            rig.use_case.handle(body)
        save(state, event)  # type: ignore[arg-type]  # passed on as it came

    rig.contents.save = others_first  # type: ignore[method-assign]  # the others are faster
    started(rig)


def test_two_at_once_start_one_workflow(rig: Rig) -> None:
    lost_race(rig, created(CLIP))
    assert (rig.state(CLIP).write, rig.workflow.started) == (1, [(ID, 1)])
    assert rig.counter.counts == {"VideosStarted": 1, "DuplicateEvents": 1}


def test_one_that_is_deleted_while_it_is_looked_at_starts_no_workflow(rig: Rig) -> None:
    lost_race(rig, created(CLIP), deleted(CLIP))
    assert rig.state(CLIP).status is Status.GONE
    assert rig.workflow.asked == [(ID, 1)]


def test_a_deleted_video_starts_no_workflow(rig: Rig) -> None:
    rig.uploads.delete(CLIP)
    assert started(rig).status is Status.GONE
    assert rig.workflow.asked == []


def test_a_video_deleted_while_it_is_screened_is_gone_and_not_looked_after(rig: Rig) -> None:
    started(rig)
    rig.use_case.handle(deleted(CLIP))
    rig.workflow.end(ID, 1)
    state = started(rig)
    assert (state.status, state.due) == (Status.GONE, None)
    assert rig.workflow.asked == [(ID, 1)]


@pytest.mark.parametrize("action", list(Action))
def test_a_re_screen_starts_its_own_workflow_and_the_verdict_stands_meanwhile(
    rig: Rig, action: Action
) -> None:
    before = decided(rig, action)
    rig.ask_again(CLIP)
    rig.now += timedelta(hours=3)
    rig.use_case.handle(requested(CLIP, 2))
    state = rig.state(CLIP)
    assert (state.status, state.revision) == (before.status, 1)
    assert (state.screening, state.started, state.screened) == (2, 2, 1)
    assert state.due == Due(DueKind.WORKFLOW, rig.now + WORKFLOW_AFTER)
    assert rig.workflow.started == [(ID, 1), (ID, 2)]


def test_a_re_screen_does_not_wait_for_the_old_workflow(rig: Rig) -> None:
    started(rig)
    rig.ask_again(CLIP)
    rig.use_case.handle(requested(CLIP, 2))
    assert (ID, 1) in rig.workflow
    assert (ID, 2) in rig.workflow
    workflow_decides(rig, action=Action.REJECT)
    workflow_decides(rig, screening=2)
    state = rig.state(CLIP)
    assert (state.status, state.screened, state.due) == (Status.APPROVED, 2, None)


def test_a_re_screen_whose_workflow_failed_holds_what_was_approved(rig: Rig) -> None:
    decided(rig)
    rig.ask_again(CLIP)
    rig.use_case.handle(requested(CLIP, 2))
    rig.workflow.end(ID, 2)
    rig.use_case.handle(requested(CLIP, 2))
    state = rig.state(CLIP)
    assert (state.status, state.previous_status) == (Status.IN_REVIEW, Status.APPROVED)
    assert state.reasons[0].rule == "held-workflow-failed"


def test_a_persons_decision_stands_where_the_workflow_failed(rig: Rig) -> None:
    decided(rig)
    rig.pin(CLIP, status=Status.REJECTED)
    rig.ask_again(CLIP)
    rig.use_case.handle(requested(CLIP, 2))
    rig.workflow.end(ID, 2)
    rig.use_case.handle(requested(CLIP, 2))
    state = rig.state(CLIP)
    assert (state.status, state.screened, state.due) == (Status.REJECTED, 2, None)
    assert EventKind.VERDICT_NOT_APPLIED in rig.kinds(CLIP)


@pytest.mark.parametrize("ended", [False, True])
def test_a_late_message_of_an_earlier_screening_leaves_all_to_the_later_one(
    rig: Rig, *, ended: bool
) -> None:
    started(rig)
    rig.ask_again(CLIP)
    rig.use_case.handle(requested(CLIP, 2))
    if ended:
        rig.workflow.end(ID, 1)
    before = rig.state(CLIP)
    assert started(rig) == before
    assert rig.workflow.asked == [(ID, 1), (ID, 2)]


def test_a_request_that_overtakes_the_first_event_leaves_it_nothing_to_start(rig: Rig) -> None:
    rig.use_case.handle(requested(CLIP, 2))
    assert started(rig).started == 2
    assert rig.workflow.started == [(ID, 2)]


def test_a_first_event_after_a_re_screen_was_asked_for_leaves_that_to_come(rig: Rig) -> None:
    started(rig)
    rig.ask_again(CLIP)
    state = started(rig)
    assert (state.started, state.screening) == (1, 2)
    assert state.due and state.due.kind is DueKind.SCREEN
