"""A crash before or after any call: once it is repeated, tag, alert and event are there."""

import pytest

from lambdas.moderation.domain.verdict import Status
from tests.unit.enforce_verdict.rig import CONTENT, VERDICTS, Rig

CALLS = ["load", "mark", "verdict_event", "alert", "publish", "save"]


class Crash(BaseException):
    """The process ends here; nothing catches it."""


def crashed(rig: Rig, status: Status, call: str, when: str) -> None:
    """The rig after a run that crashed there; an approval makes no alert to crash at."""
    rig.decide(status)
    trouble = {
        "mark": rig.gate.trouble,
        "alert": rig.announcer.trouble,
        "publish": rig.announcer.trouble,
    }.get(call, rig.contents.trouble)
    (trouble.before if when == "before" else trouble.after)(call, Crash())
    with pytest.raises(Crash):
        rig.enforce()


at_any_call = pytest.mark.parametrize("call", CALLS)
before_or_after = pytest.mark.parametrize("when", ["before", "after"])
flagged = pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.REJECTED])


@at_any_call
@before_or_after
@flagged
def test_after_a_crash_the_repetition_enforces_everything(
    call: str, when: str, status: Status
) -> None:
    rig = Rig()
    crashed(rig, status, call, when)
    rig.later(seconds=30)
    rig.enforce()
    assert rig.gate[CONTENT] is status
    assert rig.announcer.alerts
    assert rig.announcer.published
    assert (rig.state().enforced, rig.state().due) == (1, None)


@at_any_call
@before_or_after
def test_a_crash_never_makes_two_different_announcements(call: str, when: str) -> None:
    rig = Rig()
    crashed(rig, Status.REJECTED, call, when)
    rig.later(seconds=30)
    rig.enforce()
    told = [event for _, event in rig.announcer.alerts + rig.announcer.published]
    assert all(event == told[0] for event in told)
    revisions = {state.revision for state, _ in rig.announcer.alerts + rig.announcer.published}
    assert revisions == {1}


@at_any_call
@before_or_after
def test_until_it_is_marked_the_sweep_finds_it(call: str, when: str) -> None:
    rig = Rig()
    crashed(rig, Status.REJECTED, call, when)
    if (call, when) == ("save", "after"):
        assert rig.announcer.alerts and rig.announcer.published and CONTENT in rig.gate
    else:
        assert rig.state().is_unenforced
        assert rig.state().due


@pytest.mark.parametrize("status", VERDICTS)
def test_running_twice_more_after_a_crash_announces_nothing_more(status: Status) -> None:
    rig = Rig()
    crashed(rig, status, "save", "after")
    for _ in range(2):
        rig.enforce()
    assert len(rig.announcer.published) == 1
    assert len(rig.announcer.alerts) == int(status.is_flagged)


def test_nothing_is_announced_before_the_tag_is_set() -> None:
    rig = Rig()
    crashed(rig, Status.REJECTED, "mark", "before")
    assert rig.announcer.alerts == rig.announcer.published == []
