"""Each way in which a state may change, by itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import ContentState, Due, DueKind, EventKind
from lambdas.moderation.domain.transitions import (
    SWEEP_AFTER,
    Change,
    Decision,
    arrived,
    needs_screening,
    sent_through_again,
    with_enforced,
    with_gone,
    with_rescreen,
    with_verdict,
)
from lambdas.moderation.domain.verdict import Action, Judgement, Reason, Severity, Status, judge

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
CONTENT = Content("uploads-test", "photos/garden.jpg", "v1")
UPLOAD = Upload(media_type=MediaType.JPEG, size=1_234, uploader_id="user-7", reference="order/9")
EVIDENCE = Evidence(model_versions={"labels": "3.0"}, calls={"DetectLabels": 1})


def judgement(action: Action = Action.REJECT) -> Judgement:
    reason = Reason(
        rule="weapons", action=action, text="Guns.", severity=Severity.HIGH, category="violence"
    )
    return judge([reason], profile="avatars")


def decided(
    state: ContentState | None = None,
    *,
    action: Action = Action.REJECT,
    screening: int = 1,
    now: datetime = NOW,
) -> Change | None:
    return with_verdict(
        state,
        content=CONTENT,
        upload=UPLOAD,
        decision=Decision(
            judgement=judgement(action),
            evidence=EVIDENCE,
            policy_version="3f9a",
            decider="policy@3f9a",
            screening=screening,
        ),
        now=now,
    )


def first() -> ContentState:
    change = decided()
    assert change
    return change[0]


def enforced() -> ContentState:
    return with_enforced(first(), 1, NOW)


def test_what_arrived_waits_for_its_screening_and_is_stored_nowhere_yet() -> None:
    state = arrived(CONTENT, UPLOAD, NOW)
    assert (state.status, state.write, state.revision) == (Status.SCREENING, 0, 0)
    assert (state.created_at, state.due) == (NOW, None)


def test_a_first_verdict_carries_all_of_its_decision() -> None:
    assert first() == ContentState(
        content=CONTENT,
        upload=UPLOAD,
        status=Status.REJECTED,
        write=1,
        revision=1,
        screened=1,
        profile="avatars",
        severity=Severity.HIGH,
        category="violence",
        reasons=judgement().reasons,
        previous_status=Status.SCREENING,
        decider="policy@3f9a",
        policy_version="3f9a",
        model_versions={"labels": "3.0"},
        decided_at=NOW,
        created_at=NOW,
        due=Due(DueKind.ENFORCE, NOW + SWEEP_AFTER),
    )


def test_its_history_event_says_the_same_with_calls_and_upload() -> None:
    change = decided()
    assert change
    state, event = change
    assert (event.kind, event.number, event.at) == (EventKind.VERDICT, 1, NOW)
    assert (event.status, event.previous_status) == (state.status, Status.SCREENING)
    assert (event.severity, event.category, event.reasons) == (
        state.severity,
        state.category,
        state.reasons,
    )
    assert (event.profile, event.decider, event.policy_version) == (
        state.profile,
        state.decider,
        state.policy_version,
    )
    assert (event.calls, event.upload) == (EVIDENCE.calls, UPLOAD)


def test_a_second_verdict_counts_on_and_remembers_the_first() -> None:
    change = decided(enforced(), action=Action.APPROVE, screening=2, now=LATER)
    assert change
    state, event = change
    assert (state.revision, state.enforced, state.screened, state.screening) == (2, 1, 2, 2)
    assert (state.status, state.previous_status) == (Status.APPROVED, Status.REJECTED)
    assert (state.created_at, state.decided_at) == (NOW, LATER)
    assert (event.number, event.previous_status, event.screening) == (2, Status.REJECTED, 2)


def test_an_approval_leaves_no_severity_behind() -> None:
    change = decided(first(), action=Action.APPROVE, screening=2)
    assert change
    assert (change[0].severity, change[0].category) == (None, None)


@pytest.mark.parametrize("screening", [0, 1])
def test_a_screening_that_is_over_changes_nothing(screening: int) -> None:
    assert not needs_screening(first(), screening)
    assert decided(first(), screening=screening) is None


def test_nothing_stored_and_a_newer_attempt_need_screening() -> None:
    assert needs_screening(None, 1)
    assert needs_screening(first(), 2)


def test_a_verdict_on_what_is_gone_changes_nothing() -> None:
    gone = with_gone(first(), NOW)
    assert gone
    assert decided(gone[0], screening=2) is None


def test_a_persons_decision_is_pinned_and_the_machines_verdict_only_recorded() -> None:
    pinned = replace(enforced(), pinned=True, screening=2, status=Status.APPROVED, decider="ana")
    change = decided(pinned, screening=2, now=LATER)
    assert change
    state, event = change
    assert state == replace(pinned, write=pinned.write + 1, screened=2, due=None)
    assert (event.kind, event.number) == (EventKind.VERDICT_NOT_APPLIED, 2)
    assert (event.status, event.previous_status) == (Status.REJECTED, Status.APPROVED)


def test_a_pinned_decision_that_is_not_enforced_yet_stays_due() -> None:
    change = decided(replace(first(), pinned=True), screening=2, now=LATER)
    assert change
    assert change[0].due == Due(DueKind.ENFORCE, LATER + SWEEP_AFTER)


def test_a_pinned_content_counts_a_screening_that_nobody_had_recorded() -> None:
    change = decided(replace(enforced(), pinned=True), screening=3, now=LATER)
    assert change
    assert (change[0].screening, change[0].screened, change[0].due) == (3, 3, None)


def test_what_is_enforced_is_not_due() -> None:
    state = with_enforced(first(), 1, LATER)
    assert state == replace(first(), write=2, enforced=1, due=None)


def test_once_enforced_a_screening_that_was_asked_for_is_due() -> None:
    asked = with_rescreen(first(), who="ana", why="", now=NOW)
    assert asked
    assert asked[0].due == Due(DueKind.ENFORCE, NOW + SWEEP_AFTER)
    state = with_enforced(asked[0], 1, LATER)
    assert state.due == Due(DueKind.SCREEN, LATER + SWEEP_AFTER)


def test_a_re_screen_raises_the_screening_and_leaves_the_verdict() -> None:
    change = with_rescreen(enforced(), who="ana", why="new policy", now=LATER)
    assert change
    state, event = change
    due = Due(DueKind.SCREEN, LATER + SWEEP_AFTER)
    assert state == replace(enforced(), write=3, screening=2, due=due)
    assert (event.kind, event.number) == (EventKind.RESCREEN_REQUESTED, 2)
    assert (event.decider, event.why, event.status) == ("ana", "new policy", Status.REJECTED)


def test_gone_keeps_the_verdict_and_waits_for_nothing() -> None:
    change = with_gone(first(), LATER)
    assert change
    state, event = change
    before = replace(first(), write=2, due=None)
    assert state == replace(before, status=Status.GONE, previous_status=Status.REJECTED)
    assert (event.kind, event.status, event.at) == (EventKind.GONE, Status.GONE, LATER)
    assert event.previous_status is Status.REJECTED


def test_what_is_gone_stays_gone() -> None:
    gone = with_gone(first(), NOW)
    assert gone
    assert with_gone(gone[0], LATER) is None
    assert with_rescreen(gone[0], who="ana", why="", now=LATER) is None


def test_the_pause_of_the_sweep_grows_to_a_quarter_of_an_hour() -> None:
    state, pauses, attempts = first(), [], 0
    for _ in range(20):
        state = sent_through_again(state, LATER)
        assert state.due
        pauses.append((state.due.at - LATER) / timedelta(minutes=1))
        attempts = state.due.attempts
    assert pauses == [10, *[15] * 19]
    assert attempts == 20


def test_a_new_verdict_starts_its_pauses_anew() -> None:
    swept = sent_through_again(first(), NOW)
    change = decided(swept, screening=2, now=LATER)
    assert change
    assert change[0].due == Due(DueKind.ENFORCE, LATER + SWEEP_AFTER, 0)


def test_the_sweep_changes_only_write_and_due_time() -> None:
    swept = sent_through_again(first(), LATER)
    assert swept == replace(first(), write=2, due=swept.due)


def test_a_sweep_over_what_is_not_due_makes_nothing_due() -> None:
    assert sent_through_again(enforced(), LATER).due is None
