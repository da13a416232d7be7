"""Reasons and findings as plain lists, with no more than is worth keeping."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from lambdas.moderation.domain.findings import Box, ContentType, Finding, Span
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.verdict import Action, Reason, Severity

_REASONS_IN_STATE = 3
_FINDINGS_IN_STATE = 2
_SPANS_IN_STATE = 2
# An item has at most 400 KB; all spans and boxes stand in the evidence.
_SPANS_IN_REASONS = 2_000
_BOXES_IN_REASONS = 2_000
_TEXT_IN_STATE = 160
_HUNDREDTH = Decimal("0.01")


def in_short(state: ContentState) -> ContentState:
    """The state with no more of its reasons than it keeps; the history event has them all.

    The first three, their texts clipped, and the first two findings of each without their parents
    and boxes; of a finding in a video the first two spans.
    """
    return replace(state, reasons=tuple(map(_short, state.reasons[:_REASONS_IN_STATE])))


def reasons_to_plain(reasons: Sequence[Reason]) -> list[list[Any]]:
    """Lists of values, the empty ones at the end left out.

    With at most 2,000 spans and 2,000 boxes in all.
    """
    spans, boxes = iter(range(_SPANS_IN_REASONS)), iter(range(_BOXES_IN_REASONS))
    return [
        _trimmed(
            reason.rule,
            reason.action.value,
            reason.text,
            reason.severity.value if reason.severity else None,
            reason.category,
            findings_to_plain([_with_no_more(each, spans, boxes) for each in reason.findings]),
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
            _types_to_plain(finding.content_types),
            [_span_to_plain(each) for each in finding.spans],
            [[each.left, each.top, each.width, each.height] for each in finding.boxes],
        )
        for finding in findings
    ]


def findings_from_plain(rows: Sequence[Sequence[Any]]) -> tuple[Finding, ...]:
    """What `findings_to_plain` wrote."""
    return tuple(map(_finding, rows))


def _with_no_more(finding: Finding, spans: Iterator[int], boxes: Iterator[int]) -> Finding:
    """The finding with no more spans and boxes than are left."""
    if not finding.spans and not finding.boxes:
        return finding
    return replace(
        finding,
        spans=tuple(span for span, _ in zip(finding.spans, spans, strict=False)),
        boxes=tuple(box for box, _ in zip(finding.boxes, boxes, strict=False)),
    )


def _short(reason: Reason) -> Reason:
    findings = reason.findings[:_FINDINGS_IN_STATE]
    return replace(
        reason, text=_clipped(reason.text), findings=tuple(map(_short_finding, findings))
    )


def _short_finding(finding: Finding) -> Finding:
    spans = finding.spans[:_SPANS_IN_STATE]
    return replace(
        finding,
        parents=(),
        content_types=(),
        boxes=(),
        spans=tuple(replace(each, content_types=()) for each in spans),
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
    source, label, confidence, parents, content_types, spans, boxes = _filled(row, 7)
    return Finding(
        source=str(source),
        label=str(label),
        confidence=float(confidence),
        parents=tuple(map(str, parents or ())),
        content_types=_types(content_types),
        spans=tuple(map(_span, spans or ())),
        boxes=tuple(Box(*map(float, box)) for box in boxes or ()),
    )


def _span_to_plain(span: Span) -> list[Any]:
    """The level stands as it is: it is a threshold of the policy, not a measurement."""
    return _trimmed(
        span.start_ms,
        span.end_ms,
        _cut(span.peak),
        _cut(span.mean),
        span.at_least or None,
        _types_to_plain(span.content_types),
    )


def _span(row: Sequence[Any]) -> Span:
    start_ms, end_ms, peak, mean, at_least, content_types = _filled(row, 6)
    return Span(
        int(start_ms),
        int(end_ms),
        float(peak),
        float(mean),
        float(at_least or 0),
        _types(content_types),
    )


def _types_to_plain(types: Sequence[ContentType]) -> list[list[Any]]:
    return [[each.name, _cut(each.confidence)] for each in types]


def _types(rows: Sequence[Sequence[Any]] | None) -> tuple[ContentType, ...]:
    return tuple(ContentType(str(name), float(confidence)) for name, confidence in rows or ())


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
