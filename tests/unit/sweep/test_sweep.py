"""What is overdue is sent through again, later each time; nothing else is touched."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.errors import (
    Conflict,
    Misconfigured,
    ModerationError,
    Permanent,
    Retryable,
)
from lambdas.moderation.domain.state import ContentState, Due, DueKind
from lambdas.moderation.domain.transitions import SWEEP_AFTER, WORKFLOW_AFTER
from lambdas.moderation.domain.verdict import Status
from lambdas.sweep.cases import SweepCases
from lambdas.sweep.sweep import Sweep
from lambdas.sweep.video_jobs import SweepVideoJobs
from stacks.capabilities.operations import OVERDUE_OF_THEM, OVERDUE_PERIODS
from tests.fakes import FakeCases, FakeContents, FakeCounter, FakeIntake
from tests.fakes.completions import FakeCompletions
from tests.fakes.dispatcher import FakeDispatcher
from tests.fakes.video_jobs import FakeVideoJobs

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GAUGES = ("UnenforcedOverdue", "ScreeningOverdue")
LATE_MEANS_FAULT = [DueKind.ENFORCE, DueKind.SCREEN]


@dataclass
class Rig:
    """The use case and all that it speaks to; its clock says `now`."""

    contents: FakeContents = field(default_factory=FakeContents)
    intake: FakeIntake = field(default_factory=FakeIntake)
    jobs: FakeVideoJobs = field(default_factory=FakeVideoJobs)
    cases: FakeCases = field(default_factory=FakeCases)
    counter: FakeCounter = field(default_factory=FakeCounter)
    now: datetime = START

    def __post_init__(self) -> None:
        video_jobs = SweepVideoJobs(
            jobs=self.jobs,
            completions=FakeCompletions(),
            dispatcher=FakeDispatcher(),
            counter=self.counter,
            now=lambda: self.now,
        )
        self.sweep = Sweep(
            contents=self.contents,
            intake=self.intake,
            video_jobs=video_jobs,
            cases=SweepCases(
                cases=self.cases, queues=("general",), counter=self.counter, now=lambda: self.now
            ),
            counter=self.counter,
            now=lambda: self.now,
        )

    def store(self, kind: DueKind | None, *, key: str = "a.jpg", late: int = 1) -> ContentState:
        """A content with a verdict that waits for this since so many seconds."""
        state = ContentState(
            content=Content("uploads-test", key, "v1"),
            upload=Upload(),
            status=Status.REJECTED,
            revision=1,
            enforced=0 if kind is DueKind.ENFORCE else 1,
            screening=2 if kind in {DueKind.SCREEN, DueKind.WORKFLOW} else 1,
            started=2 if kind is DueKind.WORKFLOW else 0,
            screened=1,
            due=Due(kind, START - timedelta(seconds=late)) if kind else None,
        )
        self.contents.save(state)
        return state

    def again(self, state: ContentState) -> ContentState:
        """The content as it is stored now."""
        stored = self.contents.load(state.content.content_id)
        assert stored is not None
        return stored


@pytest.fixture
def rig() -> Rig:
    return Rig()


def gauges(rig: Rig) -> tuple[float, float]:
    assert all(name in rig.counter for name in GAUGES)
    return rig.counter[GAUGES[0]], rig.counter[GAUGES[1]]


def test_an_overdue_verdict_is_rewritten_with_a_later_due_time_and_nothing_else(rig: Rig) -> None:
    before = rig.store(DueKind.ENFORCE)
    assert rig.sweep.run() == []
    later = Due(DueKind.ENFORCE, START + timedelta(minutes=10), 1)
    assert rig.again(before) == replace(before, write=2, due=later)
    assert rig.contents.history(before.content.content_id) == []
    assert rig.intake.requested == []


def test_an_overdue_screening_is_requested_again_and_due_later(rig: Rig) -> None:
    before = rig.store(DueKind.SCREEN)
    assert rig.sweep.run() == []
    assert [state.screening for state in rig.intake.requested] == [2]
    later = Due(DueKind.SCREEN, START + timedelta(minutes=10), 1)
    assert rig.again(before) == replace(before, write=2, due=later)


def test_a_workflow_that_is_due_is_looked_after_through_the_intake_queue_once_an_hour(
    rig: Rig,
) -> None:
    before = rig.store(DueKind.WORKFLOW)
    assert rig.sweep.run() == []
    assert [state.screening for state in rig.intake.requested] == [2]
    later = Due(DueKind.WORKFLOW, START + WORKFLOW_AFTER, 1)
    assert rig.again(before) == replace(before, write=2, due=later)
    assert (gauges(rig), rig.counter["WorkflowsLookedAfter"]) == ((0, 0), 1)


def test_what_fails_about_cases_is_told_with_the_rest(rig: Rig) -> None:
    rig.cases.trouble.before("count", Misconfigured("Not allowed.", code="access-denied"))
    (failure,) = rig.sweep.run()
    assert (failure.code, rig.counter["ConfigurationErrors"]) == ("access-denied", 1)


def test_what_fails_about_video_jobs_is_told_with_the_rest(rig: Rig) -> None:
    before = rig.store(DueKind.ENFORCE)
    refused = Misconfigured("Not allowed.", code="access-denied")
    rig.jobs.trouble.before("overdue", refused)
    assert rig.sweep.run() == [refused]
    assert rig.counter["ConfigurationErrors"] == 1
    assert rig.again(before).write == 2


@pytest.mark.parametrize("kind", LATE_MEANS_FAULT)
def test_the_pauses_double_from_five_minutes_to_a_quarter_of_an_hour(
    rig: Rig, kind: DueKind
) -> None:
    state = rig.store(kind)
    pauses = [SWEEP_AFTER]
    for _ in range(12):
        rig.sweep.run()
        state = rig.again(state)
        assert state.due
        pauses.append(state.due.at - rig.now)
        rig.now = state.due.at
    minutes = [pause / timedelta(minutes=1) for pause in pauses]
    assert minutes == [5, 10, *[15] * 11]


@pytest.mark.parametrize("kind", LATE_MEANS_FAULT)
def test_what_stays_stuck_keeps_its_alarm_ringing(rig: Rig, kind: DueKind) -> None:
    rig.store(kind)
    metric = "UnenforcedOverdue" if kind is DueKind.ENFORCE else "ScreeningOverdue"
    figures: list[bool] = []
    for _ in range(36):
        before = rig.counter[metric]
        rig.sweep.run()
        figures.append(rig.counter[metric] > before)
        rig.now += timedelta(minutes=5)
    for start in range(len(figures) - OVERDUE_PERIODS + 1):
        assert sum(figures[start : start + OVERDUE_PERIODS]) >= OVERDUE_OF_THEM


@pytest.mark.parametrize("kind", DueKind)
def test_what_is_due_but_not_overdue_waits(rig: Rig, kind: DueKind) -> None:
    before = rig.store(kind, late=-1)
    rig.sweep.run()
    assert rig.again(before) == before
    assert rig.intake.requested == []


def test_what_is_not_due_is_left_alone(rig: Rig) -> None:
    before = rig.store(None)
    rig.sweep.run()
    assert rig.again(before) == before


def test_a_second_sweep_at_once_does_nothing_more(rig: Rig) -> None:
    rig.store(DueKind.SCREEN)
    rig.sweep.run()
    rig.sweep.run()
    assert len(rig.intake.requested) == 1
    assert rig.contents.saves == 2


@pytest.mark.parametrize("kind", DueKind)
def test_what_somebody_is_at_right_now_is_no_failure(rig: Rig, kind: DueKind) -> None:
    rig.store(kind)
    rig.contents.trouble.before("save", Conflict("Changed.", code="state-changed"))
    assert rig.sweep.run() == []


def test_the_index_may_be_behind_the_state(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    done = rig.store(None)
    ids = [done.content.content_id, "unknown-content"]
    monkeypatch.setattr(rig.contents, "due", lambda *_, **__: iter(ids))
    assert rig.sweep.run() == []
    assert rig.again(done) == done


@pytest.mark.parametrize(
    "error", [Permanent("Unreadable.", code="unreadable-item"), Retryable("Later.", code="later")]
)
def test_one_that_cannot_be_read_does_not_keep_the_others(rig: Rig, error: ModerationError) -> None:
    states = [rig.store(DueKind.ENFORCE, key=f"{number}.jpg", late=9) for number in range(3)]
    rig.contents.trouble.before("load", error)
    assert rig.sweep.run() == [error]
    assert sorted(rig.again(state).write for state in states) == [1, 2, 2]


def test_a_request_that_cannot_be_sent_is_told_and_stays_overdue(rig: Rig) -> None:
    before = rig.store(DueKind.SCREEN)
    rig.intake.trouble.before("request_screening")
    (failure,) = rig.sweep.run()
    assert isinstance(failure, Retryable)
    assert rig.again(before) == before


def test_a_request_comes_before_its_later_due_time_is_written(rig: Rig) -> None:
    before = rig.store(DueKind.SCREEN)
    rig.contents.trouble.before("save", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        rig.sweep.run()
    assert len(rig.intake.requested) == 1
    assert rig.again(before) == before


def test_what_is_overdue_is_counted_by_its_kind(rig: Rig) -> None:
    for number in range(3):
        rig.store(DueKind.ENFORCE, key=f"e{number}")
    rig.store(DueKind.SCREEN, key="s")
    rig.sweep.run()
    assert gauges(rig) == (3, 1)


def test_a_sweep_that_finds_nothing_counts_that_too(rig: Rig) -> None:
    rig.sweep.run()
    assert gauges(rig) == (0, 0)


def test_a_sweep_takes_the_500_longest_overdue(rig: Rig) -> None:
    states = [rig.store(DueKind.ENFORCE, key=str(late), late=late) for late in range(1, 502)]
    rig.sweep.run()
    assert gauges(rig) == (500, 0)
    assert [state.write for state in map(rig.again, states)] == [1] + [2] * 500
