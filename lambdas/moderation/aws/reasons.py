"""Reasons and findings as plain lists, with no more than is worth keeping."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from lambdas.moderation.domain.findings import ContentType, Finding
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.verdict import Action, Reason, Severity

_REASONS_IN_STATE = 3
_FINDINGS_IN_STATE = 2
_TEXT_IN_STATE = 160
_HUNDREDTH = Decimal("0.01")


def in_short(state: ContentState) -> ContentState:
    """The state with no more of its reasons than it keeps; the history event has them all.

    The first three, their texts clipped, and the first two findings of each without their parents.
    """
    return replace(state, reasons=tuple(map(_short, state.reasons[:_REASONS_IN_STATE])))


def reasons_to_plain(reasons: Sequence[Reason]) -> list[list[Any]]:
    """Lists of values, the empty ones at the end left out."""
    return [
        _trimmed(
            reason.rule,
            reason.action.value,
            reason.text,
            reason.severity.value if reason.severity else None,
            reason.category,
            findings_to_plain(reason.findings),
        )
        for reason in reasons
    ]


def reasons_from_plain(rows: Sequence[Sequence[Any]]) -> tuple[Reason, ...]:
    """What `reasons_to_plain` wrote."""
    return tuple(map(_reason, rows))


def findings_to_plain(findings: Sequence[Finding]) -> list[list[Any]]:
    """Lists of values. Confidences are cut, not rounded, to hundredths of a percent.

    So no finding moves across a threshold of at most two decimals, in either direction.
    """
    return [
        _trimmed(
            finding.source,
            finding.label,
            _cut(finding.confidence),
            list(finding.parents),
            [[each.name, _cut(each.confidence)] for each in finding.content_types],
        )
        for finding in findings
    ]


def findings_from_plain(rows: Sequence[Sequence[Any]]) -> tuple[Finding, ...]:
    """What `findings_to_plain` wrote."""
    return tuple(map(_finding, rows))


def _short(reason: Reason) -> Reason:
    findings = reason.findings[:_FINDINGS_IN_STATE]
    return replace(
        reason,
        text=_clipped(reason.text),
        findings=tuple(replace(each, parents=(), content_types=()) for each in findings),
    )


def _clipped(text: str) -> str:
    if len(text) <= _TEXT_IN_STATE:
        return text
    return text[: _TEXT_IN_STATE - 1] + "…"


def _reason(row: Sequence[Any]) -> Reason:
    rule, action, text, severity, category, findings = _filled(row, 6)
    return Reason(
        rule=str(rule),
        action=Action(action),
        text=str(text),
        severity=None if severity is None else Severity(severity),
        category=category,
        findings=findings_from_plain(findings or ()),
    )


def _finding(row: Sequence[Any]) -> Finding:
    source, label, confidence, parents, content_types = _filled(row, 5)
    return Finding(
        source=str(source),
        label=str(label),
        confidence=float(confidence),
        parents=tuple(map(str, parents or ())),
        content_types=tuple(ContentType(str(n), float(c)) for n, c in content_types or ()),
    )


def _cut(confidence: float) -> float:
    exact = Decimal(str(confidence)).quantize(_HUNDREDTH, ROUND_FLOOR)
    return int(exact) if exact == int(exact) else float(exact)


def _trimmed(*values: object) -> list[Any]:
    row = list(values)
    while row[-1] in (None, []):
        row.pop()
    return row


def _filled(row: Sequence[Any], length: int) -> list[Any]:
    return [*row, *[None] * (length - len(row))][:length]
