"""Whatever happens to a content in whatever order, its state keeps its promises."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import ContentState, DueKind, EventKind, HistoryEvent
from lambdas.moderation.domain.transitions import (
    SWEEP_AFTER,
    WORKFLOW_AFTER,
    Decision,
    arrived,
    needs_screening,
    sent_through_again,
    with_enforced,
    with_gone,
    with_rescreen,
    with_started,
    with_verdict,
)
from lambdas.moderation.domain.verdict import Action, Reason, Status, judge

CONTENT = Content("uploads-test", "photos/garden.jpg", "v1")


class LifeOfAContent(RuleBasedStateMachine):
    """Verdicts, workflows, re-screens, sweeps, a person's decision and a deletion, at random."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self.stored_at = self.now
        self.state: ContentState | None = None
        self.before: ContentState | None = None
        self.events: list[HistoryEvent] = []

    @property
    def here(self) -> ContentState:
        return self.state or arrived(CONTENT, Upload(), self.now)

    def store(self, state: ContentState, *events: HistoryEvent) -> None:
        """What the table does: exactly one write more than before, or it refuses."""
        assert state.write == (self.state.write if self.state else 0) + 1
        self.before, self.state, self.stored_at = self.state, state, self.now
        self.events.extend(events)

    @rule(minutes=st.integers(1, 120))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @initialize(action=st.none() | st.sampled_from(Action))
    def upload(self, action: Action | None) -> None:
        """A picture gets its verdict at once, a video goes to its workflow."""
        if action:
            self.screen(action, 0)
        else:
            self.hand_over(0)

    @rule(ahead=st.integers(-2, 2))
    def hand_over(self, ahead: int) -> None:
        screening = max(self.here.screening + ahead, 1)
        after = with_started(
            self.state, content=CONTENT, upload=Upload(), screening=screening, now=self.now
        )
        wanted = needs_screening(self.state, screening) and self.here.started < screening
        assert (after is not None) == wanted
        if after:
            status, revision = self.here.status, self.here.revision
            self.store(after)
            assert (self.here.started, needs_screening(after, screening)) == (screening, True)
            assert (self.here.status, self.here.revision) == (status, revision)

    @rule(action=st.sampled_from(Action), ahead=st.integers(-2, 2))
    def screen(self, action: Action, ahead: int) -> None:
        screening = max(self.here.screening + ahead, 1)
        change = with_verdict(
            self.state,
            content=CONTENT,
            upload=Upload(),
            decision=Decision(
                judgement=judge([Reason(rule="r", action=action, text="")], profile="default"),
                evidence=Evidence(),
                policy_version="p",
                decider="policy@p",
                screening=screening,
            ),
            now=self.now,
        )
        assert (change is not None) == needs_screening(self.state, screening)
        if change:
            self.store(*change)
            assert not needs_screening(self.state, screening)

    @precondition(lambda self: self.state and self.state.is_unenforced)
    @rule()
    def enforce(self) -> None:
        self.store(with_enforced(self.here, self.here.revision, self.now))

    @rule()
    def ask_again(self) -> None:
        change = with_rescreen(self.here, who="ana", why="", now=self.now)
        assert (change is None) == (self.here.status is Status.GONE)
        if change:
            self.store(*change)

    @precondition(lambda self: self.state and self.state.due)
    @rule()
    def sweep(self) -> None:
        self.store(sent_through_again(self.here, self.now))

    @precondition(lambda self: self.state and self.state.status.is_verdict)
    @rule(status=st.sampled_from([status for status in Status if status.is_verdict]))
    def a_person_decides(self, status: Status) -> None:
        write, revision = self.here.write + 1, self.here.revision + 1
        pinned = replace(self.here, write=write, revision=revision, status=status, pinned=True)
        self.store(sent_through_again(replace(pinned, write=write - 1), self.now))

    @rule()
    def delete(self) -> None:
        change = with_gone(self.here, self.now)
        assert (change is None) == (self.here.status is Status.GONE)
        if change:
            self.store(*change)

    @invariant()
    def the_counts_never_fall(self) -> None:
        if self.before:
            assert self.here.revision >= self.before.revision
            assert self.here.enforced >= self.before.enforced
            assert self.here.screening >= self.before.screening
            assert self.here.started >= self.before.started
            assert self.here.screened >= self.before.screened

    @invariant()
    def nothing_is_enforced_started_or_screened_before_it_is_there(self) -> None:
        assert self.here.enforced <= self.here.revision
        assert self.here.started <= self.here.screening
        assert self.here.screened <= self.here.screening

    @invariant()
    def what_is_unenforced_is_due_and_only_that(self) -> None:
        due = self.here.due
        assert bool(due and due.kind is DueKind.ENFORCE) == self.here.is_unenforced

    @invariant()
    def a_screening_that_was_asked_for_is_due_once_all_is_enforced(self) -> None:
        due, gone = self.here.due, self.here.status is Status.GONE
        waiting = self.here.screening > self.here.screened and not self.here.is_unenforced
        expected = waiting and not gone and self.state is not None
        assert bool(due and due.kind in {DueKind.SCREEN, DueKind.WORKFLOW}) == expected

    @invariant()
    def a_screening_is_due_as_a_workflow_once_it_is_handed_to_one(self) -> None:
        due = self.here.due
        if due and due.kind is not DueKind.ENFORCE:
            started = self.here.started == self.here.screening
            assert due.kind is (DueKind.WORKFLOW if started else DueKind.SCREEN)

    @invariant()
    def what_is_due_is_due_after_it_was_written_and_within_the_hour(self) -> None:
        if self.here.due and self.before and self.here.due != self.before.due:
            pause = self.here.due.at - self.stored_at
            assert pause <= timedelta(hours=1)
            if self.here.due.kind is DueKind.WORKFLOW:
                assert pause == WORKFLOW_AFTER
            else:
                assert self.here.due.attempts or pause <= SWEEP_AFTER

    @invariant()
    def a_persons_decision_stands(self) -> None:
        if self.before and self.before.pinned:
            assert self.here.pinned
            last = self.events[-1].kind if self.events else None
            if last is EventKind.VERDICT_NOT_APPLIED and self.here.screened > self.before.screened:
                assert self.here.status is self.before.status
                assert self.here.revision == self.before.revision

    @invariant()
    def gone_is_final(self) -> None:
        if self.before and self.before.status is Status.GONE:
            assert self.here.status is Status.GONE

    @invariant()
    def no_two_events_would_overwrite_each_other(self) -> None:
        keys = [(event.kind, event.number) for event in self.events]
        assert len(keys) == len(set(keys))


TestLifeOfAContent = LifeOfAContent.TestCase
TestLifeOfAContent.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
