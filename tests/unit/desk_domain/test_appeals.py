"""Appeals: one at a time, to somebody else, and never without effect."""

from dataclasses import replace
from functools import partial

import pytest

from lambdas.moderation.domain.case import Appeal, Case, CaseKind, CaseStatus, why_not
from lambdas.moderation.domain.claiming import claimed, extended
from lambdas.moderation.domain.deciding import Decided, appealed, decided
from lambdas.moderation.domain.opening import closed
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.state import ContentState, EventKind
from lambdas.moderation.domain.verdict import Action, Severity, Status
from tests.unit.desk_domain.desk import (
    ANA,
    BEN,
    CAT,
    CONTENT,
    HOUR,
    MINUTE,
    NOW,
    RULES,
    SAM,
    SUE,
    appeal,
    case_of,
    choice,
    deleted,
    held,
    judged,
    taken,
)
from tests.unit.desk_domain.test_claiming import refusal

LATER = NOW + 5 * MINUTE
REJECTED, _ = judged(Action.REJECT)
APPROVED, _ = judged(Action.APPROVE)


def filed(case: Case | None, state: ContentState, *, senior_only: bool = False) -> Case:
    """The case once an application appealed."""
    return appealed(case, state, appeal(LATER), RULES, senior_only=senior_only)[0]


def ruled(case: Case, state: ContentState, by: Person, status: Status) -> Decided:
    """What becomes of it once this person took it and decided."""
    mine = taken(case, by, LATER)
    return decided(mine, state, by, mine.token, choice(status, by, LATER), RULES)


def rejected_by(by: Person, *, second_look: bool = False) -> tuple[Case, ContentState]:
    """A content that a person rejected."""
    state = held()
    made = choice(Status.REJECTED, by, second_look=second_look)
    done = decided(taken(case_of(state), by), state, by, 1, made, RULES)
    assert done.state is not None
    return done.case, done.state


class TestFiling:
    def test_a_machines_verdict_without_a_case_gets_one(self) -> None:
        case, event = appealed(None, REJECTED, appeal(LATER), RULES, senior_only=False)
        assert case == Case(
            content_id=CONTENT.content_id,
            kind=CaseKind.APPEAL,
            queue="general",
            severity=Severity.HIGH,
            category="violence",
            media_type=case.media_type,
            revision=1,
            about=Status.REJECTED,
            opened_at=LATER,
            due_at=LATER + HOUR,
            appeal=appeal(LATER),
        )
        assert (event.kind, event.number, event.at) == (EventKind.APPEALED, 1, LATER)
        assert event.decider == appeal().filed_by
        assert event.details["case_kind"] == "appeal"

    def test_an_approval_can_be_appealed_too(self) -> None:
        case = filed(None, APPROVED)
        assert (case.about, case.severity, case.category) == (
            Status.APPROVED,
            Severity.MEDIUM,
            None,
        )

    def test_what_is_for_seniors_only_goes_to_them(self) -> None:
        assert filed(None, REJECTED, senior_only=True).queue == "senior"
        before = replace(rejected_by(SUE)[0], senior_only=True)
        assert filed(before, rejected_by(SUE)[1]).queue == "senior"

    @pytest.mark.parametrize("state", [held(), deleted(REJECTED)])
    def test_without_a_verdict_there_is_nothing_to_appeal(self, state: ContentState) -> None:
        assert refusal(lambda: filed(None, state)) == "no-verdict"

    def test_not_while_it_is_being_appealed(self) -> None:
        case = filed(None, REJECTED)
        for each in (case, taken(case)):
            assert refusal(partial(filed, each, REJECTED)) == "appealed-already"

    @pytest.mark.parametrize("status", [Status.APPROVED, Status.REJECTED])
    def test_not_what_was_reached_on_appeal(self, status: Status) -> None:
        done = ruled(filed(None, REJECTED), REJECTED, ANA, status)
        assert done.state is not None
        state = done.state
        assert refusal(lambda: filed(done.case, state)) == "appealed-before"

    def test_again_once_another_verdict_settled_the_first_appeal(self) -> None:
        approved, _ = judged(Action.APPROVE, before=REJECTED)
        change = closed(filed(None, REJECTED), approved, LATER)
        assert change is not None
        case = filed(change[0], approved)
        assert (case.number, case.about, case.revision) == (2, Status.APPROVED, 2)


class TestWhoTakesIt:
    def test_not_whoever_decided(self) -> None:
        case, state = rejected_by(ANA)
        opened = filed(case, state)
        assert opened.not_by == ("ana",)
        assert (opened.number, opened.severity) == (2, Severity.HIGH)
        assert refusal(lambda: claimed(opened, ANA, RULES, LATER)) == "decided-before"
        assert claimed(opened, BEN, RULES, LATER)[0].holder == "ben"

    def test_anybody_where_a_machine_decided(self) -> None:
        assert filed(None, REJECTED).not_by == ()

    def test_it_takes_the_place_of_an_open_second_look_and_of_its_claim(self) -> None:
        case, state = rejected_by(ANA, second_look=True)
        looking = taken(case, BEN)
        opened = filed(looking, state)
        assert (opened.kind, opened.number, opened.status) == (CaseKind.APPEAL, 3, CaseStatus.OPEN)
        assert opened.not_by == ("ana",)
        assert refusal(lambda: extended(opened, BEN, looking.token, RULES, LATER)) == "not-yours"

    def test_a_dispute_that_it_takes_the_place_of_stays_with_the_seniors(self) -> None:
        case, state = rejected_by(ANA, second_look=True)
        disputed = ruled(case, state, BEN, Status.APPROVED).case
        opened = filed(disputed, state)
        assert (opened.queue, opened.escalated, opened.disputed) == ("senior", True, False)
        assert opened.not_by == ("ana", "ben")
        assert [why_not(opened, who) is None for who in (ANA, BEN, CAT, SUE)] == [
            False,
            False,
            False,
            True,
        ]

    def test_it_takes_the_place_of_a_review_that_a_machine_settled(self) -> None:
        state = held()
        approved, _ = judged(Action.APPROVE, before=state)
        reviewing = taken(case_of(state), ANA)
        opened = filed(reviewing, approved)
        assert (opened.kind, opened.status, opened.token) == (CaseKind.APPEAL, CaseStatus.OPEN, 1)
        assert refusal(lambda: extended(opened, ANA, 1, RULES, LATER)) == "not-yours"


class TestDecidingOnIt:
    @pytest.mark.parametrize(
        ("status", "outcome"), [(Status.REJECTED, "upheld"), (Status.APPROVED, "overturned")]
    )
    def test_either_way_there_is_a_new_pinned_verdict_that_says_so(
        self, status: Status, outcome: str
    ) -> None:
        made = ruled(filed(None, REJECTED), REJECTED, ANA, status)
        assert made.state is not None
        assert (made.state.status, made.state.revision, made.state.pinned) == (status, 2, True)
        assert made.state.is_unenforced
        (event,) = made.events
        assert event.kind is EventKind.VERDICT
        assert event.details["appeal"] == outcome
        assert (made.case.status, made.case.revision) == (CaseStatus.DECIDED, 2)

    def test_a_screening_that_holds_the_content_does_not_take_the_appeal_away(self) -> None:
        state = held(before=REJECTED)
        case = case_of(state, filed(None, REJECTED), now=LATER)
        for status, outcome in ((Status.REJECTED, "upheld"), (Status.APPROVED, "overturned")):
            made = ruled(case, state, ANA, status)
            assert made.events[0].details["appeal"] == outcome

    def test_a_screening_that_rejects_it_again_does_not_take_the_appeal_away(self) -> None:
        state, _ = judged(Action.REJECT, before=REJECTED)
        made = ruled(filed(None, REJECTED), state, ANA, Status.APPROVED)
        assert made.state is not None
        assert (made.state.status, made.state.revision) == (Status.APPROVED, 3)

    def test_a_screening_that_overturns_it_leaves_nothing_to_decide(self) -> None:
        state, _ = judged(Action.APPROVE, before=REJECTED)
        case = filed(None, REJECTED)
        assert refusal(lambda: ruled(case, state, ANA, Status.APPROVED)) == "settled"

    def test_what_was_filed_stays_with_the_case(self) -> None:
        made = ruled(filed(None, REJECTED), REJECTED, SAM, Status.APPROVED)
        assert made.case.appeal == Appeal(
            who="user-7",
            statement="It is a toy.",
            filed_at=LATER,
            filed_by="arn:aws:iam::111122223333:role/shop",
        )
