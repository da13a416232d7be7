"""Values of the domain as JSON, in the words of the API."""

from datetime import UTC, datetime

from lambdas.moderation.domain.findings import Finding, Span
from lambdas.moderation.domain.person import DayTally, Shift
from lambdas.moderation.domain.verdict import Reason, Severity
from lambdas.moderation.ports.api import Json
from lambdas.moderation.ports.desk import QueueCount


def time_text(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def reason_to_json(reason: Reason) -> Json:
    """A reason as the alert has it, with all its findings."""
    return {
        "rule": reason.rule,
        "action": reason.action.value,
        "severity": reason.severity and reason.severity.value,
        "category": reason.category,
        "text": reason.text,
        "findings": [_finding(each) for each in reason.findings],
    }


def count_to_json(count: QueueCount) -> Json:
    """How many cases of one severity wait in a queue."""
    return {
        "severity": count.severity.value,
        "open": count.open,
        "overdue": count.overdue,
        "more": count.more,
        "oldest_due_at": count.oldest_due_at and time_text(count.oldest_due_at),
    }


def shift_to_json(shift: Shift | None) -> Json:
    """What a person saw in their shift; None between shifts."""
    if shift is None:
        return None
    return {
        "began_at": time_text(shift.began_at),
        "last_at": time_text(shift.last_at),
        "items": {each.value: shift.items.get(each, 0) for each in Severity},
        "reveals": {each.value: shift.reveals.get(each, 0) for each in Severity},
    }


def tally_to_json(tally: DayTally) -> dict[str, int]:
    """A person's work on one day."""
    return {
        "decided": tally.decided,
        "late": tally.late,
        "skipped": tally.skipped,
        "agreed": tally.agreed,
        "disagreed": tally.disagreed,
    }


def _finding(finding: Finding) -> Json:
    plain: Json = {
        "source": finding.source,
        "label": finding.label,
        "confidence": finding.confidence,
        "parents": list(finding.parents),
        "content_types": {each.name: each.confidence for each in finding.content_types},
    }
    if finding.spans:
        plain["spans"] = [_span(each) for each in finding.spans]
    if finding.boxes:
        plain["boxes"] = [
            {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
            for box in finding.boxes
        ]
    return plain


def _span(span: Span) -> Json:
    return {
        "start_ms": span.start_ms,
        "end_ms": span.end_ms,
        "peak": span.peak,
        "mean": span.mean,
    }
