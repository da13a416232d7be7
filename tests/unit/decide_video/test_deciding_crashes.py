"""A crash between any two steps: the repeated request gives one verdict, explained."""

from collections.abc import Callable

import pytest

from lambdas.moderation.domain.errors import Retryable
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Status
from tests.fakes.trouble import Trouble
from tests.unit.decide_video.rig import CODEC, Rig, weapons

STEPS: list[tuple[str, Callable[[Rig], Trouble]]] = [
    ("of_screening", lambda rig: rig.jobs.trouble),
    ("read", lambda rig: rig.analysers.trouble),
    ("keep", lambda rig: rig.archive.trouble),
    ("save_evidence", lambda rig: rig.contents.trouble),
    ("save", lambda rig: rig.contents.trouble),
]


class Crash(BaseException):
    """The process ends."""


@pytest.mark.parametrize("error", [Retryable("Busy.", code="busy"), Crash()])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(("step", "trouble_of"), STEPS, ids=[name for name, _ in STEPS])
def test_a_crash_around_any_step_is_made_good_by_a_repetition(
    step: str, trouble_of: Callable[[Rig], Trouble], moment: str, error: BaseException
) -> None:
    rig = Rig()
    rig.analysers.sight("moderation_labels", *weapons(0, 1))
    getattr(trouble_of(rig), moment)(step, error)
    with pytest.raises(type(error)):
        rig.decide()
    state = rig.decide()
    assert (state.status, state.revision) == (Status.REJECTED, 1)
    assert rig.kinds() == [EventKind.VERDICT]
    evidence = rig.evidence()
    assert evidence is not None
    assert [found.label for found in evidence.findings] == ["Weapons"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_hold_that_is_cut_off_is_made_good_too(moment: str) -> None:
    rig = Rig()
    getattr(rig.contents.trouble, moment)("save")
    with pytest.raises(Retryable):
        rig.hold("States.Runtime")
    assert rig.hold("States.Runtime").status is Status.IN_REVIEW
    assert rig.kinds() == [EventKind.VERDICT]


def test_two_that_decide_at_the_same_time_give_one_verdict() -> None:
    rig = Rig()
    rig.contents.trouble.after("save_evidence", Crash())
    with pytest.raises(Crash):
        rig.decide()
    rig.hold("ExecutionAborted")
    assert rig.decide(labels=CODEC).reasons[0].rule == "held-workflow-failed"
    assert rig.kinds() == [EventKind.VERDICT]
