"""A case in short, as one person sees it now."""

from datetime import datetime

from lambdas.moderation.domain.case import Case, CaseStatus, is_held_by, lapsed
from lambdas.moderation.domain.claiming import claimed
from lambdas.moderation.domain.desk_rules import SENIOR_QUEUE, DeskRules
from lambdas.moderation.domain.errors import Refused
from lambdas.moderation.domain.person import Person, Role
from lambdas.moderation.ports.api import Json
from lambdas.review_api.plain import time_text

_HAS_IT = "yours-already"


def may_see(case: Case, person: Person, now: datetime) -> bool:
    """Whether this person may look at the case at all.

    What waits in the seniors' queue is for them, for auditors, and for whoever holds it.
    """
    free_to_all = case.queue != SENIOR_QUEUE and not case.senior_only
    looks_at_all = person.leads or Role.AUDITOR in person.roles
    return free_to_all or looks_at_all or is_held_by(case, person.person_id, now)


def check_may_see(case: Case, person: Person, now: datetime) -> None:
    """Raises `Refused` where this person may not look at the case."""
    if not may_see(case, person, now):
        raise Refused("This case is for seniors.", code="seniors-only")


def summary(case: Case, person: Person, rules: DeskRules, now: datetime) -> Json:
    """The case as of now: one whose claim or hold is over by its time is open.

    The token is told to its holder only. `refusal` is what a claim by this person would be told.
    """
    is_open = lapsed(case, now)
    mine = is_held_by(case, person.person_id, now)
    until = None if is_open else case.until
    return {
        "content_id": case.content_id,
        "number": case.number,
        "kind": case.kind.value,
        "status": (CaseStatus.OPEN if is_open else case.status).value,
        "queue": case.queue,
        "severity": case.severity.value,
        "category": case.category,
        "profile": case.profile,
        "media_type": case.media_type.value,
        "opened_at": time_text(case.opened_at),
        "due_at": time_text(case.due_at),
        "overdue": not case.status.is_over and case.due_at < now,
        "holder": None if is_open else case.holder,
        "until": until and time_text(until),
        "escalated": case.escalated,
        "senior_only": case.senior_only,
        "mine": mine,
        "token": case.token if mine else None,
        "refusal": _refusal(case, person, rules, now),
    }


def _refusal(case: Case, person: Person, rules: DeskRules, now: datetime) -> Json:
    try:
        claimed(case, person, rules, now)
    except Refused as refused:
        if refused.code == _HAS_IT:
            return None
        return {"code": refused.code, "message": str(refused)}
    return None
