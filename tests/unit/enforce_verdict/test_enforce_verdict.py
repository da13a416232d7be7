"""A verdict is tagged, alerted if flagged, published and marked: the current one, and once."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Conflict, Permanent, Retryable
from lambdas.moderation.domain.state import ContentState, DueKind, EventKind
from lambdas.moderation.domain.verdict import Status
from tests.fakes import FakeGate
from tests.unit.enforce_verdict.rig import CONTENT, VERDICTS, Rig

CHANGED = Conflict("The state was written meanwhile.", code="state-changed")


@pytest.fixture
def rig() -> Rig:
    return Rig()


def kinds(rig: Rig) -> list[EventKind]:
    return [event.kind for event in rig.contents.history(CONTENT.content_id)]


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.REJECTED])
def test_a_flagged_verdict_is_tagged_alerted_published_and_marked_in_that_order(
    rig: Rig, status: Status
) -> None:
    rig.decide(status)
    rig.notes.clear()
    rig.enforce()
    assert rig.notes == ["load", "verdict_event", "mark", "alert", "publish", "save"]


def test_nobody_is_alerted_of_an_approval(rig: Rig) -> None:
    rig.decide(Status.APPROVED)
    rig.enforce()
    assert rig.announcer.alerts == []
    assert len(rig.announcer.published) == 1
    assert rig.counter.counts == {"VerdictsEnforced": 1}


@pytest.mark.parametrize("status", VERDICTS)
def test_the_tag_is_the_verdict(rig: Rig, status: Status) -> None:
    rig.decide(status)
    rig.enforce()
    assert rig.gate.marks == [(CONTENT, status)]


def test_alert_and_event_tell_of_the_verdict_and_its_history_event(rig: Rig) -> None:
    state = rig.decide(Status.REJECTED)
    rig.enforce()
    told = (state, rig.contents.verdict_event(state))
    assert rig.announcer.alerts == [told] == rig.announcer.published
    assert rig.counter.counts == {"AlertsPublished": 1, "VerdictsEnforced": 1}


@pytest.mark.parametrize("status", VERDICTS)
def test_an_enforced_verdict_is_not_due_any_more(rig: Rig, status: Status) -> None:
    before = rig.decide(status)
    rig.enforce()
    after = rig.state()
    assert (after.enforced, after.revision, after.due) == (1, 1, None)
    assert after.write == before.write + 1


def test_an_enforced_verdict_is_left_alone(rig: Rig) -> None:
    rig.decide(Status.REJECTED)
    rig.enforce()
    rig.notes.clear()
    rig.enforce()
    assert rig.notes == ["load"]


def test_of_an_unknown_content_nothing_is_done(rig: Rig) -> None:
    rig.enforce()
    assert rig.notes == ["load"]


def test_a_content_without_a_verdict_is_left_alone(rig: Rig) -> None:
    rig.arrive()
    rig.notes.clear()
    rig.enforce()
    assert rig.notes == ["load"]


def test_a_content_that_is_gone_is_left_alone(rig: Rig) -> None:
    rig.decide(Status.REJECTED)
    rig.delete()
    rig.notes.clear()
    rig.enforce()
    assert rig.notes == ["load"]


def test_of_several_verdicts_only_the_current_one_is_enforced(rig: Rig) -> None:
    rig.decide(Status.APPROVED)
    rig.decide(Status.REJECTED)
    for _ in range(2):
        rig.enforce()
    assert rig.gate.marks == [(CONTENT, Status.REJECTED)]
    assert [state.revision for state, _ in rig.announcer.published] == [2]


def test_a_content_whose_object_is_missing_is_gone(rig: Rig) -> None:
    rig.decide(Status.REJECTED)
    rig.gate.missing.add(CONTENT)
    rig.enforce()
    assert (rig.state().status, rig.state().due) == (Status.GONE, None)
    assert EventKind.GONE in kinds(rig)
    assert rig.announcer.alerts == rig.announcer.published == []
    assert rig.counter.counts == {"ContentsGone": 1}


def test_gone_but_written_meanwhile_is_for_another_try(rig: Rig) -> None:
    rig.decide(Status.REJECTED)
    rig.gate.missing.add(CONTENT)
    rig.contents.trouble.before("save", CHANGED)
    with pytest.raises(Retryable):
        rig.enforce()
    rig.enforce()
    assert rig.state().status is Status.GONE


def test_without_its_history_event_a_verdict_is_not_announced(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.decide(Status.REJECTED)
    monkeypatch.setattr(rig.contents, "verdict_event", lambda _: None)
    with pytest.raises(Permanent) as raised:
        rig.enforce()
    assert raised.value.code == "history-missing"
    assert rig.announcer.published == []
    assert rig.state().is_unenforced


@dataclass
class GateWhere(FakeGate):
    """Something happens elsewhere while the tag is set, once."""

    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def mark(self, content: Content, status: Status) -> None:
        super().mark(content, status)
        if self.meanwhile:
            self.meanwhile.pop()()


def rig_where(meanwhile: Callable[[Rig], object]) -> tuple[Rig, ContentState]:
    """A rig with a rejection to enforce, during which something happens."""
    rig = Rig()
    before = rig.decide(Status.REJECTED)
    gate = GateWhere(meanwhile=[lambda: meanwhile(rig)])
    object.__setattr__(rig.use_case, "gate", gate)
    rig.gate = gate
    return rig, before


def test_a_sweep_in_between_publishes_nothing_twice() -> None:
    rig, _ = rig_where(lambda rig: rig.sweep())
    rig.enforce()
    rig.enforce()
    assert (rig.state().enforced, rig.state().due) == (1, None)
    assert len(rig.announcer.alerts) == len(rig.announcer.published) == 1
    assert rig.counter["VerdictsEnforced"] == 1


def test_a_re_screen_that_is_asked_for_meanwhile_is_due_once_all_is_enforced() -> None:
    rig, _ = rig_where(lambda rig: rig.ask_again())
    rig.enforce()
    state = rig.state()
    assert (state.enforced, state.screening) == (1, 2)
    assert state.due and state.due.kind is DueKind.SCREEN
    assert len(rig.announcer.published) == 1


def test_a_newer_verdict_meanwhile_is_not_taken_for_enforced() -> None:
    rig, _ = rig_where(lambda rig: rig.decide(Status.APPROVED))
    rig.enforce()
    assert (rig.state().revision, rig.state().enforced) == (2, 0)
    assert rig.state().is_unenforced
    assert "VerdictsEnforced" not in rig.counter


def test_a_newer_verdict_meanwhile_wins_by_its_own_record() -> None:
    rig, _ = rig_where(lambda rig: rig.decide(Status.APPROVED))
    rig.enforce()
    rig.enforce()
    assert rig.gate[CONTENT] is Status.APPROVED
    assert [state.revision for state, _ in rig.announcer.published] == [1, 2]
    assert (rig.state().enforced, rig.state().due) == (2, None)


def test_a_deletion_meanwhile_stands() -> None:
    rig, _ = rig_where(lambda rig: rig.delete())
    rig.enforce()
    assert (rig.state().status, rig.state().enforced) == (Status.GONE, 0)


def test_a_state_that_keeps_changing_is_for_another_try(rig: Rig) -> None:
    rig.decide(Status.REJECTED)
    rig.contents.trouble.before("save", CHANGED, times=5)
    with pytest.raises(Retryable) as raised:
        rig.enforce()
    assert raised.value.code == "contended"
    assert rig.state().is_unenforced
