"""Verdicts: how reasons become one judgement."""

import itertools

import pytest

from lambdas.moderation.domain.findings import Finding
from lambdas.moderation.domain.verdict import (
    Action,
    Judgement,
    Reason,
    Severity,
    Status,
    hold,
    judge,
)


def _reason(
    rule: str, action: Action, severity: Severity | None = None, confidence: float | None = None
) -> Reason:
    findings = () if confidence is None else (Finding("moderation_labels", "X", confidence),)
    return Reason(
        rule=rule,
        action=action,
        text=rule,
        severity=severity,
        category=f"about-{rule}",
        findings=findings,
    )


def _judged(*reasons: Reason) -> Judgement:
    return judge(reasons, profile="default")


def test_the_strictest_action_wins() -> None:
    judgement = _judged(
        _reason("a", Action.APPROVE), _reason("b", Action.REJECT), _reason("c", Action.REVIEW)
    )
    assert judgement.action is Action.REJECT


def test_every_reason_is_kept_the_strictest_first() -> None:
    judgement = _judged(
        _reason("a", Action.APPROVE), _reason("b", Action.REJECT), _reason("c", Action.REVIEW)
    )
    assert [reason.rule for reason in judgement.reasons] == ["b", "c", "a"]


def test_severity_and_category_are_those_of_the_gravest_reason_for_that_action() -> None:
    judgement = _judged(
        _reason("a", Action.REVIEW, Severity.CRITICAL),
        _reason("b", Action.REJECT, Severity.LOW),
        _reason("c", Action.REJECT, Severity.HIGH),
    )
    assert (judgement.severity, judgement.category) == (Severity.HIGH, "about-c")


def test_of_equally_grave_reasons_the_surest_comes_first() -> None:
    judgement = _judged(
        _reason("a", Action.REVIEW, Severity.LOW, 60),
        _reason("b", Action.REVIEW, Severity.LOW, 80),
    )
    assert judgement.category == "about-b"


def test_the_order_of_the_reasons_does_not_matter() -> None:
    reasons = [
        _reason("a", Action.REVIEW, Severity.LOW, 60),
        _reason("b", Action.REVIEW, Severity.LOW, 60),
        _reason("c", Action.REJECT),
    ]
    assert len({_judged(*order) for order in itertools.permutations(reasons)}) == 1


def test_an_approval_has_neither_severity_nor_category() -> None:
    judgement = _judged(_reason("a", Action.APPROVE, Severity.HIGH))
    assert (judgement.severity, judgement.category) == (None, None)


def test_a_flagged_judgement_always_has_a_severity() -> None:
    assert _judged(_reason("a", Action.REVIEW)).severity is Severity.MEDIUM


@pytest.mark.parametrize(
    ("action", "status"),
    [
        (Action.APPROVE, Status.APPROVED),
        (Action.REVIEW, Status.IN_REVIEW),
        (Action.REJECT, Status.REJECTED),
    ],
)
def test_each_action_stands_for_a_verdict(action: Action, status: Status) -> None:
    assert _judged(_reason("a", action)).status is status
    assert status.is_verdict


@pytest.mark.parametrize("status", [Status.SCREENING, Status.GONE])
def test_a_place_that_is_no_verdict_is_not_flagged(status: Status) -> None:
    assert not status.is_verdict
    assert not status.is_flagged


def test_people_are_alerted_unless_it_is_approved() -> None:
    assert [status for status in Status if status.is_flagged] == [
        Status.IN_REVIEW,
        Status.REJECTED,
    ]


def test_what_cannot_be_screened_is_held_for_a_person_with_its_cause() -> None:
    judgement = hold("corrupt", "The picture is damaged.", profile="avatars")
    assert (judgement.status, judgement.profile) == (Status.IN_REVIEW, "avatars")
    assert judgement.severity is Severity.MEDIUM
    (reason,) = judgement.reasons
    assert (reason.rule, reason.text) == ("held-corrupt", "The picture is damaged.")
