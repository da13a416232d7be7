"""A screening that was handed to a workflow: on record, looked after, over with its verdict."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import ContentState, Due, DueKind, EventKind, HistoryEvent
from lambdas.moderation.domain.transitions import (
    SWEEP_AFTER,
    WORKFLOW_AFTER,
    Decision,
    sent_through_again,
    with_enforced,
    with_gone,
    with_rescreen,
    with_started,
    with_verdict,
)
from lambdas.moderation.domain.verdict import Action, Reason, Status, judge

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
CONTENT = Content("uploads-test", "clips/garden.mp4", "v1")
UPLOAD = Upload(media_type=MediaType.MP4, size=1_234, uploader_id="user-7")


def handed_over(
    state: ContentState | None = None, *, screening: int = 1, now: datetime = NOW
) -> ContentState:
    after = with_started(state, content=CONTENT, upload=UPLOAD, screening=screening, now=now)
    assert after
    return after


def is_refused(state: ContentState, screening: int = 1) -> bool:
    changes = with_started(state, content=CONTENT, upload=UPLOAD, screening=screening, now=LATER)
    return changes is None


def decided(
    state: ContentState, *, screening: int = 1, now: datetime = NOW
) -> tuple[ContentState, HistoryEvent]:
    reason = Reason(rule="weapons", action=Action.REJECT, text="Guns.")
    decision = Decision(
        judgement=judge([reason], profile="default"),
        evidence=Evidence(),
        policy_version="3f9a",
        decider="policy@3f9a",
        screening=screening,
    )
    change = with_verdict(state, content=CONTENT, upload=UPLOAD, decision=decision, now=now)
    assert change
    return change


def asked_again(state: ContentState) -> ContentState:
    change = with_rescreen(state, who="ana", why="", now=NOW)
    assert change
    return change[0]


def enforced() -> ContentState:
    """The first screening's verdict is done with."""
    return with_enforced(decided(handed_over())[0], 1, NOW)


def test_a_new_content_is_being_screened_and_its_workflow_due_in_an_hour() -> None:
    assert handed_over() == ContentState(
        content=CONTENT,
        upload=UPLOAD,
        status=Status.SCREENING,
        write=1,
        started=1,
        created_at=NOW,
        due=Due(DueKind.WORKFLOW, NOW + timedelta(hours=1)),
    )


def test_what_is_on_record_already_is_left_alone() -> None:
    assert is_refused(handed_over())
    assert is_refused(handed_over(screening=2))


def test_what_has_its_verdict_or_is_gone_is_left_alone() -> None:
    gone = with_gone(handed_over(), NOW)
    assert gone
    assert is_refused(gone[0], screening=2)
    assert is_refused(replace(enforced(), started=0))


@pytest.mark.parametrize("pinned", [False, True])
def test_a_re_screen_leaves_the_verdict_and_is_due_as_a_workflow(*, pinned: bool) -> None:
    before = asked_again(replace(enforced(), pinned=pinned))
    assert before.due and before.due.kind is DueKind.SCREEN
    due = Due(DueKind.WORKFLOW, LATER + WORKFLOW_AFTER)
    after = handed_over(before, screening=2, now=LATER)
    assert after == replace(before, write=before.write + 1, started=2, due=due)


def test_a_screening_that_nobody_had_recorded_is_recorded_as_asked_for() -> None:
    state = handed_over(handed_over(), screening=3)
    assert (state.screening, state.started, state.write) == (3, 3, 2)


def test_the_newest_facts_of_the_upload_are_kept() -> None:
    assert handed_over(replace(handed_over(), upload=Upload()), screening=2).upload == UPLOAD


def test_a_verdict_that_is_not_enforced_yet_is_due_first_then_the_workflow() -> None:
    unenforced = decided(handed_over())[0]
    state = handed_over(asked_again(unenforced), screening=2, now=LATER)
    assert state.due == Due(DueKind.ENFORCE, LATER + SWEEP_AFTER)
    assert with_enforced(state, 1, LATER).due == Due(DueKind.WORKFLOW, LATER + WORKFLOW_AFTER)


def test_a_screening_asked_for_after_the_one_that_started_is_to_be_sent() -> None:
    state = asked_again(handed_over())
    assert state.due == Due(DueKind.SCREEN, NOW + SWEEP_AFTER)
    late = handed_over(replace(state, started=0), screening=1, now=LATER)
    assert late.due == Due(DueKind.SCREEN, LATER + SWEEP_AFTER)


def test_its_verdict_is_enforced_and_then_nothing_is_due() -> None:
    state, event = decided(handed_over(), now=LATER)
    assert state.due == Due(DueKind.ENFORCE, LATER + SWEEP_AFTER)
    assert (state.started, state.screened, event.previous_status) == (1, 1, Status.SCREENING)
    assert with_enforced(state, 1, LATER).due is None


def test_the_verdict_of_an_earlier_screening_leaves_the_later_workflow_due() -> None:
    both = handed_over(asked_again(handed_over()), screening=2)
    state = with_enforced(decided(both)[0], 1, LATER)
    assert state.due == Due(DueKind.WORKFLOW, LATER + WORKFLOW_AFTER)


def test_the_verdict_of_a_later_screening_ends_the_earlier_one() -> None:
    both = handed_over(asked_again(handed_over()), screening=2)
    state = with_enforced(decided(both, screening=2)[0], 1, LATER)
    assert state.due is None
    assert is_refused(state)


def test_a_persons_decision_stands_and_the_workflow_is_over() -> None:
    pinned = replace(enforced(), pinned=True)
    started = handed_over(asked_again(pinned), screening=2)
    state, event = decided(started, screening=2, now=LATER)
    assert state == replace(started, write=started.write + 1, screened=2, due=None)
    assert event.kind is EventKind.VERDICT_NOT_APPLIED


def test_a_deleted_content_waits_for_no_workflow() -> None:
    change = with_gone(handed_over(), LATER)
    assert change
    state, event = change
    assert (state.status, state.due, state.started) == (Status.GONE, None, 1)
    assert event.previous_status is Status.SCREENING


def test_a_workflow_is_looked_after_once_an_hour_however_often() -> None:
    state = handed_over()
    for attempt in range(1, 20):
        state = sent_through_again(state, LATER)
        assert state.due == Due(DueKind.WORKFLOW, LATER + timedelta(hours=1), attempt)


def test_looking_after_it_changes_only_write_and_due_time() -> None:
    swept = sent_through_again(handed_over(), LATER)
    assert swept == replace(handed_over(), write=2, due=swept.due)
