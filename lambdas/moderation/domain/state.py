"""A content's state: where it stands, what it waits for, and the events of its history.

How a state may change is in `transitions.py`. `write` counts the writes of the item: the store
refuses a state whose `write` is not one more than what is stored, so two writers never overwrite
each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.verdict import Reason, Severity, Status


class DueKind(StrEnum):
    """What a content waits for; the sweep looks at what is past its time."""

    ENFORCE = "enforce"
    SCREEN = "screen"
    WORKFLOW = "workflow"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is to happen, and when the sweep takes care of it if it has not happened."""

    kind: DueKind
    at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentState:
    """The one item that says where a content stands.

    `revision` counts its verdicts from 1 (0: none yet) and `enforced` is the last one that was
    tagged, alerted and published. `screening` is the attempt that was asked for, `started` the last
    one that was handed to a workflow (videos), `screened` the one whose verdict was recorded.
    `pinned`: a person decided, later machine verdicts change nothing.
    """

    content: Content
    upload: Upload
    status: Status
    write: int = 1
    revision: int = 0
    enforced: int = 0
    screening: int = 1
    started: int = 0
    screened: int = 0
    pinned: bool = False
    profile: str = "default"
    severity: Severity | None = None
    category: str | None = None
    reasons: tuple[Reason, ...] = ()
    previous_status: Status | None = None
    decider: str | None = None
    policy_version: str | None = None
    model_versions: Mapping[str, str] = field(default_factory=dict)
    decided_at: datetime | None = None
    created_at: datetime | None = None
    due: Due | None = None

    @property
    def is_unenforced(self) -> bool:
        """Whether the current verdict has not been tagged, alerted and published yet."""
        return self.status.is_verdict and self.enforced < self.revision


class EventKind(StrEnum):
    """What can happen to a content, as its history names it.

    `case_confirmed`: a second look, or an appeal, found the verdict right; `case_disputed`: a
    second look came to another decision, so that a senior decides.
    """

    VERDICT = "verdict"
    VERDICT_NOT_APPLIED = "verdict_not_applied"
    RESCREEN_REQUESTED = "rescreen_requested"
    GONE = "gone"
    APPEALED = "appealed"
    CASE_OPENED = "case_opened"
    CASE_CLAIMED = "case_claimed"
    CASE_EXTENDED = "case_extended"
    CASE_RELEASED = "case_released"
    CASE_SKIPPED = "case_skipped"
    CASE_EXPIRED = "case_expired"
    CASE_ASSIGNED = "case_assigned"
    CASE_HELD = "case_held"
    CASE_ESCALATED = "case_escalated"
    CASE_REVEALED = "case_revealed"
    CASE_CONFIRMED = "case_confirmed"
    CASE_DISPUTED = "case_disputed"
    CASE_CLOSED = "case_closed"

    @property
    def is_of_case(self) -> bool:
        """Whether this is the work of people on a case, an appeal included."""
        return self is EventKind.APPEALED or self.value.startswith("case_")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEvent:
    """One line of a content's history; append-only.

    `number` tells events of one kind apart (the revision of a verdict, the screening of a request),
    so that writing the same event twice writes it once. A verdict carries all its reasons here; the
    state may carry only the first few. `details` are what a kind has beside, such as the clause of
    a person's decision; for what happened to a case, `number` is the write of the case.
    """

    kind: EventKind
    at: datetime
    number: int
    status: Status
    previous_status: Status | None = None
    screening: int = 1
    severity: Severity | None = None
    category: str | None = None
    reasons: tuple[Reason, ...] = ()
    profile: str | None = None
    decider: str | None = None
    policy_version: str | None = None
    model_versions: Mapping[str, str] = field(default_factory=dict)
    calls: Mapping[str, int] = field(default_factory=dict)
    upload: Upload | None = None
    why: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
