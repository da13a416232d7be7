"""A content's status as JSON: a public interface, documented in docs/cli.md."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from cli.video_status import VideoDetails
from lambdas.moderation.domain.content import Upload
from lambdas.moderation.domain.findings import Finding, Span
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.verdict import Reason, Status
from lambdas.moderation.domain.video_jobs import VideoJob

Json = dict[str, Any]


def status_json(
    state: ContentState,
    verdict: HistoryEvent | None,
    history: list[HistoryEvent],
    *,
    video: VideoDetails,
    older: int,
) -> Json:
    """Everything known of a content, but for the other versions of its object.

    `verdict` is the event of the current verdict: it has all the reasons, the state may not.
    """
    content = state.content
    return {
        "content_id": content.content_id,
        "bucket": content.bucket,
        "key": content.key,
        "version_id": content.version_id,
        "status": state.status.value,
        "severity": state.severity and state.severity.value,
        "category": state.category,
        "reasons": [reason_json(each) for each in (verdict or state).reasons],
        "decider": state.decider,
        "policy_version": state.policy_version,
        "model_versions": dict(state.model_versions),
        "history": [event_json(each) for each in history],
        "previous_status": state.previous_status and state.previous_status.value,
        "profile": state.profile,
        "decided_at": moment(state.decided_at),
        "created_at": moment(state.created_at),
        "calls": dict(verdict.calls) if verdict else {},
        "revision": state.revision,
        "enforced_revision": state.enforced,
        "enforced": not state.is_unenforced if state.status.is_verdict else None,
        "screening": state.screening,
        "started": state.started,
        "screened": state.screened,
        "screening_under_way": is_under_way(state),
        "pinned": state.pinned,
        "upload": upload_json(state.upload),
        "duration_ms": video.evidence and video.evidence.duration_ms,
        "evidence": video.archived,
        "jobs": [_job_json(each) for each in video.jobs],
        "older_versions": older,
    }


def is_under_way(state: ContentState) -> bool:
    """Whether a screening was asked for whose verdict is not recorded yet."""
    return state.status is not Status.GONE and state.screening > state.screened


def version_json(state: ContentState) -> Json:
    """One of several versions of an object, in short."""
    return {
        "content_id": state.content.content_id,
        "version_id": state.content.version_id,
        "status": state.status.value,
        "severity": state.severity and state.severity.value,
        "category": state.category,
        "created_at": moment(state.created_at),
        "decided_at": moment(state.decided_at),
    }


def event_json(event: HistoryEvent) -> Json:
    """One line of the history; what an event does not have is null or empty."""
    return {
        "kind": event.kind.value,
        "at": moment(event.at),
        "number": event.number,
        "status": event.status.value,
        "previous_status": event.previous_status and event.previous_status.value,
        "screening": event.screening,
        "severity": event.severity and event.severity.value,
        "category": event.category,
        "reasons": [reason_json(each) for each in event.reasons],
        "profile": event.profile,
        "decider": event.decider,
        "policy_version": event.policy_version,
        "model_versions": dict(event.model_versions),
        "calls": dict(event.calls),
        "upload": event.upload and upload_json(event.upload),
        "why": event.why,
        "details": dict(event.details),
    }


def reason_json(reason: Reason) -> Json:
    """A rule that fired, and the findings that fired it."""
    return {
        "rule": reason.rule,
        "action": reason.action.value,
        "text": reason.text,
        "severity": reason.severity and reason.severity.value,
        "category": reason.category,
        "findings": [_finding_json(each) for each in reason.findings],
    }


def upload_json(upload: Upload) -> Json:
    """What was taken from the object; `size` in bytes."""
    return {
        "media_type": upload.media_type.value,
        "size": upload.size,
        "uploader_id": upload.uploader_id,
        "reference": upload.reference,
    }


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds and `Z`, or None."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _finding_json(finding: Finding) -> Json:
    answer: Json = {
        "source": finding.source,
        "label": finding.label,
        "confidence": finding.confidence,
        "parents": list(finding.parents),
        "content_types": [
            {"name": each.name, "confidence": each.confidence} for each in finding.content_types
        ],
    }
    if finding.spans:
        answer["spans"] = [_span_json(each) for each in finding.spans]
    if finding.boxes:
        answer["boxes"] = [asdict(each) for each in finding.boxes]
    return answer


def _job_json(job: VideoJob) -> Json:
    """One analyser's job; `due_at` is when it is started or looked after at the latest."""
    return {
        "analyser": job.key.analyser,
        "screening": job.key.screening,
        "status": job.status.value,
        "waiting_since": moment(job.waiting_since),
        "due_at": moment(job.due_at),
        "attempts": job.attempts,
        "slot": job.slot,
        "job_id": job.job_id,
        "failure": job.failure and {"code": job.failure.code, "text": job.failure.text},
    }


def _span_json(span: Span) -> Json:
    return {
        "start_ms": span.start_ms,
        "end_ms": span.end_ms,
        "peak": span.peak,
        "mean": span.mean,
    }
