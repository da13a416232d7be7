"""A verdict as programs hear of it: the `Content Verdict` event's detail and the alert's JSON.

The shape is a promise to users; a change of it raises `SCHEMA_VERSION`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lambdas.moderation.aws.attributes import to_time
from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.findings import Box, Finding, Span
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.verdict import Reason

SCHEMA_VERSION = 1
_OF_PEOPLE = ("clause", "appeal")
# An event or message has at most 262,144 bytes, an alert holds this twice, and all but ASCII grows
# sevenfold in it. What is left out here stands in the history.
_MOST_REASONS = 20
_MOST_FINDINGS = 10
_MOST_FINDINGS_IN_ALL = 100
_LONGEST_TEXT = 500
_MOST_SPANS = 20
_MOST_SPANS_IN_ALL = 200
_MOST_BOXES_IN_ALL = 50


@dataclass(frozen=True, slots=True)
class _Left:
    """As many findings, spans and boxes as one announcement may still have."""

    findings: Iterator[int]
    spans: Iterator[int]
    boxes: Iterator[int]


def announcement(state: ContentState, event: HistoryEvent) -> dict[str, Any]:
    """The verdict of `event`, which is a verdict event of that content; JSON values only.

    `event_id` is the same for the same revision of the same content. A person's decision names its
    `clause`, and one on appeal says whether the verdict before was `upheld` or `overturned`.
    """
    most = (_MOST_FINDINGS_IN_ALL, _MOST_SPANS_IN_ALL, _MOST_BOXES_IN_ALL)
    left = _Left(*(iter(range(number)) for number in most))
    return {
        "schema_version": SCHEMA_VERSION,
        "event_id": f"{state.content.content_id}-{event.number}",
        "content": _content(state.content, state.upload),
        "status": event.status.value,
        "previous_status": event.previous_status and event.previous_status.value,
        "revision": event.number,
        "screening": event.screening,
        "severity": event.severity and event.severity.value,
        "category": event.category,
        "reasons": [_reason(reason, left) for reason in event.reasons[:_MOST_REASONS]],
        "decider": event.decider,
        "policy_version": event.policy_version,
        "occurred_at": to_time(event.at),
        **{name: event.details[name] for name in _OF_PEOPLE if name in event.details},
    }


def _content(content: Content, upload: Upload) -> dict[str, str | None]:
    return {
        "content_id": content.content_id,
        "bucket": content.bucket,
        "key": content.key,
        "version_id": content.version_id,
        "media_type": upload.media_type.value,
        "uploader_id": upload.uploader_id,
        "reference": upload.reference,
    }


def _reason(reason: Reason, left: _Left) -> dict[str, Any]:
    findings = zip(reason.findings[:_MOST_FINDINGS], left.findings, strict=False)
    return {
        "rule": reason.rule,
        "action": reason.action.value,
        "severity": reason.severity and reason.severity.value,
        "category": reason.category,
        "text": reason.text.encode()[:_LONGEST_TEXT].decode(errors="ignore"),
        "findings": [_finding(finding, left) for finding, _ in findings],
    }


def _finding(finding: Finding, left: _Left) -> dict[str, Any]:
    """A finding in a video has `spans`, one that has a place in a picture `boxes`.

    As many as are `left` in this announcement; where no box is, there is no key `boxes`.
    """
    plain = {
        "source": finding.source,
        "label": finding.label,
        "confidence": finding.confidence,
        "parents": list(finding.parents),
        "content_types": {each.name: each.confidence for each in finding.content_types},
    }
    if finding.spans:
        spans = zip(finding.spans[:_MOST_SPANS], left.spans, strict=False)
        plain["spans"] = [_span(span) for span, _ in spans]
    boxes = [_box(box) for box, _ in zip(finding.boxes, left.boxes, strict=False)]
    return plain | ({"boxes": boxes} if boxes else {})


def _box(box: Box) -> dict[str, float]:
    return {"left": box.left, "top": box.top, "width": box.width, "height": box.height}


def _span(span: Span) -> dict[str, Any]:
    return {
        "start_ms": span.start_ms,
        "end_ms": span.end_ms,
        "peak": span.peak,
        "mean": span.mean,
    }
