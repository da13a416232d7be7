"""Deciding on a case: what it changes is written as one, or not at all."""

from lambdas.moderation.domain.case import Case, Ruling
from lambdas.moderation.domain.clauses import STATUS_OF_DECISION, Clause, clause_of
from lambdas.moderation.domain.deciding import Choice, Decided, decided
from lambdas.moderation.domain.errors import Fault, InvalidInput, Refused
from lambdas.moderation.domain.person import Person, tallied
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.verdict import Action
from lambdas.moderation.ports.api import Json
from lambdas.moderation.ports.desk import CaseWrite
from lambdas.review_api.asked import Asked
from lambdas.review_api.changing import Plan, change_case, close_settled
from lambdas.review_api.desk import Desk
from lambdas.review_api.summaries import summary


def decide(desk: Desk, asked: Asked) -> Json:
    """The decision of whoever holds the case: case, verdict, history and tally in one write.

    The verdict then leaves by the one door out, as any other.
    """
    policy = desk.policies.current()
    clause, chance = _clause(policy, asked), desk.chance()

    def make(case: Case) -> Plan:
        now, state = desk.now(), desk.state(case.content_id)
        ruling = Ruling(
            status=STATUS_OF_DECISION[Action(asked.body["decision"])],
            clause=clause.id,
            clause_text=clause.text,
            decider=asked.who,
            at=now,
            note=asked.body.get("note"),
        )
        again = desk.rules.second_look(case.severity, chance)
        choice = Choice(ruling=ruling, policy_version=policy.version, second_look=again)
        try:
            done = decided(case, state, asked.person, asked.token, choice, desk.rules)
        except Refused as refused:
            if refused.code == "settled":
                close_settled(desk, case, state)
            raise
        return _plan(done, desk.person(asked), choice, late=now > case.due_at)

    case = change_case(desk, asked, make)
    desk.tell("A case was decided", case.content_id)
    return summary(case, asked.person, desk.rules, desk.now())


def _plan(done: Decided, person: Person, choice: Choice, *, late: bool) -> Plan:
    more = {
        "decided": 1,
        "late": int(late),
        "agreed": int(done.agreed is True),
        "disagreed": int(done.agreed is False),
    }
    counts = ("CasesDecided", *(["CasesLate"] if late else []))
    if done.agreed is not None:
        counts += ("SecondLooksAgreed" if done.agreed else "SecondLooksDisagreed",)
    write = CaseWrite(
        case=done.case,
        events=done.events,
        state=done.state,
        person=tallied(person, choice.ruling.at, **more),
    )
    return Plan(write, counts)


def _clause(policy: Policy, asked: Asked) -> Clause:
    """The clause that was named. Raises `InvalidInput` where it does not carry the decision."""
    action = Action(asked.body["decision"])
    clause = clause_of(policy.clauses, asked.body["clause"])
    if clause is None or action not in clause.decides:
        fitting = sorted(each.id for each in policy.clauses if action in each.decides)
        raise InvalidInput(Fault("clause", f"must be one of: {', '.join(fitting)}"))
    if clause.note_required and not (asked.body.get("note") or "").strip():
        raise InvalidInput(Fault("note", "must not be empty: this clause asks for one"))
    return clause
