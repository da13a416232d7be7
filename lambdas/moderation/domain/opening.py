"""How a case begins, begins again, and ends without a decision."""

from dataclasses import replace
from datetime import datetime

from lambdas.moderation.domain.case import Case, CaseKind, CaseStatus
from lambdas.moderation.domain.desk_rules import SENIOR_QUEUE, DeskRules
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Severity, Status

CaseChange = tuple[Case, HistoryEvent]


def opened(
    case: Case | None, state: ContentState, rules: DeskRules, *, senior_only: bool, now: datetime
) -> CaseChange | None:
    """The case of a content that is held, or None where its case is open already, or was decided.

    A verdict that holds the content once more while its case is open only brings it up to date:
    an appeal stays one, with who filed it and why. What was for seniors only once stays so.
    """
    if state.status is not Status.IN_REVIEW or (case and case.revision >= state.revision):
        return None
    severity = state.severity or Severity.MEDIUM
    senior_only = senior_only or (case is not None and case.senior_only)
    if case is not None and not case.status.is_over:
        after = _held_again(case, state, rules, senior_only=senior_only, now=now)
        return after, case_event(EventKind.CASE_OPENED, after, now, None)
    after = Case(
        content_id=state.content.content_id,
        number=case.number + 1 if case else 1,
        queue=_queue(rules, severity, state.profile, senior_only=senior_only),
        severity=severity,
        category=state.category,
        profile=state.profile,
        media_type=state.upload.media_type,
        revision=state.revision,
        opened_at=now,
        due_at=now + rules.due_after(severity),
        write=case.write + 1 if case else 1,
        token=case.token if case else 0,
        senior_only=senior_only,
    )
    return after, case_event(EventKind.CASE_OPENED, after, now, None)


def closed(case: Case, state: ContentState, now: datetime) -> CaseChange | None:
    """The case closed because there is nothing left to decide, or None where there is.

    See `is_settled`; a case that is over already stays as it is.
    """
    if case.status.is_over or not is_settled(case, state):
        return None
    over = replace(_next(case), status=CaseStatus.CLOSED, holder=None, until=None)
    after = replace(over, about=state.status)
    why = "The upload was deleted." if state.status is Status.GONE else "It was decided meanwhile."
    return after, replace(case_event(EventKind.CASE_CLOSED, after, now, None), why=why)


def reopened(case: Case, kind: CaseKind, rules: DeskRules, now: datetime, **facts: object) -> Case:
    """The case opened once more, with the next number; `facts` are fields that differ."""
    queue = _queue(rules, case.severity, case.profile, senior_only=case.senior_only)
    fresh = replace(
        case,
        number=case.number + 1,
        kind=kind,
        status=CaseStatus.OPEN,
        queue=queue,
        opened_at=now,
        due_at=now + rules.due_after(case.severity),
        holder=None,
        until=None,
        escalated=False,
        disputed=False,
        skipped_by=(),
        note=None,
    )
    return replace(fresh, **facts)  # type: ignore[arg-type]  # fields of Case


def case_event(kind: EventKind, case: Case, now: datetime, who: str | None) -> HistoryEvent:
    """A line of history about this change of a case."""
    return HistoryEvent(
        kind=kind,
        at=now,
        number=case.write,
        status=case.about,
        severity=case.severity,
        category=case.category,
        profile=case.profile,
        decider=who,
        details={
            "case": str(case.number),
            "case_kind": case.kind.value,
            "queue": case.queue,
            "token": str(case.token),
        },
    )


def is_settled(case: Case, state: ContentState) -> bool:
    """Whether there is nothing left to decide.

    So it is once the content is gone; once a held content got another verdict; once an appealed
    verdict was replaced by the opposite one (the same one again, or a hold, leaves it to a person);
    and once a decision that is looked at again was replaced.
    """
    if state.status is Status.GONE:
        return True
    if case.kind is CaseKind.SECOND_LOOK:
        return state.revision > case.revision
    appealed = {case.about} if case.kind is CaseKind.APPEAL else set()
    return state.status not in {Status.IN_REVIEW, *appealed}


def _held_again(
    case: Case, state: ContentState, rules: DeskRules, *, senior_only: bool, now: datetime
) -> Case:
    """Never later due than before. Who holds it keeps it, unless it is for seniors only from now.

    A hold ends then, too, and where it is graver than whoever put it off could know.
    """
    severity = state.severity or Severity.MEDIUM
    after = replace(
        _next(case),
        revision=state.revision,
        about=case.about if case.kind is CaseKind.APPEAL else state.status,
        severity=severity,
        category=state.category,
        profile=state.profile,
        media_type=state.upload.media_type,
        due_at=min(case.due_at, now + rules.due_after(severity)),
        senior_only=senior_only,
        queue=_queue(rules, severity, state.profile, senior_only=senior_only or case.escalated),
    )
    graver = case.status is CaseStatus.ON_HOLD and severity.gravity > case.severity.gravity
    if graver or (senior_only and not case.senior_only):
        return replace(after, status=CaseStatus.OPEN, holder=None, until=None)
    return after


def _queue(rules: DeskRules, severity: Severity, profile: str, *, senior_only: bool) -> str:
    return SENIOR_QUEUE if senior_only else rules.queue_of(severity, profile)


def _next(case: Case) -> Case:
    return replace(case, write=case.write + 1)
