"""A person's decision: what it makes of the case and of the verdict, and when it is refused."""

from dataclasses import replace

import pytest

from lambdas.moderation.domain.case import Case, CaseKind, CaseStatus
from lambdas.moderation.domain.claiming import claimed
from lambdas.moderation.domain.deciding import Decided, decided
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.ruling import with_ruling
from lambdas.moderation.domain.state import ContentState, DueKind, EventKind
from lambdas.moderation.domain.transitions import SWEEP_AFTER, with_enforced, with_rescreen
from lambdas.moderation.domain.verdict import Action, Reason, Severity, Status
from tests.unit.desk_domain.desk import (
    ANA,
    BEN,
    CONTENT,
    HOUR,
    MINUTE,
    NOW,
    POLICY_VERSION,
    RULES,
    SUE,
    UPLOAD,
    case_of,
    choice,
    deleted,
    held,
    judged,
    taken,
)
from tests.unit.desk_domain.test_claiming import refusal

HELD = with_enforced(held(), 1, NOW)
MINE = taken(case_of(HELD))
LATER = NOW + 5 * MINUTE


def done(
    status: Status,
    case: Case = MINE,
    state: ContentState = HELD,
    *,
    by: Person = ANA,
    token: int = 1,
    second_look: bool = False,
    note: str | None = None,
) -> Decided:
    """What that decision makes of it."""
    made = choice(status, by, LATER, second_look=second_look, note=note)
    return decided(case, state, by, token, made, RULES)


class TestDeciding:
    @pytest.mark.parametrize("status", [Status.APPROVED, Status.REJECTED])
    def test_case_verdict_and_history_are_one_change(self, status: Status) -> None:
        made = done(status, note="looked twice")
        assert made.state is not None
        assert made.case == replace(
            MINE,
            status=CaseStatus.DECIDED,
            holder=None,
            until=None,
            write=3,
            revision=2,
            about=status,
            ruling=choice(status, ANA, LATER, note="looked twice").ruling,
        )
        assert (made.state.status, made.state.revision, made.state.pinned) == (status, 2, True)
        assert [event.kind for event in made.events] == [EventKind.VERDICT]
        assert made.agreed is None

    def test_the_history_says_on_which_case_by_which_clause_and_why(self) -> None:
        (event,) = done(Status.REJECTED, note="looked twice").events
        assert event.details == {
            "case": "1",
            "case_kind": "review",
            "clause": "weapons",
            "decision": "rejected",
        }
        assert (event.decider, event.why, event.number) == ("ana", "looked twice", 2)
        assert (event.status, event.previous_status) == (Status.REJECTED, Status.IN_REVIEW)

    def test_only_the_holder_decides_and_only_under_the_current_token(self) -> None:
        again, _ = claimed(replace(MINE, until=NOW), ANA, RULES, NOW)
        assert refusal(lambda: done(Status.APPROVED, again)) == "old-token"
        assert refusal(lambda: done(Status.APPROVED, by=BEN)) == "not-yours"
        assert refusal(lambda: done(Status.APPROVED, by=SUE)) == "not-yours"
        assert refusal(lambda: done(Status.APPROVED, case_of(HELD), token=0)) == "not-yours"

    def test_not_once_the_claim_is_over(self) -> None:
        assert refusal(lambda: done(Status.APPROVED, replace(MINE, until=LATER))) == "claim-expired"

    def test_not_twice(self) -> None:
        made = done(Status.APPROVED)
        assert refusal(lambda: done(Status.REJECTED, made.case)) == "case-closed"

    @pytest.mark.parametrize(
        "state",
        [
            deleted(HELD),
            judged(Action.APPROVE, before=HELD)[0],
            judged(Action.REJECT, before=HELD)[0],
        ],
    )
    def test_not_once_there_is_nothing_left_to_decide(self, state: ContentState) -> None:
        assert refusal(lambda: done(Status.APPROVED, state=state)) == "settled"

    def test_also_after_another_screening_held_the_content_again(self) -> None:
        made = done(Status.APPROVED, state=held(before=HELD))
        assert made.state is not None
        assert (made.state.revision, made.case.revision) == (3, 3)


class TestTheVerdict:
    def ruled(self, status: Status, state: ContentState = HELD) -> ContentState:
        made = choice(status, ANA, LATER).ruling
        return with_ruling(state, made, policy_version="p2", details={})[0]

    def test_an_approval_has_no_severity_and_a_rejection_keeps_the_machines(self) -> None:
        approved, rejected = self.ruled(Status.APPROVED), self.ruled(Status.REJECTED)
        assert (approved.severity, approved.category) == (None, None)
        assert (rejected.severity, rejected.category) == (Severity.HIGH, "violence")

    def test_a_rejection_of_what_was_approved_is_of_medium_severity(self) -> None:
        approved, _ = judged(Action.APPROVE)
        assert self.ruled(Status.REJECTED, approved).severity is Severity.MEDIUM

    def test_its_reason_is_the_clause(self) -> None:
        (reason,) = self.ruled(Status.REJECTED).reasons
        assert reason == Reason(
            rule="clause:weapons",
            action=Action.REJECT,
            text="Real weapons.",
            severity=Severity.HIGH,
            category="violence",
        )
        assert self.ruled(Status.APPROVED).reasons[0].action is Action.APPROVE

    def test_it_is_to_be_enforced_as_any_verdict(self) -> None:
        state = self.ruled(Status.APPROVED)
        assert state.is_unenforced
        assert state.due is not None
        assert (state.due.kind, state.due.at) == (DueKind.ENFORCE, LATER + SWEEP_AFTER)

    def test_no_machine_changes_it_any_more(self) -> None:
        approved = self.ruled(Status.APPROVED)
        rescreen = with_rescreen(approved, who="ops", why="new policy", now=LATER)
        assert rescreen is not None
        after, event = judged(Action.REJECT, before=rescreen[0])
        assert event.kind is EventKind.VERDICT_NOT_APPLIED
        assert (after.status, after.decider, after.revision) == (Status.APPROVED, "ana", 2)

    def test_a_screening_that_is_on_its_way_is_not_forgotten(self) -> None:
        rescreen = with_rescreen(HELD, who="ops", why="new policy", now=NOW)
        assert rescreen is not None
        ruled = self.ruled(Status.APPROVED, rescreen[0])
        enforced = with_enforced(ruled, ruled.revision, LATER)
        assert enforced.due is not None
        assert enforced.due.kind is DueKind.SCREEN

    def test_the_event_carries_all_that_whoever_reads_the_history_needs(self) -> None:
        ruling = choice(Status.REJECTED, ANA, LATER).ruling
        state, event = with_ruling(HELD, ruling, policy_version="p2", details={"case": "1"})
        assert (event.number, event.at, event.policy_version) == (state.revision, LATER, "p2")
        assert (event.upload, event.model_versions) == (UPLOAD, {"moderation_labels": "7.0"})
        assert (event.reasons, event.profile) == (state.reasons, "default")
        assert state.content == CONTENT
        assert state.policy_version == "p2" != POLICY_VERSION


class TestSecondLooksToCome:
    def test_the_case_opens_again_for_somebody_else(self) -> None:
        made = done(Status.REJECTED, second_look=True)
        assert made.state is not None
        assert made.case == replace(
            case_of(HELD),
            number=2,
            kind=CaseKind.SECOND_LOOK,
            opened_at=LATER,
            due_at=LATER + HOUR,
            revision=2,
            about=Status.REJECTED,
            token=1,
            write=3,
            not_by=("ana",),
            ruling=choice(Status.REJECTED, ANA, LATER).ruling,
        )
        assert refusal(lambda: claimed(made.case, ANA, RULES, LATER)) == "decided-before"

    def test_the_verdict_counts_at_once(self) -> None:
        made = done(Status.REJECTED, second_look=True)
        assert made.state is not None
        assert (made.state.status, made.state.pinned) == (Status.REJECTED, True)
        assert [event.kind for event in made.events] == [EventKind.VERDICT, EventKind.CASE_OPENED]
        assert [event.number for event in made.events] == [2, 3]

    @pytest.mark.parametrize("kind", [CaseKind.APPEAL, CaseKind.SECOND_LOOK])
    def test_only_reviews_are_looked_at_again(self, kind: CaseKind) -> None:
        rejected, _ = judged(Action.REJECT)
        case = replace(MINE, kind=kind, about=Status.REJECTED, escalated=True, holder="sue")
        made = done(Status.APPROVED, case, rejected, by=SUE, second_look=True)
        assert made.case.status is CaseStatus.DECIDED
