"""A case: the review work on a content, and the one claim that there may be on it.

A content has one case. When it needs review again (an appeal, a second look, another screening that
holds it) the same case is opened again with the next `number`; what was before stands in the
content's history. How a case may change is in `claiming.py` and `deciding.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.verdict import Severity, Status


class CaseStatus(StrEnum):
    """Where a case is. `closed`: without a decision, because there is nothing left to decide."""

    OPEN = "open"
    CLAIMED = "claimed"
    ON_HOLD = "on_hold"
    DECIDED = "decided"
    CLOSED = "closed"

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to do."""
        return self in {CaseStatus.DECIDED, CaseStatus.CLOSED}


class CaseKind(StrEnum):
    """Why there is a case: content was held, a verdict is appealed, a decision is looked at again.

    A second look is blind: whoever takes it does not see who decided what.
    """

    REVIEW = "review"
    APPEAL = "appeal"
    SECOND_LOOK = "second_look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What an application filed. `who` and `statement` are personal data, and can be erased."""

    who: str
    statement: str
    filed_at: datetime
    filed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a person decided: `approved` or `rejected`, and the clause of the policy that says so.

    `clause_text` is the clause in words.
    """

    status: Status
    clause: str
    clause_text: str
    decider: str
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case as it is stored.

    - `revision`: the content's last verdict that the case knows of. `about`: the verdict that it is
      about; for an appeal the one that is appealed, also once another one holds the content.
    - `token`: the fencing token, raised by every claim and never set back: who acts on a claim
      names its token, so that whoever lost the claim can do nothing any more.
    - `until`: when the claim, or the hold, is over. From then on the case is open, whatever
      `status` still says: `lapsed`.
    - `revealed`: the token of the last claim under which the original was revealed.
    - `senior_only`: a rule says that the upload is shown to seniors only.
    - `not_by`: who may not take it, since they decided before. `skipped_by`: who is not given it.
    - `disputed`: a second look came to another decision, and a senior is to settle it.
    - `ruling`: the last decision; for a second look the one that is looked at again.
    """

    content_id: str
    number: int = 1
    kind: CaseKind = CaseKind.REVIEW
    status: CaseStatus = CaseStatus.OPEN
    queue: str
    severity: Severity
    category: str | None = None
    profile: str = "default"
    media_type: MediaType
    revision: int
    about: Status = Status.IN_REVIEW
    opened_at: datetime
    due_at: datetime
    write: int = 1
    token: int = 0
    holder: str | None = None
    until: datetime | None = None
    revealed: int = 0
    senior_only: bool = False
    escalated: bool = False
    disputed: bool = False
    not_by: tuple[str, ...] = ()
    skipped_by: tuple[str, ...] = ()
    note: str | None = None
    ruling: Ruling | None = None
    appeal: Appeal | None = None

    @property
    def urgency(self) -> int:
        """0 for the most urgent; cases are given out by it, then by their due time."""
        return len(Severity) - 1 - self.severity.gravity


def lapsed(case: Case, now: datetime) -> bool:
    """Whether a claim or a hold is over by its time."""
    waits = case.status in {CaseStatus.CLAIMED, CaseStatus.ON_HOLD}
    return waits and (case.until is None or case.until <= now)


def is_free(case: Case, now: datetime) -> bool:
    """Whether anybody who may can claim it now."""
    return case.status is CaseStatus.OPEN or lapsed(case, now)


def is_held_by(case: Case, person_id: str, now: datetime) -> bool:
    """Whether this person has the claim, and it is not over."""
    return case.status is CaseStatus.CLAIMED and case.holder == person_id and not lapsed(case, now)


def why_not(case: Case, person: Person) -> tuple[str, str] | None:
    """Why this person may never take this case, as a code and in words; None where they may."""
    if not person.decides:
        return "not-allowed", "Only moderators and seniors take cases."
    if person.person_id in case.not_by:
        return "decided-before", "You decided on this before: somebody else has to look at it."
    if (case.escalated or case.senior_only) and not person.leads:
        return "seniors-only", "This case is for seniors."
    return None


def suits(case: Case, person: Person) -> bool:
    """Whether this person is given the case when they ask for the next one."""
    return (
        why_not(case, person) is None
        and person.person_id not in case.skipped_by
        and case.category not in person.opted_out
    )
