"""What a case says of itself: whether it is free, who may take it, who is given it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdas.moderation.domain.case import (
    Case,
    CaseKind,
    CaseStatus,
    is_free,
    is_held_by,
    lapsed,
    suits,
    why_not,
)
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.verdict import Severity
from tests.unit.desk_domain.desk import (
    ADA,
    ANA,
    AUDREY,
    BEN,
    HOUR,
    NOW,
    RULES,
    SAM,
    SUE,
    case_of,
    held,
    person,
    taken,
)

OPEN = case_of(held())
CLAIMED = taken(OPEN)
HELD = replace(OPEN, status=CaseStatus.ON_HOLD, until=NOW + HOUR)
END = NOW + RULES.claim_for
A_MOMENT = timedelta(microseconds=1)


class TestUrgency:
    def test_the_gravest_is_the_most_urgent(self) -> None:
        by_urgency = sorted(Severity, key=lambda each: replace(OPEN, severity=each).urgency)
        assert by_urgency == [Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW]
        assert replace(OPEN, severity=Severity.CRITICAL).urgency == 0


class TestTime:
    @pytest.mark.parametrize("case", [CLAIMED, replace(HELD, until=END)])
    def test_a_claim_or_a_hold_is_over_from_its_end_on(self, case: Case) -> None:
        assert not lapsed(case, END - A_MOMENT)
        assert not is_free(case, END - A_MOMENT)
        assert lapsed(case, END)
        assert is_free(case, END)

    @pytest.mark.parametrize("status", [CaseStatus.CLAIMED, CaseStatus.ON_HOLD])
    def test_one_without_an_end_is_over(self, status: CaseStatus) -> None:
        assert lapsed(replace(OPEN, status=status, until=None), NOW)

    @pytest.mark.parametrize("status", [CaseStatus.DECIDED, CaseStatus.CLOSED])
    @pytest.mark.parametrize("until", [None, NOW - HOUR])
    def test_a_case_that_is_over_is_never_free(
        self, status: CaseStatus, until: datetime | None
    ) -> None:
        case = replace(OPEN, status=status, until=until)
        assert not is_free(case, NOW)
        assert not lapsed(case, NOW)

    def test_an_open_case_is_free_at_any_time(self) -> None:
        assert is_free(OPEN, NOW - HOUR)
        assert not lapsed(OPEN, NOW + HOUR)

    def test_the_claim_is_the_holders_until_its_end(self) -> None:
        assert is_held_by(CLAIMED, "ana", END - A_MOMENT)
        assert not is_held_by(CLAIMED, "ana", END)
        assert not is_held_by(CLAIMED, "ben", NOW)

    def test_nobody_has_what_is_on_hold(self) -> None:
        assert not is_held_by(replace(HELD, holder="ana"), "ana", NOW)

    def test_only_two_places_are_the_end(self) -> None:
        over = {status for status in CaseStatus if status.is_over}
        assert over == {CaseStatus.DECIDED, CaseStatus.CLOSED}


class TestWhoMayTakeIt:
    @pytest.mark.parametrize("who", [ANA, SUE, SAM, ADA])
    def test_whoever_decides(self, who: Person) -> None:
        assert why_not(OPEN, who) is None

    @pytest.mark.parametrize("who", [AUDREY, Person(person_id="nobody")])
    def test_nobody_else(self, who: Person) -> None:
        refusal = why_not(OPEN, who)
        assert refusal is not None
        assert refusal[0] == "not-allowed"

    @pytest.mark.parametrize("kind", [CaseKind.APPEAL, CaseKind.SECOND_LOOK])
    def test_never_whoever_decided_before_senior_or_not(self, kind: CaseKind) -> None:
        case = replace(OPEN, kind=kind, not_by=("ana", "sue"))
        for who in (ANA, SUE):
            refusal = why_not(case, who)
            assert refusal is not None
            assert refusal[0] == "decided-before"
        assert why_not(case, BEN) is None

    @pytest.mark.parametrize(
        "case", [replace(OPEN, escalated=True), replace(OPEN, senior_only=True)]
    )
    def test_only_seniors_what_is_escalated_or_for_seniors_only(self, case: Case) -> None:
        refusal = why_not(case, ANA)
        assert refusal is not None
        assert refusal[0] == "seniors-only"
        assert [why_not(case, who) for who in (SUE, SAM, ADA)] == [None, None, None]


class TestWhoIsGivenIt:
    def test_whoever_may_take_it(self) -> None:
        assert suits(OPEN, ANA)
        assert not suits(OPEN, AUDREY)

    def test_not_whoever_skipped_it_though_they_may_take_it(self) -> None:
        case = replace(OPEN, skipped_by=("ana",))
        assert not suits(case, ANA)
        assert why_not(case, ANA) is None
        assert suits(case, BEN)

    def test_not_whoever_opted_out_of_its_category_though_they_may_take_it(self) -> None:
        shy = person("shy", opted_out=("violence",))
        assert not suits(OPEN, shy)
        assert why_not(OPEN, shy) is None
        assert suits(replace(OPEN, category="gambling"), shy)
        assert suits(replace(OPEN, category=None), shy)
