"""A verdict as programs hear of it: the `Content Verdict` event's detail and the alert's JSON.

The shape is a promise to users; a change of it raises `SCHEMA_VERSION`.
"""

from typing import Any

from lambdas.moderation.aws.attributes import to_time
from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.findings import Finding
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.verdict import Reason

SCHEMA_VERSION = 1
# An event or message has at most 262,144 bytes; what is left out here stands in the history.
_MOST_REASONS = 20
_MOST_FINDINGS = 10
_LONGEST_TEXT = 500


def announcement(state: ContentState, event: HistoryEvent) -> dict[str, Any]:
    """The verdict of `event`, which is a verdict event of that content; JSON values only.

    `event_id` is the same for the same revision of the same content.
    """
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
        "reasons": [_reason(reason) for reason in event.reasons[:_MOST_REASONS]],
        "decider": event.decider,
        "policy_version": event.policy_version,
        "occurred_at": to_time(event.at),
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


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "action": reason.action.value,
        "severity": reason.severity and reason.severity.value,
        "category": reason.category,
        "text": reason.text[:_LONGEST_TEXT],
        "findings": [_finding(finding) for finding in reason.findings[:_MOST_FINDINGS]],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "source": finding.source,
        "label": finding.label,
        "confidence": finding.confidence,
        "parents": list(finding.parents),
        "content_types": {each.name: each.confidence for each in finding.content_types},
    }
