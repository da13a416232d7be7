"""What people do with a case short of a decision: claim, extend, release, hand on, reveal.

Every function is pure. It takes the stored case and the time, and returns the next case with the
event that explains it, or raises `Refused` in words for the person who asked. A claim is a lease:
it ends at `until` by itself. Who acts on a claim names its token, and is refused once that is old.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from lambdas.moderation.domain.case import (
    Case,
    CaseStatus,
    is_free,
    is_held_by,
    lapsed,
    why_not,
)
from lambdas.moderation.domain.desk_rules import SENIOR_QUEUE, DeskRules
from lambdas.moderation.domain.errors import Refused
from lambdas.moderation.domain.opening import CaseChange, case_event
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.state import EventKind, HistoryEvent

LONGEST_HOLD = timedelta(days=30)
_TAKEN_FROM_OTHERS = {CaseStatus.CLAIMED, CaseStatus.ON_HOLD}


def claimed(case: Case, person: Person, rules: DeskRules, now: datetime) -> CaseChange:
    """The case in this person's hands, under a new token."""
    _check_open(case)
    refusal = why_not(case, person)
    if refusal:
        raise Refused(refusal[1], code=refusal[0])
    if not is_free(case, now):
        raise _taken(case, person.person_id)
    return _given(case, person.person_id, EventKind.CASE_CLAIMED, rules, now)


def extended(case: Case, person: Person, token: int, rules: DeskRules, now: datetime) -> CaseChange:
    """The same claim, for its whole time from now."""
    check_claim(case, person.person_id, token, now)
    after = replace(_next(case), until=now + rules.claim_for)
    return after, case_event(EventKind.CASE_EXTENDED, after, now, person.person_id)


def released(case: Case, person: Person, token: int, now: datetime) -> CaseChange:
    """The case back in its queue, with its place there. Seniors may release anybody's.

    What is on hold, too: seniors end a hold before its time.
    """
    _check_claim_or_leads(case, person, token, now)
    return _back(case, EventKind.CASE_RELEASED, person.person_id, now)


def skipped(case: Case, person: Person, token: int, now: datetime) -> CaseChange:
    """The case back in its queue, and not given to this person again."""
    check_claim(case, person.person_id, token, now)
    return _back(with_skip(case, person.person_id), EventKind.CASE_SKIPPED, person.person_id, now)


def expired(case: Case, now: datetime) -> CaseChange | None:
    """The case back in its queue once its claim or hold is over; None where it is not."""
    return _back(case, EventKind.CASE_EXPIRED, None, now) if lapsed(case, now) else None


def assigned(
    case: Case, person: Person, token: int, to: Person, rules: DeskRules, now: datetime
) -> CaseChange:
    """The case in a colleague's hands, under a new token.

    Whoever has the claim hands it on; seniors give anybody's case, and free ones, to anybody. But
    nobody is given by others what they opted out of.
    """
    _check_open(case)
    if not (person.leads and is_free(case, now)):
        _check_claim_or_leads(case, person, token, now)
    if why_not(case, to) or (case.category in to.opted_out and to.person_id != person.person_id):
        raise Refused(
            f"{to.person_id} cannot have this case: they are no moderator, decided on it before, "
            "do not take its category, or it is for seniors.",
            code="colleague-refused",
        )
    after, event = _given(case, to.person_id, EventKind.CASE_ASSIGNED, rules, now)
    return after, replace(event, decider=person.person_id, details=_to(event, to.person_id))


def put_on_hold(
    case: Case, person: Person, token: int, *, until: datetime, note: str | None, now: datetime
) -> CaseChange:
    """The case out of its queue until a time; then it is open by itself."""
    check_claim(case, person.person_id, token, now)
    if not now < until <= now + LONGEST_HOLD:
        raise Refused("Hold a case until a time in the next 30 days.", code="hold-time")
    after = replace(_next(case), status=CaseStatus.ON_HOLD, holder=None, until=until, note=note)
    event = case_event(EventKind.CASE_HELD, after, now, person.person_id)
    return after, replace(event, why=note)


def escalated(
    case: Case, person: Person, token: int, *, note: str | None, now: datetime
) -> CaseChange:
    """The case in the seniors' queue; a senior who does so leaves it to another one."""
    check_claim(case, person.person_id, token, now)
    case = replace(with_skip(case, person.person_id), escalated=True, queue=SENIOR_QUEUE, note=note)
    after, event = _back(case, EventKind.CASE_ESCALATED, person.person_id, now)
    return after, replace(event, why=note)


def revealed_to(case: Case, person: Person, token: int, now: datetime) -> CaseChange:
    """The case once its holder is shown the original. Raises for what only seniors may see."""
    check_claim(case, person.person_id, token, now)
    if case.senior_only and not person.leads:
        raise Refused("This upload is shown to seniors only.", code="seniors-only")
    after = replace(_next(case), revealed=token)
    return after, case_event(EventKind.CASE_REVEALED, after, now, person.person_id)


def check_claim(case: Case, person_id: str, token: int, now: datetime) -> None:
    """Raises `Refused` unless this person has the claim of that token, and it is not over."""
    _check_open(case)
    if is_held_by(case, person_id, now) and case.token == token:
        return
    if is_held_by(case, person_id, now):
        raise Refused(
            "You claimed this case again since: reload it and go on there.", code="old-token"
        )
    if case.holder == person_id and case.token == token:
        raise Refused(
            "Your claim is over: its time ran out. Claim the case again.", code="claim-expired"
        )
    raise Refused("You do not have this case (any more).", code="not-yours")


def with_skip(case: Case, person_id: str) -> Case:
    """The case that this person is not given any more when they ask for the next one."""
    return replace(case, skipped_by=tuple(dict.fromkeys((*case.skipped_by, person_id))))


def _given(case: Case, to: str, kind: EventKind, rules: DeskRules, now: datetime) -> CaseChange:
    after = replace(
        _next(case),
        status=CaseStatus.CLAIMED,
        holder=to,
        until=now + rules.claim_for,
        token=case.token + 1,
    )
    return after, case_event(kind, after, now, to)


def _back(case: Case, kind: EventKind, who: str | None, now: datetime) -> CaseChange:
    after = replace(_next(case), status=CaseStatus.OPEN, holder=None, until=None)
    return after, case_event(kind, after, now, who)


def _check_open(case: Case) -> None:
    if case.status.is_over:
        raise Refused("This case is closed: there is nothing left to decide.", code="case-closed")


def _check_claim_or_leads(case: Case, person: Person, token: int, now: datetime) -> None:
    """Seniors need the current token too, so that they act on what they saw."""
    if person.leads and case.token == token and case.status in _TAKEN_FROM_OTHERS:
        return
    check_claim(case, person.person_id, token, now)


def _taken(case: Case, person_id: str) -> Refused:
    if case.status is CaseStatus.ON_HOLD:
        return Refused("This case is on hold.", code="on-hold")
    if case.holder == person_id:
        return Refused("You have this case already.", code="yours-already")
    return Refused(f"{case.holder} has this case.", code="taken")


def _to(event: HistoryEvent, person_id: str) -> Mapping[str, str]:
    return {**event.details, "to": person_id}


def _next(case: Case) -> Case:
    return replace(case, write=case.write + 1)
