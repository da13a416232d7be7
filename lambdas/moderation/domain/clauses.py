"""Clauses: what a person names as the reason for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass

from lambdas.moderation.domain.verdict import Action, Status

DECIDING = (Action.APPROVE, Action.REJECT)
"""What a person can decide."""

STATUS_OF_DECISION = {Action.APPROVE: Status.APPROVED, Action.REJECT: Status.REJECTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of the policy. `decides`: the decisions that it can be a reason for.

    Where `note_required`, the person says in their own words why it applies.
    """

    id: str
    text: str
    decides: frozenset[Action]
    note_required: bool = False


BUILT_IN = (
    Clause(
        id="other-approve",
        text="Allowed, for another reason.",
        decides=frozenset({Action.APPROVE}),
        note_required=True,
    ),
    Clause(
        id="other-reject",
        text="Not allowed, for another reason.",
        decides=frozenset({Action.REJECT}),
        note_required=True,
    ),
)
"""The clauses of a policy that has none of its own."""


def clause_of(clauses: Iterable[Clause], clause_id: str) -> Clause | None:
    """The clause of that id, or None."""
    return next((clause for clause in clauses if clause.id == clause_id), None)
