"""How a case ends without a decision, is opened once more, and what its events tell."""

from dataclasses import replace

import pytest

from lambdas.moderation.domain.case import Appeal, Case, CaseKind, CaseStatus
from lambdas.moderation.domain.deciding import appealed
from lambdas.moderation.domain.opening import case_event, closed, is_settled, reopened
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Action, Severity, Status
from tests.unit.desk_domain.desk import (
    HOUR,
    MINUTE,
    NOW,
    RULES,
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


class TestSettled:
    SECOND_LOOK = replace(OPEN, kind=CaseKind.SECOND_LOOK, about=Status.REJECTED, revision=2)
    APPEAL = replace(OPEN, kind=CaseKind.APPEAL, about=Status.REJECTED, revision=1)

    @pytest.mark.parametrize("case", [OPEN, APPEAL, SECOND_LOOK])
    def test_a_deleted_content_settles_everything(self, case: Case) -> None:
        assert is_settled(case, deleted(HELD))

    def test_a_review_is_settled_by_any_verdict_that_does_not_hold_the_content(self) -> None:
        assert is_settled(OPEN, judged(Action.APPROVE, before=HELD)[0])
        assert is_settled(OPEN, judged(Action.REJECT, before=HELD)[0])
        assert not is_settled(OPEN, held(before=HELD))

    def test_an_appeal_is_settled_by_the_opposite_verdict_only(self) -> None:
        rejected, _ = judged(Action.REJECT)
        assert not is_settled(self.APPEAL, rejected)
        assert not is_settled(self.APPEAL, judged(Action.REJECT, before=rejected)[0])
        assert not is_settled(self.APPEAL, held(before=rejected))
        assert is_settled(self.APPEAL, judged(Action.APPROVE, before=rejected)[0])

    def test_a_second_look_is_settled_by_any_later_verdict(self) -> None:
        rejected = replace(judged(Action.REJECT)[0], revision=2)
        assert not is_settled(self.SECOND_LOOK, rejected)
        assert is_settled(self.SECOND_LOOK, replace(rejected, revision=3))


class TestClosing:
    @pytest.mark.parametrize("case", [OPEN, taken(OPEN), replace(OPEN, status=CaseStatus.ON_HOLD)])
    def test_a_settled_case_is_closed_whoever_has_it(self, case: Case) -> None:
        change = closed(case, deleted(HELD), LATER)
        assert change is not None
        after, event = change
        assert (after.status, after.holder, after.until) == (CaseStatus.CLOSED, None, None)
        assert (after.write, after.token, after.number) == (case.write + 1, case.token, case.number)
        assert (event.kind, event.why) == (EventKind.CASE_CLOSED, "The upload was deleted.")
        assert event.status is Status.GONE

    def test_it_says_when_it_was_decided_meanwhile(self) -> None:
        change = closed(OPEN, judged(Action.REJECT, before=HELD)[0], LATER)
        assert change is not None
        assert change[1].why == "It was decided meanwhile."
        assert change[0].about is Status.REJECTED

    def test_what_is_not_settled_stays_open(self) -> None:
        assert closed(OPEN, HELD, LATER) is None

    @pytest.mark.parametrize("status", [CaseStatus.DECIDED, CaseStatus.CLOSED])
    def test_what_is_over_stays_as_it_is(self, status: CaseStatus) -> None:
        assert closed(replace(OPEN, status=status), deleted(HELD), LATER) is None


class TestReopening:
    def test_a_new_number_starts_fresh_but_for_who_decided_and_what(self) -> None:
        before = replace(
            taken(OPEN),
            status=CaseStatus.DECIDED,
            escalated=True,
            disputed=True,
            queue="senior",
            skipped_by=("ben",),
            note="ask",
            revealed=1,
        )
        after = reopened(before, CaseKind.APPEAL, RULES, LATER, not_by=("ana",))
        assert after == replace(
            OPEN,
            number=2,
            kind=CaseKind.APPEAL,
            opened_at=LATER,
            due_at=LATER + HOUR,
            write=before.write,
            token=1,
            revealed=1,
            not_by=("ana",),
        )

    def test_what_is_for_seniors_only_opens_in_their_queue(self) -> None:
        case = replace(OPEN, senior_only=True, severity=Severity.CRITICAL)
        assert reopened(case, CaseKind.APPEAL, RULES, LATER).queue == "senior"


class TestEvents:
    def test_an_event_of_a_case_tells_where_it_stood(self) -> None:
        case = taken(case_of(held(Severity.CRITICAL)))
        event = case_event(EventKind.CASE_CLAIMED, case, NOW, "ana")
        assert event.details == {
            "case": "1",
            "case_kind": "review",
            "queue": "urgent",
            "token": "1",
        }
        assert (event.number, event.decider, event.status) == (2, "ana", Status.IN_REVIEW)
        assert (event.severity, event.category) == (Severity.CRITICAL, "violence")

    def test_what_an_application_filed_is_in_no_event(self) -> None:
        rejected, _ = judged(Action.REJECT)
        filed: Appeal = appeal(statement="It was my birthday.")
        _, event = appealed(None, rejected, filed, RULES, senior_only=False)
        assert filed.statement not in repr(event)
        assert filed.who not in repr(event)
