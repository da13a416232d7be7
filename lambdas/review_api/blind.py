"""A second look is blind: who takes it sees what the machine found, not what somebody decided."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lambdas.moderation.domain.case import Case, CaseKind
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.seniors import is_machines
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports.desk import Line


def is_blind(case: Case, person: Person) -> bool:
    """Whether the decision that is looked at again is kept from this person.

    From everybody who takes cases, but those who took part in it already: they know it. Who only
    audits sees all.
    """
    second_look = case.kind is CaseKind.SECOND_LOOK and not case.status.is_over
    return second_look and person.decides and person.person_id not in case.not_by


def shown_status(state: ContentState, case: Case | None, person: Person) -> Status:
    """The content's status as this person sees it: before a blind look it is not decided yet."""
    blind = case is not None and is_blind(case, person) and state.status is not Status.GONE
    return Status.IN_REVIEW if blind else state.status


def machines_verdict(history: Sequence[HistoryEvent]) -> HistoryEvent | None:
    """The last verdict of the policy that counted, with all its reasons."""
    verdicts = (event for event in reversed(history) if event.kind is EventKind.VERDICT)
    return next((event for event in verdicts if is_machines(event)), None)


def blind_history(case: Case, history: Iterable[HistoryEvent]) -> list[HistoryEvent]:
    """What happened, without what a person decided, and without any name.

    Of people's work only that on this very case is left, as no more than what was done and when.
    """
    return [
        replace(event, previous_status=_before(event)) if is_machines(event) else _bare(event)
        for event in history
        if is_machines(event) or not _tells_of_a_decision(case, event)
    ]


def blind_lines(case: Case, lines: Iterable[Line]) -> list[Line]:
    """An uploader's verdicts, without those that people reached on this content."""
    return [line for line in lines if line.content_id != case.content_id or is_machines(line.event)]


def _tells_of_a_decision(case: Case, event: HistoryEvent) -> bool:
    if event.kind.is_of_case:
        return event.details.get("case") != str(case.number)
    return event.kind is EventKind.VERDICT


def _before(event: HistoryEvent) -> Status | None:
    """What a verdict that was not applied left as it was is a person's decision."""
    return event.previous_status if event.kind is EventKind.VERDICT else None


def _bare(event: HistoryEvent) -> HistoryEvent:
    return HistoryEvent(kind=event.kind, at=event.at, number=event.number, status=Status.IN_REVIEW)
