"""What `moderate status` says of a content's case. Not blind: for operators, not for deciding."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cli import printing, words
from cli.case_words import case_name, standing
from cli.status_json import moment
from cli.untrusted import visible
from cli.world import World
from lambdas.moderation.domain.case import Case, CaseStatus, lapsed
from lambdas.moderation.domain.errors import Permanent

Row = tuple[str, str, str]


def find_case(world: World, content_id: str) -> Case | None:
    """The content's case, or None. A damaged one is complained of; all the rest is told anyway."""
    try:
        return world.cases.load(content_id)
    except Permanent as error:
        printing.complain(f"{error} What else is known of the content:")
        return None


def case_rows(case: Case, now: datetime) -> Iterator[Row]:
    """The fields that tell of the case as it is now."""
    status, holder = _now(case, now)
    stands = standing(status.value, holder=holder, until=case.until, now=now)
    marks = "; escalated" * case.escalated + "; seniors only" * case.senior_only
    yield "case", f"{case_name(case.number, case.kind.value)}: {stands}", ""
    yield "", f"queue {visible(case.queue)}{marks}", ""
    if not status.is_over:
        late = "yellow" if case.due_at < now else ""
        yield "due", words.due(case.due_at, now), late
    if case.appeal:
        yield "appeal", f"{visible(case.appeal.who)}: {visible(case.appeal.statement)}", ""
    if case.note and not status.is_over:
        yield "case note", visible(case.note), ""


def case_json(case: Case, now: datetime) -> dict[str, Any]:
    """The case as it is now: a claim or hold whose time is over is `open`."""
    status, holder = _now(case, now)
    return {
        "number": case.number,
        "kind": case.kind.value,
        "status": status.value,
        "queue": case.queue,
        "severity": case.severity.value,
        "category": case.category,
        "opened_at": moment(case.opened_at),
        "due_at": moment(case.due_at),
        "overdue": not status.is_over and case.due_at < now,
        "holder": holder,
        "until": moment(case.until) if status in _WAITING else None,
        "escalated": case.escalated,
        "senior_only": case.senior_only,
        "note": case.note,
        "appeal": case.appeal
        and {
            "who": case.appeal.who,
            "statement": case.appeal.statement,
            "filed_at": moment(case.appeal.filed_at),
            "filed_by": case.appeal.filed_by,
        },
        "decision": case.ruling
        and {
            "status": case.ruling.status.value,
            "clause": case.ruling.clause,
            "text": case.ruling.clause_text,
            "decider": case.ruling.decider,
            "at": moment(case.ruling.at),
            "note": case.ruling.note,
        },
    }


_WAITING = frozenset({CaseStatus.CLAIMED, CaseStatus.ON_HOLD})


def _now(case: Case, now: datetime) -> tuple[CaseStatus, str | None]:
    """The status as of now, and who holds the case."""
    status = CaseStatus.OPEN if lapsed(case, now) else case.status
    return status, case.holder if status is CaseStatus.CLAIMED else None
