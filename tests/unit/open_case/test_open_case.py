"""What is held becomes a case, once; what is settled closes its case."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.case import CaseStatus
from lambdas.moderation.domain.errors import Conflict, Misconfigured, Permanent, Retryable
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Action, Status
from lambdas.open_case.message import content_of
from tests.fakes import FakePolicies
from tests.unit.desk_domain.desk import judged
from tests.unit.open_case.rig import ALERT, ID, Rig, policy


def test_held_content_gets_one_case_however_often_the_alert_comes() -> None:
    rig = Rig()
    rig.hold()
    for _ in range(3):
        rig.opening.handle(ALERT)
    case = rig.cases.load(ID)
    assert case and case.status is CaseStatus.OPEN
    assert (len(rig.cases), rig.kinds().count(EventKind.CASE_OPENED)) == (1, 1)
    assert rig.counter["CasesOpened"] == 1
    assert rig.counter["DuplicateEvents"] == 2


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
def test_an_alert_of_content_that_was_decided_meanwhile_opens_nothing(action: Action) -> None:
    rig = Rig()
    rig.hold()
    rig.hold(action)
    rig.opening.handle(ALERT)
    assert ID not in rig.cases


def test_an_alert_that_comes_before_its_content_comes_again() -> None:
    with pytest.raises(Retryable, match="Nothing is known"):
        Rig().opening.handle(ALERT)


def test_only_seniors_are_shown_what_a_rule_says_so_of_even_if_it_is_the_last_of_many() -> None:
    rig = Rig(policy(preview="never"))
    state, event = judged()
    first = event.reasons[0]
    others = tuple(replace(first, rule="default", text=f"{n}") for n in range(5))
    event = replace(event, reasons=(*others, first))
    rig.contents.save(replace(state, reasons=event.reasons), event)
    rig.opening.handle(ALERT)
    case = rig.cases.load(ID)
    assert case and case.senior_only and case.queue == "senior"


def test_what_was_seen_once_stays_with_seniors_though_a_later_screening_saw_nothing() -> None:
    rig = Rig(policy(preview="never"))
    rig.hold(Action.REJECT)
    state, event = judged(before=rig.contents.load(ID))
    failed = replace(event.reasons[0], rule="held-workflow-failed")
    rig.contents.save(replace(state, reasons=(failed,)), replace(event, reasons=(failed,)))
    rig.opening.handle(ALERT)
    case = rig.cases.load(ID)
    assert case
    assert case.senior_only


def test_a_case_is_not_opened_as_long_as_no_policy_can_be_read() -> None:
    rig = Rig(FakePolicies())
    rig.hold()
    with pytest.raises(Misconfigured):
        rig.opening.handle(ALERT)
    assert (len(rig.cases), rig.mailbox.parked) == (0, [])


def test_two_deliveries_at_once_open_one_case() -> None:
    rig = Rig()
    rig.hold()
    rig.cases.trouble.before("save", Conflict("meanwhile", code="state-changed"))
    rig.opening.handle(ALERT)
    assert rig.counter["CasesOpened"] == 1


def test_a_case_that_keeps_changing_comes_again() -> None:
    rig = Rig()
    rig.hold()
    rig.cases.trouble.before("save", Conflict("meanwhile", code="state-changed"), times=5)
    with pytest.raises(Retryable, match="keeps changing"):
        rig.opening.handle(ALERT)


@pytest.mark.parametrize("method", ["load", "save"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_at_any_step_leaves_one_case_after_the_next_try(method: str, moment: str) -> None:
    rig = Rig()
    rig.hold()
    getattr(rig.cases.trouble, moment)(method)
    with pytest.raises(Retryable):
        rig.opening.handle(ALERT)
    rig.opening.handle(ALERT)
    assert (len(rig.cases), rig.kinds().count(EventKind.CASE_OPENED)) == (1, 1)


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{}", '{"content": {"content_id": "../x"}}', '{"content": 7}']
)
def test_what_is_no_alert_is_parked_with_its_cause(body: str) -> None:
    rig = Rig()
    rig.opening.handle(body)
    (parked,) = rig.mailbox.parked
    assert parked.body == body
    assert parked.why.startswith("unreadable-message")


def test_content_whose_state_is_damaged_is_parked_and_not_lost() -> None:
    rig = Rig()
    damaged = Permanent("The item state is damaged.", code="unreadable-state")
    rig.contents.trouble.before("load", damaged)
    rig.opening.handle(ALERT)
    assert rig.mailbox.parked[0].why == "unreadable-state: The item state is damaged."


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_any_text_is_an_alert_or_unreadable(body: str) -> None:
    try:
        assert len(content_of(body)) == 32
    except Permanent as error:
        assert error.code == "unreadable-message"


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
def test_a_case_closes_once_its_content_got_another_verdict(action: Action) -> None:
    rig = Rig()
    rig.hold()
    rig.opening.handle(ALERT)
    rig.hold(action)
    for _ in range(2):
        rig.closing.close(ID)
    case = rig.cases.load(ID)
    assert case and case.status is CaseStatus.CLOSED
    assert rig.kinds().count(EventKind.CASE_CLOSED) == 1
    assert rig.counter["CasesClosed"] == 1


def test_a_case_closes_once_its_content_is_deleted_and_says_so() -> None:
    rig = Rig()
    rig.hold()
    rig.opening.handle(ALERT)
    rig.delete()
    rig.closing.close(ID)
    closing = rig.contents.history(ID)[-1]
    assert (closing.kind, closing.why) == (EventKind.CASE_CLOSED, "The upload was deleted.")
    assert closing.status is Status.GONE


def test_a_case_with_something_left_to_decide_stays_open() -> None:
    rig = Rig()
    rig.hold()
    rig.opening.handle(ALERT)
    rig.closing.close(ID)
    rig.closing.close("0" * 32)
    case = rig.cases.load(ID)
    assert case and case.status is CaseStatus.OPEN


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_while_closing_leaves_it_closed_after_the_next_try(moment: str) -> None:
    rig = Rig()
    rig.hold()
    rig.opening.handle(ALERT)
    rig.delete()
    getattr(rig.cases.trouble, moment)("save")
    with pytest.raises(Retryable):
        rig.closing.close(ID)
    rig.closing.close(ID)
    assert rig.kinds().count(EventKind.CASE_CLOSED) == 1


def test_held_again_after_it_was_closed_is_the_same_case_with_the_next_number() -> None:
    rig = Rig()
    rig.hold()
    rig.opening.handle(ALERT)
    rig.hold(Action.APPROVE)
    rig.closing.close(ID)
    rig.hold()
    rig.opening.handle(ALERT)
    case = rig.cases.load(ID)
    assert case and (case.number, case.status) == (2, CaseStatus.OPEN)
