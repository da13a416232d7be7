"""Which cases are for seniors: those in which a rule fired whose uploads are never shown."""

from collections.abc import Sequence

from lambdas.moderation.domain.policy import DEFAULT_PROFILE, Policy
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent

_VERDICTS = {EventKind.VERDICT, EventKind.VERDICT_NOT_APPLIED}
_MACHINE = "policy@"


def is_machines(event: HistoryEvent) -> bool:
    """Whether this is a verdict of the policy."""
    return event.kind in _VERDICTS and (event.decider or "").startswith(_MACHINE)


def is_for_seniors(policy: Policy, state: ContentState, history: Sequence[HistoryEvent]) -> bool:
    """Whether such a rule fired in any screening of the content, not only in the last.

    A later screening may fail, or see less; what was seen once was seen. Where the current verdict
    is not in the history, nobody knows what fired: then it is for seniors, too.
    """
    verdicts = [event for event in history if is_machines(event)]
    explained = any(
        event.kind is EventKind.VERDICT and event.number == state.revision for event in history
    )
    return not explained or any(
        policy.never_shown(
            event.profile or DEFAULT_PROFILE, (reason.rule for reason in event.reasons)
        )
        for event in verdicts
    )
