"""The only ways in which a content's state may change.

Every function here is pure: it takes the stored state and the time, and returns the next state,
with the history event that explains it where there is one.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import (
    ContentState,
    Due,
    DueKind,
    EventKind,
    HistoryEvent,
)
from lambdas.moderation.domain.verdict import Judgement, Status

SWEEP_AFTER = timedelta(minutes=5)
WORKFLOW_AFTER = timedelta(hours=1)
"""How often the sweep makes sure that the workflow of a video is still there."""

_LONGEST_SWEEP_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A judgement with who made it and by which policy and evidence."""

    judgement: Judgement
    evidence: Evidence
    policy_version: str
    decider: str
    screening: int


Change = tuple[ContentState, HistoryEvent]


def arrived(content: Content, upload: Upload, now: datetime) -> ContentState:
    """The state of a content that nothing is stored about yet."""
    return ContentState(
        content=content, upload=upload, status=Status.SCREENING, write=0, created_at=now
    )


def needs_screening(state: ContentState | None, screening: int) -> bool:
    """Whether this attempt is still to be made: neither recorded already nor without its object."""
    return state is None or (state.status is not Status.GONE and state.screened < screening)


def with_started(
    state: ContentState | None, *, content: Content, upload: Upload, screening: int, now: datetime
) -> ContentState | None:
    """The state once a screening is handed to a workflow, or None where that is on record already.

    A verdict of an earlier screening stands until the new one.
    """
    if state is not None and (state.started >= screening or not needs_screening(state, screening)):
        return None
    before = state or arrived(content, upload, now)
    after = replace(
        before,
        upload=upload,
        write=before.write + 1,
        screening=max(before.screening, screening),
        started=screening,
    )
    return with_due(after, now)


def with_verdict(
    state: ContentState | None,
    *,
    content: Content,
    upload: Upload,
    decision: Decision,
    now: datetime,
) -> Change | None:
    """The state after a machine's verdict, or None where there is nothing (more) to record.

    A person's decision is pinned: the verdict goes to the history as not applied, and the state
    only remembers that this screening is over.
    """
    if not needs_screening(state, decision.screening):
        return None
    before = replace(state, upload=upload) if state else arrived(content, upload, now)
    if before.pinned:
        return _not_applied(before, decision, now)
    judgement = decision.judgement
    revision = before.revision + 1
    after = replace(
        before,
        status=judgement.status,
        write=before.write + 1,
        revision=revision,
        screening=max(before.screening, decision.screening),
        screened=decision.screening,
        profile=judgement.profile,
        severity=judgement.severity,
        category=judgement.category,
        reasons=judgement.reasons,
        previous_status=before.status,
        decider=decision.decider,
        policy_version=decision.policy_version,
        model_versions=decision.evidence.model_versions,
        decided_at=now,
    )
    return with_due(after, now), _event(
        EventKind.VERDICT, decision, before, number=revision, now=now
    )


def with_enforced(state: ContentState, revision: int, now: datetime) -> ContentState:
    """The state once that revision was tagged, alerted and published."""
    return with_due(replace(state, write=state.write + 1, enforced=revision), now)


def with_gone(state: ContentState, now: datetime) -> Change | None:
    """The state once the object's version is deleted; its verdict and history stay."""
    if state.status is Status.GONE:
        return None
    after = replace(
        state, write=state.write + 1, status=Status.GONE, previous_status=state.status, due=None
    )
    return after, HistoryEvent(
        kind=EventKind.GONE,
        at=now,
        number=after.write,
        status=Status.GONE,
        previous_status=state.status,
        screening=state.screening,
    )


def with_rescreen(state: ContentState, *, who: str, why: str, now: datetime) -> Change | None:
    """The state once another screening was asked for, or None if the content is gone.

    The verdict stands until the new one. The request is due, so that the sweep makes up for a
    message that never reached the intake queue.
    """
    if state.status is Status.GONE:
        return None
    after = with_due(replace(state, write=state.write + 1, screening=state.screening + 1), now)
    return after, HistoryEvent(
        kind=EventKind.RESCREEN_REQUESTED,
        at=now,
        number=after.screening,
        status=state.status,
        screening=after.screening,
        decider=who,
        why=why,
    )


def sent_through_again(state: ContentState, now: datetime) -> ContentState:
    """The state after the sweep took care of what is due: a quarter of an hour apart at most.

    A workflow is looked after once an hour.
    """
    attempts = state.due.attempts + 1 if state.due else 1
    pause = min(SWEEP_AFTER * 2 ** min(attempts, 10), _LONGEST_SWEEP_PAUSE)
    after = with_due(replace(state, write=state.write + 1), now)
    if after.due and after.due.kind is DueKind.WORKFLOW:
        pause = WORKFLOW_AFTER
    later = after.due and Due(after.due.kind, now + pause, attempts)
    return replace(after, due=later)


def _not_applied(before: ContentState, decision: Decision, now: datetime) -> Change:
    number = decision.screening
    screening = max(before.screening, number)
    after = replace(before, write=before.write + 1, screening=screening, screened=number)
    after = with_due(after, now)
    return after, _event(EventKind.VERDICT_NOT_APPLIED, decision, before, number=number, now=now)


def with_due(state: ContentState, now: datetime) -> ContentState:
    """The same state with what it waits for now: enforcement first, then the newest screening."""
    if state.is_unenforced:
        due = Due(DueKind.ENFORCE, now + SWEEP_AFTER)
    elif state.started >= state.screening > state.screened:
        due = Due(DueKind.WORKFLOW, now + WORKFLOW_AFTER)
    elif state.screening > state.screened:
        due = Due(DueKind.SCREEN, now + SWEEP_AFTER)
    else:
        due = None
    return replace(state, due=due)


def _event(
    kind: EventKind, decision: Decision, before: ContentState, *, number: int, now: datetime
) -> HistoryEvent:
    judgement = decision.judgement
    return HistoryEvent(
        kind=kind,
        at=now,
        number=number,
        status=judgement.status,
        previous_status=before.status,
        screening=decision.screening,
        severity=judgement.severity,
        category=judgement.category,
        reasons=judgement.reasons,
        profile=judgement.profile,
        decider=decision.decider,
        policy_version=decision.policy_version,
        model_versions=decision.evidence.model_versions,
        calls=decision.evidence.calls,
        upload=before.upload,
    )
