"""Appeals: an application asks that somebody else looks at a verdict."""

from lambdas.moderation.domain.case import Appeal
from lambdas.moderation.domain.deciding import appealed
from lambdas.moderation.domain.errors import Conflict, ModerationError
from lambdas.moderation.domain.seniors import is_for_seniors
from lambdas.moderation.ports.api import Json
from lambdas.moderation.ports.desk import CaseWrite
from lambdas.review_api.asked import Asked
from lambdas.review_api.changing import Plan, carry_out, done_before
from lambdas.review_api.desk import Desk

_ATTEMPTS = 8


def file_appeal(desk: Desk, asked: Asked) -> Json:
    """The case of the appeal, for somebody who did not decide what is appealed."""
    lost: ModerationError = Conflict("Others keep changing this case.", code="contended")
    for _ in range(_ATTEMPTS):
        case = done_before(desk, asked)
        if case is None:
            plan = _plan(desk, asked)
            failure = carry_out(desk, asked, plan)
            if failure is not None:
                lost = failure
                continue
            case = plan.write.case
        return {
            "content_id": case.content_id,
            "case": case.number,
            "status": case.status.value,
        }
    raise lost


def _plan(desk: Desk, asked: Asked) -> Plan:
    state, case = desk.state(asked.content_id), desk.cases.load(asked.content_id)
    appeal = Appeal(
        who=asked.body["who"],
        statement=asked.body["statement"],
        filed_at=desk.now(),
        filed_by=asked.who,
    )
    history = desk.contents.history(asked.content_id)
    for_seniors = is_for_seniors(desk.policies.current(), state, history)
    after, event = appealed(case, state, appeal, desk.rules, senior_only=for_seniors)
    return Plan(CaseWrite(case=after, events=(event,)), ("AppealsFiled",))
