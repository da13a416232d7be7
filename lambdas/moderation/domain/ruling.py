"""A person's decision as a content's verdict."""

from collections.abc import Mapping
from dataclasses import replace

from lambdas.moderation.domain.case import Ruling
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent
from lambdas.moderation.domain.transitions import Change, with_due
from lambdas.moderation.domain.verdict import Action, Reason, Severity, Status


def with_ruling(
    state: ContentState, ruling: Ruling, *, policy_version: str, details: Mapping[str, str]
) -> Change:
    """The state after a person's decision: pinned, so that no machine changes it any more.

    Its only reason is the clause that the person named, as `clause:<id>`.
    """
    reason = _reason(state, ruling)
    after = replace(
        state,
        status=ruling.status,
        write=state.write + 1,
        revision=state.revision + 1,
        pinned=True,
        severity=reason.severity,
        category=reason.category,
        reasons=(reason,),
        previous_status=state.status,
        decider=ruling.decider,
        policy_version=policy_version,
        decided_at=ruling.at,
    )
    event = HistoryEvent(
        kind=EventKind.VERDICT,
        at=ruling.at,
        number=after.revision,
        status=ruling.status,
        previous_status=state.status,
        screening=state.screening,
        severity=reason.severity,
        category=reason.category,
        reasons=(reason,),
        profile=state.profile,
        decider=ruling.decider,
        policy_version=policy_version,
        model_versions=state.model_versions,
        upload=state.upload,
        why=ruling.note,
        details=details,
    )
    return with_due(after, ruling.at), event


def _reason(state: ContentState, ruling: Ruling) -> Reason:
    rejected = ruling.status is Status.REJECTED
    return Reason(
        rule=f"clause:{ruling.clause}",
        action=Action.REJECT if rejected else Action.APPROVE,
        text=ruling.clause_text,
        severity=(state.severity or Severity.MEDIUM) if rejected else None,
        category=state.category if rejected else None,
    )
