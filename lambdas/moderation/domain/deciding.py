"""A person's decision: what it makes of the case and of the content's verdict.

Pure, as everything here: the caller writes all of it in one transaction, or nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from lambdas.moderation.domain.case import Appeal, Case, CaseKind, CaseStatus, Ruling
from lambdas.moderation.domain.claiming import check_claim, with_skip
from lambdas.moderation.domain.desk_rules import SENIOR_QUEUE, DeskRules
from lambdas.moderation.domain.errors import Refused
from lambdas.moderation.domain.opening import case_event, is_settled, reopened
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.ruling import with_ruling
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Severity, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is written together. `state` is None where the verdict stays as it is.

    `agreed`: for a second look, whether it came to the same decision; None for any other case.
    """

    case: Case
    events: tuple[HistoryEvent, ...]
    state: ContentState | None = None
    agreed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A decision that is to be made, under which policy, and whether a second person looks."""

    ruling: Ruling
    policy_version: str
    second_look: bool


def decided(
    case: Case,
    state: ContentState,
    person: Person,
    token: int,
    choice: Choice,
    rules: DeskRules,
) -> Decided:
    """What the decision changes. Raises `Refused` where the claim is lost or nothing is left.

    A second look changes nothing where it agrees; where it does not, the case goes to the seniors,
    and the verdict stays until one of them has settled it. Of a second look that was escalated, the
    senior's decision counts at once.
    """
    now = choice.ruling.at
    check_claim(case, person.person_id, token, now)
    _check_still_open(case, state)
    if case.kind is not CaseKind.SECOND_LOOK:
        return _ruled(case, state, choice, rules)
    if choice.ruling.status is state.status:
        return _confirmed(case, choice, now)
    if case.escalated:
        ruled = _ruled(case, state, choice, rules)
        return ruled if case.disputed else replace(ruled, agreed=False)
    return _disputed(case, person, choice, now)


def appealed(
    case: Case | None,
    state: ContentState,
    appeal: Appeal,
    rules: DeskRules,
    *,
    senior_only: bool,
) -> tuple[Case, HistoryEvent]:
    """The case of an appeal against a content's verdict, for somebody who did not decide it.

    `senior_only` as for a new case: it is asked again, since there may not have been one. It takes
    the place of a second look that is open: who may not take that does not get the appeal either,
    and what was with the seniors stays there.

    Raises `Refused` where there is no verdict to appeal, or one is being looked at already.
    """
    _check_can_be_appealed(case, state)
    base = case or _unopened(state, appeal.filed_at)
    base = replace(
        base,
        severity=state.severity or base.severity,
        category=state.category or base.category,
        senior_only=base.senior_only or senior_only,
    )
    replaced = case if case and not case.status.is_over else None
    facts: dict[str, object] = {"not_by": _not_by(replaced, state)}
    if replaced and replaced.escalated:
        facts |= {"queue": SENIOR_QUEUE, "escalated": True}
    case = reopened(
        replace(base, write=base.write + 1),
        CaseKind.APPEAL,
        rules,
        appeal.filed_at,
        revision=state.revision,
        about=state.status,
        appeal=appeal,
        **facts,
    )
    return case, case_event(EventKind.APPEALED, case, appeal.filed_at, appeal.filed_by)


def _check_can_be_appealed(case: Case | None, state: ContentState) -> None:
    if state.status not in {Status.APPROVED, Status.REJECTED}:
        raise Refused(
            f"There is no verdict to appeal: the content is {state.status.value}.",
            code="no-verdict",
        )
    if case and not case.status.is_over and case.kind is CaseKind.APPEAL:
        raise Refused("This verdict is being appealed already.", code="appealed-already")
    if case and case.kind is CaseKind.APPEAL and case.revision == state.revision:
        raise Refused("This verdict was reached on appeal already.", code="appealed-before")


def _unopened(state: ContentState, now: datetime) -> Case:
    """What the first case of a content is made of, before it is opened."""
    return Case(
        content_id=state.content.content_id,
        number=0,
        write=0,
        queue="",
        severity=Severity.MEDIUM,
        profile=state.profile,
        media_type=state.upload.media_type,
        revision=state.revision,
        opened_at=now,
        due_at=now,
    )


def _not_by(replaced: Case | None, state: ContentState) -> tuple[str, ...]:
    decider = (state.decider,) if state.pinned and state.decider else ()
    return tuple(dict.fromkeys((*(replaced.not_by if replaced else ()), *decider)))


def _check_still_open(case: Case, state: ContentState) -> None:
    if is_settled(case, state):
        raise Refused(
            "This was decided, or deleted, meanwhile: there is nothing left to decide.",
            code="settled",
        )


def _ruled(case: Case, state: ContentState, choice: Choice, rules: DeskRules) -> Decided:
    """A new verdict, whatever it is: for an appeal also the same one again, so that all hear."""
    ruling = choice.ruling
    details = _details(case, ruling)
    if case.kind is CaseKind.APPEAL:
        details["appeal"] = "upheld" if ruling.status is case.about else "overturned"
    after, verdict = with_ruling(
        state, ruling, policy_version=choice.policy_version, details=details
    )
    ruled = replace(
        case,
        status=CaseStatus.DECIDED,
        holder=None,
        until=None,
        write=case.write + 1,
        revision=after.revision,
        about=after.status,
        ruling=ruling,
    )
    if not choice.second_look or case.kind is not CaseKind.REVIEW:
        return Decided(case=ruled, events=(verdict,), state=after)
    by = tuple(dict.fromkeys((*case.not_by, ruling.decider)))
    again = reopened(ruled, CaseKind.SECOND_LOOK, rules, ruling.at, not_by=by)
    opened = case_event(EventKind.CASE_OPENED, again, ruling.at, None)
    return Decided(case=again, events=(verdict, opened), state=after)


def _disputed(case: Case, person: Person, choice: Choice, now: datetime) -> Decided:
    """A senior who disagreed is not given it again, but may take it where there is no other."""
    by = choice.ruling.decider
    after = replace(
        case,
        status=CaseStatus.OPEN,
        holder=None,
        until=None,
        write=case.write + 1,
        queue=SENIOR_QUEUE,
        escalated=True,
        disputed=True,
    )
    after = with_skip(after, by) if person.leads else replace(after, not_by=(*case.not_by, by))
    event = _explained(case_event(EventKind.CASE_DISPUTED, after, now, by), case, choice)
    return Decided(case=after, events=(event,), agreed=False)


def _confirmed(case: Case, choice: Choice, now: datetime) -> Decided:
    after = replace(case, status=CaseStatus.DECIDED, holder=None, until=None, write=case.write + 1)
    event = case_event(EventKind.CASE_CONFIRMED, after, now, choice.ruling.decider)
    told = _explained(event, case, choice)
    return Decided(case=after, events=(told,), agreed=None if case.disputed else True)


def _explained(event: HistoryEvent, case: Case, choice: Choice) -> HistoryEvent:
    details = {**event.details, **_details(case, choice.ruling)}
    return replace(event, why=choice.ruling.note, details=details)


def _details(case: Case, ruling: Ruling) -> dict[str, str]:
    return {
        "case": str(case.number),
        "case_kind": case.kind.value,
        "clause": ruling.clause,
        "decision": ruling.status.value,
    }
