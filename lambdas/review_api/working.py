"""Working on a claim: longer, given back, handed on, put off, passed to seniors."""

from collections.abc import Callable
from datetime import datetime

from lambdas.moderation.domain import claiming
from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.errors import Fault, InvalidInput
from lambdas.moderation.domain.opening import CaseChange
from lambdas.moderation.domain.person import tallied
from lambdas.moderation.ports.api import Json
from lambdas.moderation.ports.desk import CaseWrite
from lambdas.review_api.asked import Asked
from lambdas.review_api.changing import Plan, change_case, given
from lambdas.review_api.desk import Desk
from lambdas.review_api.details import detail
from lambdas.review_api.summaries import summary


def extend(desk: Desk, asked: Asked) -> Json:
    """The claim for its whole time from now."""

    def make(case: Case) -> CaseChange:
        return claiming.extended(case, asked.person, asked.token, desk.rules, desk.now())

    return detail(desk, asked.person, _changed(desk, asked, make))


def release(desk: Desk, asked: Asked) -> Json:
    """The case back in its queue, where it was."""

    def make(case: Case) -> CaseChange:
        return claiming.released(case, asked.person, asked.token, desk.now())

    return _summary(desk, asked, _changed(desk, asked, make))


def skip(desk: Desk, asked: Asked) -> Json:
    """The case back in its queue, for others. Counted, and no fault."""

    def make(case: Case) -> Plan:
        now = desk.now()
        after, event = claiming.skipped(case, asked.person, asked.token, now)
        person = tallied(desk.person(asked), now, skipped=1)
        return Plan(CaseWrite(case=after, events=(event,), person=person))

    return _summary(desk, asked, change_case(desk, asked, make))


def assign(desk: Desk, asked: Asked) -> Json:
    """The case in a colleague's hands. It counts as given to them."""

    def make(case: Case) -> Plan:
        now, to = desk.now(), desk.people.load(asked.body["to"])
        after, event = claiming.assigned(case, asked.person, asked.token, to, desk.rules, now)
        return Plan(CaseWrite(case=after, events=(event,), person=given(desk, to, after)))

    return _summary(desk, asked, change_case(desk, asked, make))


def hold(desk: Desk, asked: Asked) -> Json:
    """The case out of its queue until a time."""
    until = _time(asked.body["until"])

    def make(case: Case) -> CaseChange:
        return claiming.put_on_hold(
            case,
            asked.person,
            asked.token,
            until=until,
            note=asked.body.get("note"),
            now=desk.now(),
        )

    return _summary(desk, asked, _changed(desk, asked, make))


def escalate(desk: Desk, asked: Asked) -> Json:
    """The case in the seniors' queue."""

    def make(case: Case) -> CaseChange:
        note = asked.body.get("note")
        return claiming.escalated(case, asked.person, asked.token, note=note, now=desk.now())

    return _summary(desk, asked, _changed(desk, asked, make))


def _changed(desk: Desk, asked: Asked, make: Callable[[Case], CaseChange]) -> Case:
    def plan(case: Case) -> Plan:
        after, event = make(case)
        return Plan(CaseWrite(case=after, events=(event,)))

    return change_case(desk, asked, plan)


def _summary(desk: Desk, asked: Asked, case: Case) -> Json:
    return summary(case, asked.person, desk.rules, desk.now())


def _time(text: str) -> datetime:
    fault = Fault("until", "must be a time with its zone, such as 2026-11-24T09:30:00Z")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(fault) from None
    if at.tzinfo is None:
        raise InvalidInput(fault)
    return at
