"""Held uploads with their open cases, as items of the moderation table, for the desk's bench."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from lambdas.moderation.aws.case_items import case_to_item
from lambdas.moderation.aws.event_items import event_to_item
from lambdas.moderation.aws.items import state_to_item
from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.desk_rules import DeskRules
from lambdas.moderation.domain.findings import Evidence, Finding
from lambdas.moderation.domain.opening import CaseChange, opened
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.transitions import Decision, with_enforced, with_verdict
from lambdas.moderation.domain.verdict import Action, Reason, Severity, judge

BUCKET = "uploads"
RULES = DeskRules()
QUEUE = RULES.queue_of(Severity.HIGH, "default")
"""The queue that all these cases are in."""

UPLOADS_OF_ONE = 3
"""So many held uploads each uploader has."""

_POLICY_VERSION = "0a1b2c3d4e5f"
_FOUND = Finding("moderation_labels", "Weapons", 85.0, ("Violence",))
_REASON = Reason(
    rule="weapons",
    action=Action.REVIEW,
    text="Weapons 85 %: review from 60 %",
    severity=Severity.HIGH,
    category="violence",
    findings=(_FOUND,),
)


def whole_items(number: int, begun: datetime) -> Iterator[Any]:
    """All items of the held upload of that number: its state, its case, its history.

    Cases are due in the order of their numbers, a millisecond after each other.
    """
    (state, verdict), (case, opening) = _held(number, begun)
    content_id = state.content.content_id
    yield state_to_item(state)
    yield case_to_item(case)
    yield event_to_item(content_id, verdict)
    yield event_to_item(content_id, opening)


def case_items(numbers: range, begun: datetime) -> Iterator[Any]:
    """Only the cases of these, which is all that anybody sees of a case further down a queue."""
    _, (first, _) = _held(0, begun)
    for number in numbers:
        later = timedelta(milliseconds=number)
        yield case_to_item(
            replace(
                first,
                content_id=_content(number).content_id,
                opened_at=begun + later,
                due_at=first.due_at + later,
            )
        )


@cache
def _held(number: int, begun: datetime) -> tuple[tuple[ContentState, HistoryEvent], CaseChange]:
    now = begun + timedelta(milliseconds=number)
    change = with_verdict(
        None,
        content=_content(number),
        upload=Upload(
            media_type=MediaType.JPEG,
            size=482_113,
            uploader_id=f"user-{number // UPLOADS_OF_ONE:08d}",
            reference=f"post-{number:012d}",
        ),
        decision=Decision(
            judgement=judge([_REASON], profile="default"),
            evidence=Evidence(findings=(_FOUND,)),
            policy_version=_POLICY_VERSION,
            decider=f"policy@{_POLICY_VERSION}",
            screening=1,
        ),
        now=now,
    )
    if change is None:
        raise RuntimeError("A new upload was not held.")
    state = with_enforced(change[0], 1, now)
    opening = opened(None, state, RULES, senior_only=False, now=now)
    if opening is None:
        raise RuntimeError("No case was opened.")
    return (state, change[1]), opening


def _content(number: int) -> Content:
    return Content(BUCKET, f"photos/{number:06d}.jpg", "3sL4kqtJlcpXroDTDmJ")
