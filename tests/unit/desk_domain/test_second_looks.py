"""Second looks: agreement changes nothing, disagreement goes to somebody else, who is a senior."""

from dataclasses import replace
from functools import partial

import pytest

from lambdas.moderation.domain.case import Case, CaseKind, CaseStatus, suits, why_not
from lambdas.moderation.domain.claiming import claimed, escalated
from lambdas.moderation.domain.deciding import Decided, decided
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.state import ContentState, EventKind
from lambdas.moderation.domain.transitions import with_enforced
from lambdas.moderation.domain.verdict import Status
from tests.unit.desk_domain.desk import (
    ADA,
    ANA,
    BEN,
    MINUTE,
    NOW,
    RULES,
    SAM,
    SUE,
    case_of,
    choice,
    deleted,
    held,
    taken,
)
from tests.unit.desk_domain.test_claiming import refusal

LATER = NOW + 5 * MINUTE


def after_first_look(by: Person = ANA, *, senior_only: bool = False) -> tuple[Case, ContentState]:
    """A rejection that is to be looked at again, enforced already."""
    state = held()
    case = taken(case_of(state, senior_only=senior_only), by)
    made = decided(case, state, by, 1, choice(Status.REJECTED, by, second_look=True), RULES)
    assert made.state is not None
    return made.case, with_enforced(made.state, made.state.revision, NOW)


def looked(case: Case, state: ContentState, by: Person, status: Status) -> Decided:
    """What becomes of it once this person took it and decided."""
    mine = taken(case, by, LATER)
    return decided(mine, state, by, mine.token, choice(status, by, LATER, note="hm"), RULES)


class TestAgreement:
    @pytest.mark.parametrize("by", [BEN, SUE])
    def test_the_same_decision_ends_it_and_changes_no_verdict(self, by: Person) -> None:
        case, state = after_first_look()
        made = looked(case, state, by, Status.REJECTED)
        assert (made.state, made.agreed) == (None, True)
        assert (made.case.status, made.case.revision) == (CaseStatus.DECIDED, state.revision)
        assert made.case.ruling == case.ruling
        (event,) = made.events
        assert (event.kind, event.decider) == (EventKind.CASE_CONFIRMED, by.person_id)
        assert (event.details["decision"], event.details["clause"]) == ("rejected", "weapons")
        assert event.why == "hm"

    def test_a_senior_whom_it_was_passed_to_agrees_or_not_as_any_second_person(self) -> None:
        case, state = after_first_look()
        passed, _ = escalated(taken(case, BEN, LATER), BEN, 2, note=None, now=LATER)
        assert looked(passed, state, SUE, Status.REJECTED).agreed is True
        overturned = looked(passed, state, SUE, Status.APPROVED)
        assert overturned.agreed is False
        assert overturned.state is not None
        assert overturned.state.status is Status.APPROVED
        assert overturned.case.status is CaseStatus.DECIDED


class TestDisagreement:
    def test_it_goes_to_the_seniors_and_the_verdict_stands_meanwhile(self) -> None:
        case, state = after_first_look()
        made = looked(case, state, BEN, Status.APPROVED)
        assert (made.state, made.agreed) == (None, False)
        assert made.case == replace(
            case,
            queue="senior",
            escalated=True,
            disputed=True,
            not_by=("ana", "ben"),
            token=2,
            write=case.write + 2,
        )
        (event,) = made.events
        assert (event.kind, event.decider) == (EventKind.CASE_DISPUTED, "ben")
        assert event.details["decision"] == "approved"

    @pytest.mark.parametrize("by", [SUE, SAM, ADA])
    def test_a_senior_settles_it_for_good(self, by: Person) -> None:
        case, state = after_first_look()
        disputed = looked(case, state, BEN, Status.APPROVED).case
        upheld = looked(disputed, state, by, Status.REJECTED)
        overturned = looked(disputed, state, by, Status.APPROVED)
        assert upheld.state is None
        assert overturned.state is not None
        assert (overturned.state.status, overturned.state.decider) == (
            Status.APPROVED,
            by.person_id,
        )
        for made in (upheld, overturned):
            assert made.case.status is CaseStatus.DECIDED
            assert made.agreed is None

    def test_none_of_the_two_settles_it(self) -> None:
        case, state = after_first_look(SUE)
        disputed = looked(case, state, BEN, Status.APPROVED).case
        for who in (SUE, BEN):
            assert refusal(partial(claimed, disputed, who, RULES, LATER)) == "decided-before"
        assert why_not(disputed, SAM) is None

    def test_a_senior_who_disagreed_settles_it_where_there_is_no_other(self) -> None:
        case, state = after_first_look(SUE)
        disputed = looked(case, state, SAM, Status.APPROVED).case
        assert not suits(disputed, SAM)
        assert suits(disputed, ADA)
        assert why_not(disputed, SAM) is None
        assert why_not(disputed, SUE) is not None
        made = looked(disputed, state, SAM, Status.APPROVED)
        assert made.state is not None
        assert (made.case.status, made.agreed) == (CaseStatus.DECIDED, None)

    def test_who_skipped_it_before_is_not_given_it_then_either(self) -> None:
        case, state = after_first_look()
        disputed = looked(replace(case, skipped_by=("sue",)), state, BEN, Status.APPROVED).case
        assert not suits(disputed, SUE)

    def test_what_is_for_seniors_only_is_looked_at_again_by_a_senior(self) -> None:
        case, _ = after_first_look(SUE, senior_only=True)
        assert case.queue == "senior"
        assert [suits(case, who) for who in (ANA, SUE, SAM)] == [False, False, True]


class TestWhatComesBetween:
    def test_nobody_looks_again_at_what_was_deleted(self) -> None:
        case, state = after_first_look()
        gone = deleted(state)
        assert refusal(lambda: looked(case, gone, BEN, Status.APPROVED)) == "settled"

    def test_a_second_look_under_an_old_token_changes_nothing(self) -> None:
        case, state = after_first_look()
        mine = taken(case, BEN, LATER)
        late = choice(Status.APPROVED, BEN, LATER)
        assert refusal(lambda: decided(mine, state, BEN, 1, late, RULES)) == "old-token"

    def test_it_is_still_about_the_first_number_of_the_case(self) -> None:
        case, _ = after_first_look()
        assert (case.number, case.kind) == (2, CaseKind.SECOND_LOOK)
