"""Verdicts: what was decided about a content, how grave it is, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lambdas.moderation.domain.findings import Finding


class Action(StrEnum):
    """What a rule asks for, mildest first."""

    APPROVE = "approve"
    REVIEW = "review"
    REJECT = "reject"

    @property
    def strictness(self) -> int:
        """0 for the mildest; the strictest action that fires wins."""
        return _STRICTNESS[self]


class Severity(StrEnum):
    """How grave and how urgent, mildest first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def gravity(self) -> int:
        """0 for the mildest."""
        return _GRAVITY[self]


_STRICTNESS = {action: place for place, action in enumerate(Action)}
_GRAVITY = {severity: place for place, severity in enumerate(Severity)}


class Status(StrEnum):
    """A content's place: `screening`, then a verdict, `gone` once that version is deleted."""

    SCREENING = "screening"
    APPROVED = "approved"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    GONE = "gone"

    @property
    def is_verdict(self) -> bool:
        """Whether this is one of the three verdicts."""
        return self in {Status.APPROVED, Status.IN_REVIEW, Status.REJECTED}

    @property
    def is_flagged(self) -> bool:
        """Whether people are alerted: `in_review` and `rejected`."""
        return self in {Status.IN_REVIEW, Status.REJECTED}


STATUS_OF_ACTION = {
    Action.APPROVE: Status.APPROVED,
    Action.REVIEW: Status.IN_REVIEW,
    Action.REJECT: Status.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A rule that fired, and the findings that fired it.

    `rule` is the rule's id in the policy, `default` where none fired, `unknown-label`, or
    `held-…` with the class of what kept the content from being screened. `text` is the reason in
    words, for people.
    """

    rule: str
    action: Action
    text: str
    severity: Severity | None = None
    category: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a policy makes of the evidence.

    `reasons` is never empty, the strictest first; what kept a content from being screened comes
    before all that was found in it.
    """

    action: Action
    reasons: tuple[Reason, ...]
    profile: str
    severity: Severity | None = None
    category: str | None = None

    @property
    def status(self) -> Status:
        """The verdict this action stands for."""
        return STATUS_OF_ACTION[self.action]


def judge(reasons: Iterable[Reason], *, profile: str) -> Judgement:
    """The judgement of one or more reasons: the strictest action wins, every reason is kept.

    Severity and category are those of the gravest reason that asked for that action; an approval
    has none.
    """
    ordered = sorted(reasons, key=_by_strictness)
    first = ordered[0]
    flagged = first.action is not Action.APPROVE
    return Judgement(
        action=first.action,
        reasons=tuple(ordered),
        profile=profile,
        severity=(first.severity or Severity.MEDIUM) if flagged else None,
        category=first.category if flagged else None,
    )


def hold(code: str, text: str, *, profile: str) -> Judgement:
    """The judgement on content that cannot be screened: a person looks at it.

    `code` is the class of the failure (`unsupported-format`, `corrupt`, …), `text` says in words
    what kept it from being screened.
    """
    reason = Reason(
        rule=f"held-{code}",
        action=Action.REVIEW,
        text=text,
        severity=Severity.MEDIUM,
        category="unscreened",
    )
    return judge((reason,), profile=profile)


def _by_strictness(reason: Reason) -> tuple[int, int, float, str]:
    gravity = reason.severity.gravity if reason.severity else -1
    surest = max((finding.confidence for finding in reason.findings), default=0.0)
    return (-reason.action.strictness, -gravity, -surest, reason.rule)
