"""Contents, cases and people to do the work of the desk with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.moderation.domain.case import Appeal, Case, Ruling
from lambdas.moderation.domain.claiming import claimed
from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.deciding import Choice
from lambdas.moderation.domain.desk_rules import DeskRules, QueueRule
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.opening import opened
from lambdas.moderation.domain.person import Person, Role
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.transitions import Decision, with_gone, with_verdict
from lambdas.moderation.domain.verdict import Action, Reason, Severity, Status, judge

NOW = datetime(2026, 11, 24, 9, 30, 15, 250_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
CONTENT = Content("uploads-test", "photos/knife.jpg", "3sL4kqtJlcpXroDTDmJ")
UPLOAD = Upload(media_type=MediaType.JPEG, size=1_234_567, uploader_id="user-7")
RULES = DeskRules(queues=(QueueRule(queue="urgent", severities=(Severity.CRITICAL,)),))
POLICY_VERSION = "3f9a1c27b04d"


def person(person_id: str, *roles: Role, **facts: Any) -> Person:
    """Somebody with these roles; a moderator where none are named."""
    return Person(person_id=person_id, roles=frozenset(roles or {Role.MODERATOR}), **facts)


ANA, BEN, CAT = person("ana"), person("ben"), person("cat")
SUE, SAM = person("sue", Role.SENIOR), person("sam", Role.MODERATOR, Role.SENIOR)
ADA, AUDREY = person("ada", Role.ADMIN), person("audrey", Role.AUDITOR)


def judged(
    action: Action = Action.REVIEW,
    severity: Severity = Severity.HIGH,
    *,
    before: ContentState | None = None,
    of: Content = CONTENT,
    upload: Upload = UPLOAD,
    now: datetime = NOW,
    profile: str = "default",
    category: str = "violence",
) -> tuple[ContentState, HistoryEvent]:
    """The state after the machine's next verdict on a content, with its event."""
    reason = Reason(
        rule="weapons", action=action, text="Weapons 85 %.", severity=severity, category=category
    )
    change = with_verdict(
        before,
        content=of,
        upload=upload,
        decision=Decision(
            judgement=judge([reason], profile=profile),
            evidence=Evidence(model_versions={"moderation_labels": "7.0"}),
            policy_version=POLICY_VERSION,
            decider=f"policy@{POLICY_VERSION}",
            screening=before.screened + 1 if before else 1,
        ),
        now=now,
    )
    assert change is not None
    return change


def held(severity: Severity = Severity.HIGH, **facts: Any) -> ContentState:
    """A content that is held for review."""
    return judged(Action.REVIEW, severity, **facts)[0]


def deleted(state: ContentState, now: datetime = NOW) -> ContentState:
    """The same once its object is deleted."""
    change = with_gone(state, now)
    assert change is not None
    return change[0]


def case_of(
    state: ContentState,
    before: Case | None = None,
    *,
    senior_only: bool = False,
    now: datetime = NOW,
    rules: DeskRules = RULES,
) -> Case:
    """The case of a content that is held."""
    change = opened(before, state, rules, senior_only=senior_only, now=now)
    assert change is not None
    return change[0]


def taken(case: Case, by: Person = ANA, now: datetime = NOW, rules: DeskRules = RULES) -> Case:
    """The case in somebody's hands."""
    return claimed(case, by, rules, now)[0]


def choice(
    status: Status,
    by: Person,
    now: datetime = NOW,
    *,
    second_look: bool = False,
    note: str | None = None,
) -> Choice:
    """What somebody decides."""
    ruling = Ruling(
        status=status,
        clause="weapons",
        clause_text="Real weapons.",
        decider=by.person_id,
        at=now,
        note=note,
    )
    return Choice(ruling=ruling, policy_version=POLICY_VERSION, second_look=second_look)


def appeal(now: datetime = NOW, statement: str = "It is a toy.") -> Appeal:
    """What an application filed."""
    application = "arn:aws:iam::111122223333:role/shop"
    return Appeal(who="user-7", statement=statement, filed_at=now, filed_by=application)
