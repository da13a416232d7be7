"""Everything that can happen at a desk, in any order, by several people at once, by stale reads."""

from collections.abc import Callable
from datetime import datetime

from hypothesis import strategies as st
from hypothesis.stateful import rule

from lambdas.moderation.domain import claiming
from lambdas.moderation.domain.case import Case, CaseStatus, why_not
from lambdas.moderation.domain.deciding import decided
from lambdas.moderation.domain.opening import CaseChange, is_settled
from lambdas.moderation.domain.person import Person, as_one_write, tallied, took, with_given
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports.desk import CaseWrite, Request
from tests.contract.desk_contents import AGE, CONTENT, LifeOfContents
from tests.contract.desk_world import PEOPLE, Lease
from tests.unit.desk_domain.desk import HOUR, MINUTE, RULES, choice

NAME = st.sampled_from(sorted(PEOPLE))
WHO = st.sampled_from([None] * 8 + [*PEOPLE])
"""None: whoever holds the case; where nobody does, somebody who may claims it first."""

UNDER = st.sampled_from(["mine"] * 6 + ["before", "theirs"])
VERDICT = st.sampled_from([Status.APPROVED, Status.REJECTED])
KEY = st.sampled_from([None, None, "key-1", "key-2"])
HOLD = 20 * MINUTE
Work = Callable[[Case, Person, int, datetime], CaseChange]
WORK: dict[str, Work] = {
    "extend": lambda case, who, token, now: claiming.extended(case, who, token, RULES, now),
    "release": claiming.released,
    "skip": claiming.skipped,
    "hold": lambda case, who, token, now: claiming.put_on_hold(
        case, who, token, until=now + HOLD, note="ask", now=now
    ),
    "escalate": lambda case, who, token, now: claiming.escalated(
        case, who, token, note=None, now=now
    ),
    "reveal": claiming.revealed_to,
}


class LifeOfADesk(LifeOfContents):
    """People claim, hand on, skip, hold, escalate, look, and decide; each checked by the book."""

    @rule(content_id=CONTENT, name=NAME, age=AGE, key=KEY, tab=AGE)
    def claims(self, content_id: str, name: str, age: int, key: str | None, tab: int) -> None:
        """Refused only where somebody has it, it is over, or this person may not."""
        desk, case = self.desk, self.desk.case(content_id, age)
        person, lease = desk.person(name, tab), desk.lease(content_id)

        def make() -> CaseWrite | None:
            if case is None:
                return None
            after, event = claiming.claimed(case, person, RULES, desk.now)
            return CaseWrite(
                case=after,
                events=(event,),
                person=self.given(person, after),
                request=self.request(name, key, after),
            )

        written = desk.attempt(content_id, make)
        if written:
            assert lease is None, "nobody gets what somebody has, or what is on hold"
            self.has_now(name, written.case)
        elif case and not age and not tab and (name, key) not in desk.used:
            assert lease or case.status.is_over or why_not(case, person)

    @rule(content_id=CONTENT, who=WHO, to=NAME, under=UNDER, age=AGE)
    def hands_on(self, content_id: str, who: str | None, to: str, under: str, age: int) -> None:
        name, number = self.actor(content_id, who, under)
        desk, case = self.desk, self.desk.case(content_id, age)
        had, lease = desk.has(name, content_id, number), desk.lease(content_id)
        colleague = desk.person(to)

        def make() -> CaseWrite | None:
            if case is None:
                return None
            by = desk.person(name)
            after, event = claiming.assigned(case, by, number, colleague, RULES, desk.now)
            return CaseWrite(case=after, events=(event,), person=self.given(colleague, after))

        written = desk.attempt(content_id, make)
        if written:
            assert had or (PEOPLE[name].leads and (not lease or lease.token == number))
            self.has_now(to, written.case)
        elif case and not age and had:
            assert why_not(case, colleague)

    @rule(content_id=CONTENT, who=WHO, under=UNDER, age=AGE, verb=st.sampled_from(sorted(WORK)))
    def works_on(self, content_id: str, who: str | None, under: str, age: int, verb: str) -> None:
        """Only whoever has it, and whoever has it always; but a senior releases anybody's."""
        name, number = self.actor(content_id, who, under)
        desk, case = self.desk, self.desk.case(content_id, age)
        had, lease = desk.has(name, content_id, number), desk.leases.get(content_id)

        def make() -> CaseWrite | None:
            if case is None:
                return None
            after, event = WORK[verb](case, desk.person(name), number, desk.now)
            return CaseWrite(case=after, events=(event,))

        written = desk.attempt(content_id, make)
        if written:
            freed = verb == "release" and PEOPLE[name].leads and lease and lease.token == number
            assert had or freed
            until = written.case.until
            if until and verb != "reveal":
                desk.leases[content_id] = Lease(written.case.holder, number, until)
            assert (written.case.status is CaseStatus.CLAIMED) == (verb in {"extend", "reveal"})
        else:
            assert age or not had or case is None

    @rule(
        content_id=CONTENT,
        who=WHO,
        under=UNDER,
        status=VERDICT,
        second_look=st.booleans(),
        ages=st.tuples(AGE, AGE),
    )
    def decides(
        self,
        content_id: str,
        who: str | None,
        under: str,
        status: Status,
        second_look: bool,
        ages: tuple[int, int],
    ) -> None:
        """All of it counts, once, or nothing. Refused only where nothing is left to decide."""
        name, number = self.actor(content_id, who, under)
        desk = self.desk
        case, state = desk.case(content_id, ages[0]), desk.state(content_id, ages[1])
        had, person = desk.has(name, content_id, number), desk.person(name)
        made = choice(status, person, desk.now, second_look=second_look)

        def make() -> CaseWrite | None:
            if case is None or state is None:
                return None
            done = decided(case, state, person, number, made, RULES)
            after = tallied(person, desk.now, decided=1)
            return CaseWrite(case=done.case, events=done.events, state=done.state, person=after)

        written = desk.attempt(content_id, make)
        if written and case and state:
            assert had, "nobody decides on what they do not have"
            desk.note_decision(case, state, written, name)
        elif case and state and ages == (0, 0) and had:
            assert is_settled(case, state)

    def actor(self, content_id: str, who: str | None, under: str) -> tuple[str, int]:
        """Who acts, and under which token: their own, an earlier one, or the current one."""
        if who is None and content_id not in self.desk.leases:
            self.somebody_claims(content_id)
        lease = self.desk.leases.get(content_id)
        name = who or (lease.holder if lease else None) or "ana"
        if under == "theirs":
            case = self.desk.case(content_id)
            return name, case.token if case else 0
        tokens = self.desk.given.get((name, content_id), [])
        last = tokens[-1:] if under == "mine" else tokens[-2:-1]
        return name, last[0] if last else 0

    def somebody_claims(self, content_id: str) -> None:
        case = self.desk.case(content_id)
        able = sorted(name for name in PEOPLE if case and not why_not(case, PEOPLE[name]))
        if case and able:
            self.claims(content_id, able[case.write % len(able)], 0, None, 0)

    def has_now(self, name: str, case: Case) -> None:
        """The book says so, from now on."""
        assert case.holder == name
        assert case.until == self.desk.now + RULES.claim_for
        state = self.desk.state(case.content_id)
        if state and state.pinned:
            assert name != state.decider, "nobody gets what they decided"
        tokens = self.desk.given.setdefault((name, case.content_id), [])
        assert all(case.token > each for each in tokens)
        tokens.append(case.token)
        self.desk.leases[case.content_id] = Lease(name, case.token, case.until)

    def given(self, person: Person, case: Case) -> Person:
        """The person who was given that case, as one write."""
        seen = took(person, case.severity, self.desk.now, 4 * HOUR)
        return as_one_write(person, with_given(seen, case.content_id))

    def request(self, name: str, key: str | None, case: Case) -> Request | None:
        """The claim by an idempotency key, where there is one."""
        if key is None:
            return None
        return Request(
            person_id=name,
            key=key,
            asked="claim",
            content_id=case.content_id,
            token=case.token,
            at=self.desk.now,
        )
