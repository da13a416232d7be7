"""What happens to contents and their cases beside the work of people, in any order."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lambdas.moderation.domain.case import is_free
from lambdas.moderation.domain.claiming import expired
from lambdas.moderation.domain.deciding import appealed
from lambdas.moderation.domain.opening import CaseChange, closed, opened
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.transitions import with_enforced, with_gone
from lambdas.moderation.domain.verdict import Action, Severity, Status
from lambdas.moderation.ports.desk import CaseWrite
from tests.contract.conftest import DeskTables
from tests.contract.desk_world import CONTENTS, FAR, DeskWorld
from tests.unit.desk_domain.desk import RULES, appeal, judged

CONTENT = st.sampled_from(sorted(CONTENTS))
AGE = st.sampled_from([0] * 6 + [1, 2])
"""How many writes ago somebody read what they act on."""


class LifeOfContents(RuleBasedStateMachine):
    """Uploads are screened, once more too, deleted, appealed; messages come late and twice."""

    def __init__(self, tables: DeskTables) -> None:
        super().__init__()
        self.desk = DeskWorld(tables)

    # What happens to contents

    @initialize(content_id=CONTENT)
    def a_content_is_held(self, content_id: str) -> None:
        self.screened(content_id, Action.REVIEW, Severity.HIGH)
        self.alerted(content_id, False, 0)

    @rule(
        content_id=CONTENT,
        action=st.sampled_from([Action.REVIEW] * 4 + [Action.APPROVE, Action.REJECT]),
        severity=st.sampled_from(Severity),
    )
    def screened(self, content_id: str, action: Action, severity: Severity) -> None:
        """Once more, or for the first time. A person's decision stands."""
        before = self.desk.state(content_id)
        if before and before.status is Status.GONE:
            return
        state, event = judged(
            action, severity, before=before, of=CONTENTS[content_id], now=self.desk.now
        )
        self.desk.save_state(state, event)
        if before and before.pinned:
            assert event.kind is EventKind.VERDICT_NOT_APPLIED
            kept = (before.status, before.revision, before.decider, True)
            assert (state.status, state.revision, state.decider, state.pinned) == kept

    @rule(
        content_id=CONTENT,
        action=st.sampled_from(Action),
        severity=st.sampled_from(Severity),
        senior_only=st.booleans(),
    )
    def screened_and_told(
        self, content_id: str, action: Action, severity: Severity, senior_only: bool
    ) -> None:
        """As it is where nothing is late."""
        self.screened(content_id, action, severity)
        self.settled(content_id, 0)
        self.alerted(content_id, senior_only, 0)

    @rule(content_id=CONTENT)
    def enforced(self, content_id: str) -> None:
        state = self.desk.state(content_id)
        if state and state.is_unenforced:
            self.desk.save_state(with_enforced(state, state.revision, self.desk.now))

    @rule(content_id=CONTENT, unlikely=st.integers(0, 9))
    def deleted(self, content_id: str, unlikely: int) -> None:
        state = self.desk.state(content_id)
        change = state and not unlikely and with_gone(state, self.desk.now)
        if change:
            self.desk.save_state(*change)

    @rule(minutes=st.sampled_from([1, 1, 2, 2, 5, 9, 11, 60, 3000]))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    # What the pipeline makes of it

    @rule(content_id=CONTENT, senior_only=st.sampled_from([False, False, True]), age=AGE)
    def alerted(self, content_id: str, senior_only: bool, age: int) -> None:
        """The review queue's message; as often and as late as you like."""
        case, state = self.desk.case(content_id, age), self.desk.state(content_id)
        if state is not None:
            change = opened(case, state, RULES, senior_only=senior_only, now=self.desk.now)
            self.machine_does(content_id, change, age)

    @rule(content_id=CONTENT, age=AGE)
    def settled(self, content_id: str, age: int) -> None:
        case, state = self.desk.case(content_id, age), self.desk.state(content_id)
        if case and state:
            self.machine_does(content_id, closed(case, state, self.desk.now), age)

    @rule(content_id=CONTENT, age=AGE)
    def ran_out(self, content_id: str, age: int) -> None:
        case, lease = self.desk.case(content_id, age), self.desk.lease(content_id)
        change = expired(case, self.desk.now) if case else None
        if self.machine_does(content_id, change, age):
            assert lease is None, "nobody lost what they still had"

    @rule(content_id=CONTENT, age=AGE)
    def an_application_appeals(self, content_id: str, age: int) -> None:
        case, state = self.desk.case(content_id, age), self.desk.state(content_id)

        def make() -> CaseWrite | None:
            if state is None:
                return None
            filed = appeal(self.desk.now)
            after, event = appealed(case, state, filed, RULES, senior_only=False)
            return CaseWrite(case=after, events=(event,))

        written = self.desk.attempt(content_id, make)
        if written and state and state.pinned:
            assert state.decider in written.case.not_by

    def machine_does(self, content_id: str, change: CaseChange | None, age: int) -> bool:
        """Whether it was written; what comes of a fresh read always is."""
        write = change and CaseWrite(case=change[0], events=change[1:])
        written = self.desk.attempt(content_id, lambda: write) is not None
        assert written or write is None or age
        return written

    def teardown(self) -> None:
        """Whatever happened, every case that is not over is free again one day."""
        self.desk.now = FAR
        self.desk.check()
        for content_id in CONTENTS:
            case = self.desk.case(content_id)
            assert case is None or case.status.is_over or is_free(case, FAR)

    @invariant()
    def the_table_agrees_with_the_book(self) -> None:
        self.desk.check()
