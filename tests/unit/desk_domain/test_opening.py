"""How a case begins, is brought up to date while it is open, and begins again."""

from dataclasses import replace

import pytest

from lambdas.moderation.domain.case import Case, CaseKind, CaseStatus
from lambdas.moderation.domain.claiming import put_on_hold
from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.deciding import appealed
from lambdas.moderation.domain.opening import closed, opened
from lambdas.moderation.domain.state import ContentState, EventKind
from lambdas.moderation.domain.verdict import Action, Severity, Status
from tests.unit.desk_domain.desk import (
    ANA,
    CONTENT,
    HOUR,
    MINUTE,
    NOW,
    RULES,
    UPLOAD,
    appeal,
    case_of,
    deleted,
    held,
    judged,
    taken,
)

LATER = NOW + 5 * MINUTE
HELD = held()
OPEN = case_of(HELD)


def held_again(severity: Severity = Severity.HIGH, **facts: object) -> ContentState:
    """The content once another screening held it again."""
    return held(severity, before=HELD, now=LATER, **facts)


def again(case: Case, state: ContentState, *, senior_only: bool = False) -> Case:
    """The case once it heard of that."""
    return case_of(state, case, senior_only=senior_only, now=LATER)


class TestOpening:
    def test_a_held_content_gets_a_case_with_all_that_the_desk_sorts_by(self) -> None:
        change = opened(None, HELD, RULES, senior_only=False, now=LATER)
        assert change is not None
        case, event = change
        assert case == Case(
            content_id=CONTENT.content_id,
            queue="general",
            severity=Severity.HIGH,
            category="violence",
            media_type=MediaType.JPEG,
            revision=1,
            opened_at=LATER,
            due_at=LATER + HOUR,
        )
        assert (event.kind, event.number, event.decider) == (EventKind.CASE_OPENED, 1, None)

    @pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
    def test_what_is_not_held_gets_none(self, action: Action) -> None:
        state, _ = judged(action)
        assert opened(None, state, RULES, senior_only=False, now=NOW) is None

    def test_what_is_deleted_gets_none(self) -> None:
        assert opened(None, deleted(HELD), RULES, senior_only=False, now=NOW) is None

    def test_the_rules_name_the_queue_unless_it_is_for_seniors(self) -> None:
        urgent = held(Severity.CRITICAL)
        assert case_of(urgent).queue == "urgent"
        assert case_of(urgent, senior_only=True).queue == "senior"
        assert case_of(urgent, senior_only=True).senior_only

    def test_a_verdict_without_a_severity_is_of_medium_urgency(self) -> None:
        case = case_of(replace(HELD, severity=None))
        assert (case.severity, case.due_at) == (Severity.MEDIUM, NOW + 4 * HOUR)

    @pytest.mark.parametrize("case", [OPEN, taken(OPEN), replace(OPEN, revision=2)])
    def test_the_same_alert_or_an_older_one_again_changes_nothing(self, case: Case) -> None:
        assert opened(case, HELD, RULES, senior_only=True, now=LATER) is None

    def test_after_a_case_without_decision_the_next_hold_is_a_new_number(self) -> None:
        approved, _ = judged(Action.APPROVE, before=HELD)
        change = closed(
            replace(taken(OPEN), note="look closely", skipped_by=("ben",)), approved, NOW
        )
        assert change is not None
        case = case_of(held(before=approved), change[0], now=LATER)
        assert (case.number, case.write, case.token) == (2, 4, 1)
        assert (case.status, case.kind, case.revision) == (CaseStatus.OPEN, CaseKind.REVIEW, 3)
        assert (case.skipped_by, case.note, case.holder) == ((), None, None)
        assert (case.opened_at, case.due_at) == (LATER, LATER + HOUR)

    def test_what_was_for_seniors_only_stays_so_with_the_next_number(self) -> None:
        approved, _ = judged(Action.APPROVE, before=HELD)
        change = closed(case_of(HELD, senior_only=True), approved, NOW)
        assert change is not None
        case = case_of(held(before=approved), change[0])
        assert (case.senior_only, case.queue) == (True, "senior")


class TestHeldOnceMore:
    def test_an_open_case_is_brought_up_to_date_and_keeps_its_number_and_place(self) -> None:
        upload = replace(UPLOAD, media_type=MediaType.PNG)
        state = held_again(category="drugs", profile="shop", upload=upload)
        change = opened(OPEN, state, RULES, senior_only=False, now=LATER)
        assert change is not None
        case, event = change
        assert case == replace(
            OPEN, revision=2, write=2, category="drugs", profile="shop", media_type=MediaType.PNG
        )
        assert (event.kind, event.number) == (EventKind.CASE_OPENED, 2)

    def test_a_graver_one_is_due_sooner_and_a_milder_one_not_later(self) -> None:
        graver, milder = held_again(Severity.CRITICAL), held_again(Severity.LOW)
        assert again(OPEN, graver).due_at == LATER + 15 * MINUTE
        assert again(OPEN, graver).queue == "urgent"
        assert again(OPEN, milder).due_at == OPEN.due_at
        assert again(OPEN, milder).severity is Severity.LOW

    def test_a_graver_one_is_not_late_for_what_nobody_knew(self) -> None:
        low = case_of(held(Severity.LOW))
        state = held(Severity.CRITICAL, before=HELD, now=NOW + 3 * HOUR)
        after = case_of(state, low, now=NOW + 3 * HOUR)
        assert after.due_at == NOW + 3 * HOUR + 15 * MINUTE

    def test_who_holds_it_keeps_it(self) -> None:
        case = again(taken(OPEN), held_again(Severity.CRITICAL))
        assert (case.status, case.holder, case.token) == (CaseStatus.CLAIMED, "ana", 1)
        assert case.until == NOW + RULES.claim_for

    @pytest.mark.parametrize("status", [CaseStatus.CLAIMED, CaseStatus.ON_HOLD])
    def test_nobody_keeps_what_is_for_seniors_only_from_now(self, status: CaseStatus) -> None:
        case = again(replace(taken(OPEN), status=status), held_again(), senior_only=True)
        assert (case.status, case.holder, case.until) == (CaseStatus.OPEN, None, None)
        assert (case.senior_only, case.queue, case.token) == (True, "senior", 1)

    def test_a_senior_keeps_what_was_for_seniors_only_already(self) -> None:
        case = replace(taken(OPEN), senior_only=True, queue="senior", holder="sue")
        after = again(case, held_again())
        assert (after.status, after.holder) == (CaseStatus.CLAIMED, "sue")
        assert (after.senior_only, after.queue) == (True, "senior")

    def test_what_is_escalated_stays_with_the_seniors(self) -> None:
        case = replace(OPEN, escalated=True, queue="senior")
        assert again(case, held_again(Severity.CRITICAL)).queue == "senior"

    @pytest.mark.parametrize(
        ("severity", "status"),
        [
            (Severity.CRITICAL, CaseStatus.OPEN),
            (Severity.HIGH, CaseStatus.ON_HOLD),
            (Severity.LOW, CaseStatus.ON_HOLD),
        ],
    )
    def test_a_hold_ends_where_it_is_graver_than_was_known(
        self, severity: Severity, status: CaseStatus
    ) -> None:
        end = NOW + 24 * HOUR
        on_hold, _ = put_on_hold(taken(OPEN), ANA, 1, until=end, note="ask", now=NOW)
        after = again(on_hold, held_again(severity))
        assert after.status is status
        assert (after.until is None) == (status is CaseStatus.OPEN)
        assert after.note == "ask"

    def test_an_appeal_stays_one_and_is_still_about_what_was_appealed(self) -> None:
        rejected, _ = judged(Action.REJECT)
        case, _ = appealed(None, rejected, appeal(), RULES, senior_only=False)
        after = again(case, held(before=rejected))
        assert (after.kind, after.about, after.revision) == (CaseKind.APPEAL, Status.REJECTED, 2)
        assert after.appeal == appeal()
