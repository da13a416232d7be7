"""A crash between any two steps of opening and closing: once it is repeated, all is as it must be.

And whatever the order in which alerts and stream records come, a case says what the content says.
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.moderation.domain.case import CaseStatus
from lambdas.moderation.domain.errors import Conflict, Retryable
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Action, Status
from lambdas.moderation.runtime.batch import run_queue_batch
from tests.fakes import Trouble
from tests.unit.desk_domain.desk import ANA
from tests.unit.open_case.rig import ALERT, ID, Rig

OPENING = [
    "contents.load",
    "contents.history",
    "policies.current",
    "cases.load",
    "cases.save",
]
CLOSING = ["cases.load", "contents.load", "cases.save"]
before_or_after = pytest.mark.parametrize("when", ["before", "after"])


class Crash(BaseException):
    """The process ends here; nothing catches it."""


def crash_at(rig: Rig, call: str, when: str) -> None:
    """The next such call does not come back."""
    where, method = call.split(".")
    trouble: Trouble = {
        "cases": rig.cases.trouble,
        "contents": rig.contents.trouble,
        "policies": rig.policies.trouble,
    }[where]
    (trouble.before if when == "before" else trouble.after)(method, Crash())


class TestCrashes:
    @before_or_after
    @pytest.mark.parametrize("call", OPENING)
    def test_after_a_crash_while_opening_the_repetition_leaves_one_case(
        self, call: str, when: str
    ) -> None:
        rig = Rig()
        rig.hold()
        crash_at(rig, call, when)
        with pytest.raises(Crash):
            rig.opening.handle(ALERT)
        rig.opening.handle(ALERT)
        assert rig.case.status is CaseStatus.OPEN
        assert (rig.case.number, rig.case.write) == (1, 1)
        assert rig.kinds().count(EventKind.CASE_OPENED) == 1

    @before_or_after
    @pytest.mark.parametrize("call", CLOSING)
    def test_after_a_crash_while_closing_the_repetition_leaves_it_closed_once(
        self, call: str, when: str
    ) -> None:
        rig = Rig()
        rig.hold()
        rig.opening.handle(ALERT)
        rig.delete()
        crash_at(rig, call, when)
        with pytest.raises(Crash):
            rig.closing.close(ID)
        rig.closing.close(ID)
        assert rig.case.status is CaseStatus.CLOSED
        assert rig.kinds().count(EventKind.CASE_CLOSED) == 1

    @before_or_after
    def test_a_message_that_was_being_parked_is_parked_in_the_end(self, when: str) -> None:
        rig = Rig()
        getattr(rig.mailbox.trouble, when)("park", Crash())
        with pytest.raises(Crash):
            rig.opening.handle("nonsense")
        rig.opening.handle("nonsense")
        assert {parked.body for parked in rig.mailbox.parked} == {"nonsense"}

    def test_a_message_that_cannot_be_parked_comes_again(self) -> None:
        rig = Rig()
        rig.mailbox.trouble.before("park")
        with pytest.raises(Retryable):
            rig.opening.handle("nonsense")
        assert "MessagesParked" not in rig.counter


@dataclass
class Meanwhile(Trouble):
    """Before the next save, somebody else does something."""

    does: Callable[[], None] | None = None

    @contextmanager
    def around(self, method: str) -> Iterator[None]:
        """As `Trouble` says."""
        does = self.does if method == "save" else None
        if does:
            self.does = None
            does()
        with super().around(method):
            yield


class TestMeanwhile:
    def test_who_claims_the_case_while_its_content_is_held_again_keeps_it(self) -> None:
        rig = Rig()
        rig.hold()
        rig.opening.handle(ALERT)
        rig.hold()
        rig.cases.trouble = Meanwhile(does=rig.claim)
        rig.opening.handle(ALERT)
        assert (rig.case.holder, rig.case.token, rig.case.revision) == (ANA.person_id, 1, 2)

    def test_what_is_claimed_while_it_is_being_closed_is_closed(self) -> None:
        rig = Rig()
        rig.hold()
        rig.opening.handle(ALERT)
        rig.delete()
        rig.cases.trouble = Meanwhile(does=rig.claim)
        rig.closing.close(ID)
        assert (rig.case.status, rig.case.holder) == (CaseStatus.CLOSED, None)

    def test_a_case_that_never_stands_still_is_closed_on_another_try(self) -> None:
        rig = Rig()
        rig.hold()
        rig.opening.handle(ALERT)
        rig.delete()
        rig.cases.trouble.before("save", Conflict("meanwhile", code="state-changed"), times=5)
        with pytest.raises(Retryable, match="keeps changing"):
            rig.closing.close(ID)
        rig.closing.close(ID)
        assert rig.case.status is CaseStatus.CLOSED

    def test_a_verdict_whose_reasons_nobody_knows_is_for_seniors(self) -> None:
        """The state keeps a few reasons only: the one that matters may be the next."""
        rig = Rig()
        state = rig.hold()
        rig.contents.save(replace(state, write=state.write + 1, revision=state.revision + 1))
        rig.opening.handle(ALERT)
        assert rig.case.senior_only

    def test_an_alert_says_nothing_but_which_content_it_is_about(self) -> None:
        rig = Rig()
        rig.hold()
        lies = {"severity": "low", "status": "approved", "revision": 99, "reasons": []}
        rig.opening.handle(json.dumps({"content": {"content_id": ID, "key": "x"}, **lies}))
        assert (rig.case.severity, rig.case.revision, rig.case.queue) == ("high", 1, "general")

    def test_an_alert_of_a_deleted_content_opens_nothing(self) -> None:
        rig = Rig()
        rig.hold()
        rig.delete()
        rig.opening.handle(ALERT)
        assert ID not in rig.cases
        assert rig.counter.counts == {}


def handled(rig: Rig, *bodies: str) -> list[str]:
    """The bodies that failed, of a batch with all of them; each is its own receipt."""
    records = [
        {
            "messageId": f"{place}",
            "receiptHandle": body,
            "body": body,
            "attributes": {"ApproximateReceiveCount": "1"},
            "eventSource": "aws:sqs",
        }
        for place, body in enumerate(bodies)
    ]
    context: Any = SimpleNamespace(aws_request_id="request-1")
    answer = run_queue_batch(
        {"Records": records},
        context,
        lambda record: rig.opening.handle(record.body),
        rig.mailbox,
        rig.counter,
        Logger(service=f"open-case-{id(rig)}", stream=io.StringIO()),
    )
    return [bodies[int(str(each["itemIdentifier"]))] for each in answer["batchItemFailures"]]


class TestBatches:
    def test_the_same_alert_ten_times_in_one_batch_is_one_case(self) -> None:
        rig = Rig()
        rig.hold()
        assert handled(rig, *[ALERT] * 10) == []
        assert rig.kinds().count(EventKind.CASE_OPENED) == 1
        assert rig.counter.counts == {"CasesOpened": 1, "DuplicateEvents": 9}

    def test_one_that_fails_is_sent_back_one_that_is_nonsense_parked_the_third_done(self) -> None:
        rig = Rig()
        rig.hold()
        unknown = json.dumps({"content": {"content_id": "0" * 32}})
        assert handled(rig, unknown, "nonsense", ALERT) == [unknown]
        assert list(rig.mailbox.sent_back) == [unknown]
        assert [parked.body for parked in rig.mailbox.parked] == ["nonsense"]
        assert rig.case.status is CaseStatus.OPEN


STEPS = ["hold", "approve", "reject", "delete", "alert", "record", "claim"]


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(STEPS), max_size=14))
def test_in_whatever_order_alerts_and_records_come_the_last_ones_set_it_right(
    steps: list[str],
) -> None:
    rig = Rig()
    for step in steps:
        rig.take(step)
    rig.take("alert")
    rig.take("record")
    state = rig.contents.load(ID)
    case = rig.cases.load(ID)
    if state and state.status is Status.IN_REVIEW:
        assert case
        assert not case.status.is_over
        assert case.revision == state.revision
    else:
        assert case is None or case.status is CaseStatus.CLOSED
    opened = [event for event in rig.contents.history(ID) if event.kind is EventKind.CASE_OPENED]
    assert rig.counter["CasesOpened"] == len(opened)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
def test_what_somebody_holds_closes_too_once_it_is_settled(action: Action) -> None:
    rig = Rig()
    rig.hold()
    rig.opening.handle(ALERT)
    rig.claim()
    rig.hold(action)
    rig.closing.close(ID)
    assert (rig.case.status, rig.case.holder, rig.case.until) == (CaseStatus.CLOSED, None, None)
