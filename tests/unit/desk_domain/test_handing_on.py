"""A case handed to a colleague, put on hold, or passed to the seniors."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from lambdas.moderation.domain.case import Case, CaseStatus, suits
from lambdas.moderation.domain.claiming import (
    LONGEST_HOLD,
    assigned,
    claimed,
    escalated,
    put_on_hold,
)
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.state import EventKind
from tests.unit.desk_domain.desk import (
    ADA,
    ANA,
    AUDREY,
    BEN,
    HOUR,
    MINUTE,
    NOW,
    RULES,
    SAM,
    SUE,
    case_of,
    held,
    person,
    taken,
)
from tests.unit.desk_domain.test_claiming import refusal

OPEN = case_of(held())
MINE = taken(OPEN)
LATER = NOW + 5 * MINUTE
ON_HOLD = replace(MINE, status=CaseStatus.ON_HOLD, holder=None, until=NOW + HOUR)


def handed(case: Case, who: Person, to: Person, token: int = 1, now: datetime = LATER) -> Case:
    """The case once somebody handed it on."""
    return assigned(case, who, token, to, RULES, now)[0]


class TestAssigning:
    def test_the_colleague_has_it_for_a_whole_claim_under_a_new_token(self) -> None:
        case, event = assigned(MINE, ANA, 1, BEN, RULES, LATER)
        end = LATER + RULES.claim_for
        assert case == replace(MINE, holder="ben", until=end, token=2, write=3)
        assert (event.kind, event.decider) == (EventKind.CASE_ASSIGNED, "ana")
        assert (event.details["to"], event.details["token"]) == ("ben", "2")

    def test_a_moderator_hands_on_their_own_claim_only(self) -> None:
        assert refusal(lambda: handed(MINE, BEN, BEN)) == "not-yours"
        assert refusal(lambda: handed(OPEN, ANA, BEN, 0)) == "not-yours"
        assert refusal(lambda: handed(ON_HOLD, ANA, BEN)) == "not-yours"
        assert refusal(lambda: handed(MINE, ANA, BEN, 0)) == "old-token"
        assert refusal(lambda: handed(MINE, ANA, BEN, 1, NOW + HOUR)) == "claim-expired"

    @pytest.mark.parametrize("who", [SUE, SAM, ADA])
    def test_a_senior_gives_anybodys_case_to_anybody(self, who: Person) -> None:
        assert handed(MINE, who, BEN).holder == "ben"
        assert handed(MINE, who, who).holder == who.person_id

    def test_a_senior_ends_a_hold_by_giving_it_to_somebody(self) -> None:
        case = handed(ON_HOLD, SUE, BEN)
        assert (case.status, case.holder, case.until) == (
            CaseStatus.CLAIMED,
            "ben",
            LATER + RULES.claim_for,
        )

    @pytest.mark.parametrize("token", [0, 1, 7])
    def test_a_senior_gives_what_is_free_whatever_token_it_had(self, token: int) -> None:
        assert handed(OPEN, SUE, BEN, token).token == OPEN.token + 1
        assert handed(MINE, SUE, BEN, token, NOW + HOUR).holder == "ben"

    def test_a_senior_does_not_take_what_was_claimed_again_since_they_looked(self) -> None:
        again, _ = claimed(replace(MINE, until=NOW), BEN, RULES, NOW)
        assert refusal(lambda: handed(again, SUE, ANA, 1)) == "not-yours"

    def test_nobody_gets_what_is_over(self) -> None:
        case = replace(MINE, status=CaseStatus.DECIDED)
        for who in (ANA, SUE):
            assert refusal(partial(handed, case, who, BEN)) == "case-closed"

    @pytest.mark.parametrize(
        ("case", "to"),
        [
            (MINE, AUDREY),
            (MINE, Person(person_id="never-signed-in")),
            (replace(MINE, not_by=("ben",)), BEN),
            (replace(MINE, senior_only=True, holder="sue"), BEN),
            (replace(MINE, escalated=True, holder="sue"), BEN),
            (MINE, person("shy", opted_out=("violence",))),
        ],
    )
    def test_nobody_is_given_what_they_may_not_have_or_opted_out_of(
        self, case: Case, to: Person
    ) -> None:
        for who in (ANA if case.holder == "ana" else SUE, ADA):
            assert refusal(partial(handed, case, who, to)) == "colleague-refused"

    def test_who_opted_out_may_still_take_it_themselves(self) -> None:
        shy = person("shy", *SUE.roles, opted_out=("violence",))
        assert handed(OPEN, shy, shy).holder == "shy"

    def test_who_skipped_it_may_be_given_it_by_a_colleague(self) -> None:
        assert handed(replace(MINE, skipped_by=("ben",)), ANA, BEN).holder == "ben"


class TestHolding:
    def test_the_case_is_nobodys_until_the_time_and_its_due_time_stands(self) -> None:
        end = NOW + 24 * HOUR
        case, event = put_on_hold(MINE, ANA, 1, until=end, note="ask legal", now=LATER)
        assert case == replace(
            OPEN, status=CaseStatus.ON_HOLD, until=end, note="ask legal", token=1, write=3
        )
        assert (event.kind, event.why) == (EventKind.CASE_HELD, "ask legal")

    @pytest.mark.parametrize(
        "until",
        [LATER, LATER - MINUTE, LATER + LONGEST_HOLD + timedelta(microseconds=1)],
    )
    def test_not_until_the_past_and_not_for_longer_than_a_month(self, until: datetime) -> None:
        def hold() -> object:
            return put_on_hold(MINE, ANA, 1, until=until, note=None, now=LATER)

        assert refusal(hold) == "hold-time"

    @pytest.mark.parametrize("until", [LATER + timedelta(microseconds=1), LATER + LONGEST_HOLD])
    def test_until_any_time_in_between(self, until: datetime) -> None:
        assert put_on_hold(MINE, ANA, 1, until=until, note=None, now=LATER)[0].until == until


class TestEscalating:
    def test_the_case_is_with_the_seniors_and_free(self) -> None:
        case, event = escalated(MINE, ANA, 1, note="is it legal here?", now=LATER)
        assert case == replace(
            OPEN,
            queue="senior",
            escalated=True,
            note="is it legal here?",
            skipped_by=("ana",),
            token=1,
            write=3,
        )
        assert (event.kind, event.why) == (EventKind.CASE_ESCALATED, "is it legal here?")
        assert event.details["queue"] == "senior"

    def test_a_senior_leaves_it_to_another_one_also_from_their_own_queue(self) -> None:
        case, _ = escalated(taken(OPEN, SUE), SUE, 1, note=None, now=LATER)
        assert not suits(case, SUE)
        assert suits(case, SAM)
        again, _ = escalated(taken(case, SAM), SAM, 2, note=None, now=LATER)
        assert (again.queue, again.escalated, again.skipped_by) == ("senior", True, ("sue", "sam"))
        assert claimed(again, SUE, RULES, LATER)[0].holder == "sue"

    def test_no_moderator_gets_it_back(self) -> None:
        case, _ = escalated(MINE, ANA, 1, note=None, now=LATER)
        assert refusal(lambda: claimed(case, ANA, RULES, LATER)) == "seniors-only"
