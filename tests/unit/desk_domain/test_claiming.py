"""Claims: leases with a fencing token. Claim, extend, release, skip, expire, and all refusals."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from lambdas.moderation.domain.case import Case, CaseStatus
from lambdas.moderation.domain.claiming import (
    check_claim,
    claimed,
    escalated,
    expired,
    extended,
    put_on_hold,
    released,
    revealed_to,
    skipped,
    with_skip,
)
from lambdas.moderation.domain.errors import Refused
from lambdas.moderation.domain.opening import CaseChange, case_event
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
    taken,
)

OPEN = case_of(held())
MINE = taken(OPEN)
END = NOW + RULES.claim_for
LATER = NOW + 5 * MINUTE
ON_HOLD = replace(MINE, status=CaseStatus.ON_HOLD, holder=None, until=NOW + HOUR)
OVER = [replace(MINE, status=status) for status in (CaseStatus.DECIDED, CaseStatus.CLOSED)]

Work = Callable[[Case, Person, int], CaseChange]
WORK: dict[str, Work] = {
    "extend": lambda case, who, token: extended(case, who, token, RULES, LATER),
    "release": lambda case, who, token: released(case, who, token, LATER),
    "skip": lambda case, who, token: skipped(case, who, token, LATER),
    "hold": lambda case, who, token: put_on_hold(
        case, who, token, until=LATER + HOUR, note=None, now=LATER
    ),
    "escalate": lambda case, who, token: escalated(case, who, token, note=None, now=LATER),
    "reveal": lambda case, who, token: revealed_to(case, who, token, LATER),
}


def refusal(work: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as refused:
        work()
    assert str(refused.value).endswith(".")
    return refused.value.code


class TestClaiming:
    def test_a_claim_is_a_lease_under_a_new_token(self) -> None:
        case, event = claimed(OPEN, ANA, RULES, NOW)
        assert case == replace(
            OPEN, status=CaseStatus.CLAIMED, holder="ana", until=END, token=1, write=2
        )
        assert (event.kind, event.decider, event.number) == (EventKind.CASE_CLAIMED, "ana", 2)
        assert event.details == case_event(event.kind, case, NOW, "ana").details

    def test_nobody_gets_what_somebody_has(self) -> None:
        assert refusal(lambda: claimed(MINE, BEN, RULES, LATER)) == "taken"
        assert refusal(lambda: claimed(MINE, SUE, RULES, LATER)) == "taken"

    def test_who_has_it_already_is_told_so(self) -> None:
        assert refusal(lambda: claimed(MINE, ANA, RULES, LATER)) == "yours-already"

    def test_nobody_gets_what_is_on_hold(self) -> None:
        assert refusal(lambda: claimed(ON_HOLD, ANA, RULES, LATER)) == "on-hold"

    @pytest.mark.parametrize("who", [ANA, BEN])
    def test_once_a_claim_is_over_anybody_gets_it_under_a_new_token(self, who: Person) -> None:
        case, _ = claimed(MINE, who, RULES, END)
        assert (case.holder, case.token, case.until) == (who.person_id, 2, END + RULES.claim_for)

    def test_once_a_hold_is_over_anybody_gets_it(self) -> None:
        case, _ = claimed(ON_HOLD, BEN, RULES, NOW + HOUR)
        assert (case.status, case.holder, case.token) == (CaseStatus.CLAIMED, "ben", 2)

    @pytest.mark.parametrize("case", OVER)
    def test_what_is_over_is_nobodys(self, case: Case) -> None:
        assert refusal(lambda: claimed(case, ANA, RULES, LATER)) == "case-closed"

    def test_who_may_not_take_it_does_not_get_it(self) -> None:
        decided = replace(OPEN, not_by=("ana",))
        assert refusal(lambda: claimed(decided, ANA, RULES, NOW)) == "decided-before"
        assert refusal(lambda: claimed(OPEN, AUDREY, RULES, NOW)) == "not-allowed"
        for case in (replace(OPEN, escalated=True), replace(OPEN, senior_only=True)):
            assert refusal(partial(claimed, case, ANA, RULES, NOW)) == "seniors-only"
            assert claimed(case, SUE, RULES, NOW)[0].holder == "sue"

    def test_who_skipped_it_may_still_take_it(self) -> None:
        assert claimed(with_skip(OPEN, "ana"), ANA, RULES, NOW)[0].holder == "ana"


class TestWhoActsOnAClaim:
    @pytest.mark.parametrize("verb", WORK)
    def test_its_holder_under_its_token_does(self, verb: str) -> None:
        case, event = WORK[verb](MINE, ANA, 1)
        assert case.write == MINE.write + 1
        assert case.token == MINE.token
        assert (event.number, event.decider, event.at) == (case.write, "ana", LATER)

    @pytest.mark.parametrize("verb", WORK)
    def test_an_old_token_does_nothing(self, verb: str) -> None:
        again, _ = claimed(replace(MINE, until=NOW), ANA, RULES, NOW)
        assert refusal(lambda: WORK[verb](again, ANA, 1)) == "old-token"

    @pytest.mark.parametrize("verb", WORK)
    @pytest.mark.parametrize("token", [0, 1, 2])
    def test_somebody_else_does_nothing_whatever_token_they_name(
        self, verb: str, token: int
    ) -> None:
        assert refusal(lambda: WORK[verb](MINE, BEN, token)) == "not-yours"

    @pytest.mark.parametrize("verb", WORK)
    def test_once_the_claim_is_over_its_holder_is_told_so(self, verb: str) -> None:
        case = replace(MINE, until=LATER)
        assert refusal(lambda: WORK[verb](case, ANA, 1)) == "claim-expired"

    @pytest.mark.parametrize("verb", WORK)
    @pytest.mark.parametrize("case", [OPEN, ON_HOLD, replace(OPEN, token=1)])
    def test_nobody_acts_on_what_nobody_has(self, verb: str, case: Case) -> None:
        assert refusal(lambda: WORK[verb](case, ANA, 1)) == "not-yours"

    @pytest.mark.parametrize("verb", WORK)
    @pytest.mark.parametrize("case", OVER)
    def test_nobody_acts_on_what_is_over(self, verb: str, case: Case) -> None:
        assert refusal(lambda: WORK[verb](case, ANA, 1)) == "case-closed"
        assert refusal(lambda: WORK[verb](case, SUE, 1)) == "case-closed"

    @pytest.mark.parametrize("verb", sorted({*WORK} - {"release"}))
    def test_a_senior_acts_on_their_own_claims_only(self, verb: str) -> None:
        assert refusal(lambda: WORK[verb](MINE, SUE, 1)) == "not-yours"

    def test_the_check_alone_raises_or_passes(self) -> None:
        check_claim(MINE, "ana", 1, LATER)
        assert refusal(lambda: check_claim(MINE, "ana", 1, END)) == "claim-expired"


class TestExtending:
    def test_the_claim_lasts_its_whole_time_from_now(self) -> None:
        case, event = extended(MINE, ANA, 1, RULES, LATER)
        assert case == replace(MINE, until=LATER + RULES.claim_for, write=3)
        assert event.kind is EventKind.CASE_EXTENDED


class TestReleasing:
    def test_the_case_is_back_where_it_was(self) -> None:
        case, event = released(MINE, ANA, 1, LATER)
        assert case == replace(OPEN, token=1, write=3)
        assert event.kind is EventKind.CASE_RELEASED

    @pytest.mark.parametrize("who", [SUE, SAM, ADA])
    def test_a_senior_releases_anybodys_claim_and_ends_a_hold(self, who: Person) -> None:
        for case in (MINE, ON_HOLD, replace(MINE, until=NOW)):
            after, event = released(case, who, 1, LATER)
            assert (after.status, after.holder, after.until) == (CaseStatus.OPEN, None, None)
            assert event.decider == who.person_id

    def test_a_senior_does_so_by_what_they_saw(self) -> None:
        again, _ = claimed(replace(MINE, until=NOW), BEN, RULES, NOW)
        assert refusal(lambda: released(again, SUE, 1, LATER)) == "not-yours"

    def test_a_senior_does_not_release_what_nobody_has(self) -> None:
        assert refusal(lambda: released(replace(OPEN, token=1), SUE, 1, LATER)) == "not-yours"


class TestSkipping:
    def test_the_case_is_back_but_not_for_them(self) -> None:
        case, event = skipped(MINE, ANA, 1, LATER)
        assert case == replace(OPEN, token=1, write=3, skipped_by=("ana",))
        assert event.kind is EventKind.CASE_SKIPPED

    def test_who_skips_twice_stands_there_once(self) -> None:
        once = replace(MINE, skipped_by=("ana", "ben"))
        assert skipped(once, ANA, 1, LATER)[0].skipped_by == ("ana", "ben")


class TestExpiring:
    def test_a_claim_ends_by_itself_and_its_token_with_it(self) -> None:
        change = expired(MINE, END)
        assert change is not None
        case, event = change
        assert case == replace(OPEN, token=1, write=3)
        assert (event.kind, event.decider) == (EventKind.CASE_EXPIRED, None)
        assert refusal(lambda: extended(case, ANA, 1, RULES, END)) == "not-yours"

    def test_a_hold_ends_by_itself(self) -> None:
        change = expired(ON_HOLD, NOW + HOUR)
        assert change is not None
        assert change[0].status is CaseStatus.OPEN

    @pytest.mark.parametrize("case", [OPEN, *OVER])
    def test_nothing_else_expires(self, case: Case) -> None:
        assert expired(case, NOW + 1000 * HOUR) is None

    def test_nothing_expires_before_its_time(self) -> None:
        assert expired(MINE, END - timedelta(microseconds=1)) is None
        assert expired(ON_HOLD, END) is None


class TestRevealing:
    def test_it_is_recorded_under_which_claim_the_original_was_shown(self) -> None:
        case, event = revealed_to(MINE, ANA, 1, LATER)
        assert case == replace(MINE, revealed=1, write=3)
        assert event.kind is EventKind.CASE_REVEALED

    def test_the_next_claim_has_nothing_revealed(self) -> None:
        case, _ = revealed_to(MINE, ANA, 1, LATER)
        again, _ = claimed(case, BEN, RULES, END)
        assert again.revealed < again.token

    def test_what_is_for_seniors_only_is_shown_to_no_moderator_even_if_they_hold_it(self) -> None:
        case = replace(MINE, senior_only=True)
        assert refusal(lambda: revealed_to(case, ANA, 1, LATER)) == "seniors-only"
        assert revealed_to(replace(case, holder="sue"), SUE, 1, LATER)[0].revealed == 1
