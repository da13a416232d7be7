"""A case with all that whoever works on it has to know."""

from collections.abc import Sequence

from lambdas.moderation.domain.case import Appeal, Case, Ruling
from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports.api import Json
from lambdas.moderation.ports.desk import Line
from lambdas.review_api.blind import (
    blind_history,
    blind_lines,
    is_blind,
    machines_verdict,
    shown_status,
)
from lambdas.review_api.desk import Desk
from lambdas.review_api.plain import reason_to_json, time_text
from lambdas.review_api.summaries import check_may_see, summary

_MOST_OF_UPLOADER = 20
_VIDEO = "video/"


def detail(desk: Desk, person: Person, case: Case) -> Json:
    """The case, its content, why it was held, and what happened to both.

    `reasons` are always those of the policy's last verdict: they say what was found and where. What
    a person decided is in `decision`, and kept from who looks at it again without knowing it.
    Raises `Refused` where this person may not see the case.
    """
    check_may_see(case, person, desk.now())
    state = desk.state(case.content_id)
    history, lines = desk.contents.history(case.content_id), _of_uploader(desk, state)
    found = machines_verdict(history)
    blind = is_blind(case, person)
    if blind:
        history, lines = blind_history(case, history), blind_lines(case, lines)
    return {
        "case": _case(desk, person, case, blind=blind),
        "content": {
            **_content(desk, state),
            "status": shown_status(state, case, person).value,
            "policy_version": found.policy_version if blind and found else state.policy_version,
        },
        "reasons": [reason_to_json(each) for each in found.reasons] if found else [],
        "history": [event_to_json(event) for event in history],
        "uploader": _uploader(state, lines),
        "preview": _preview(case, state),
    }


def why_no_preview(case: Case, state: ContentState) -> str | None:
    """Why there can be no preview of this upload, in words; None where it is worth trying."""
    media_type = case.media_type
    if state.status is Status.GONE:
        return "The upload was deleted."
    if case.senior_only:
        return "The policy says that no preview is made of this upload."
    if media_type.value.startswith(_VIDEO):
        return "There is no preview of a video: see what was found in it, and when."
    if media_type is MediaType.UNKNOWN:
        return "This is no picture that a preview can be made of."
    return None


def event_to_json(event: HistoryEvent) -> Json:
    """A line of a content's history."""
    return {
        "kind": event.kind.value,
        "at": time_text(event.at),
        "who": event.decider,
        "status": event.status.value,
        "previous_status": event.previous_status and event.previous_status.value,
        "severity": event.severity and event.severity.value,
        "details": dict(event.details),
        "why": event.why,
        "reasons": [reason.text for reason in event.reasons],
    }


def _case(desk: Desk, person: Person, case: Case, *, blind: bool) -> Json:
    return {
        **summary(case, person, desk.rules, desk.now()),
        "note": case.note,
        "revealed": case.revealed == case.token > 0,
        "appeal": _appeal(case.appeal),
        "decision": None if blind else _decision(case.ruling),
    }


def _content(desk: Desk, state: ContentState) -> dict[str, Json]:
    content, upload = state.content, state.upload
    return {
        "content_id": content.content_id,
        "bucket": content.bucket,
        "key": content.key,
        "version_id": content.version_id,
        "media_type": upload.media_type.value,
        "size": upload.size,
        "uploader_id": upload.uploader_id,
        "reference": upload.reference,
        "created_at": state.created_at and time_text(state.created_at),
        "duration_ms": _duration(desk, state),
    }


def _duration(desk: Desk, state: ContentState) -> int | None:
    if not state.upload.media_type.value.startswith(_VIDEO):
        return None
    evidence = desk.contents.load_evidence(state.content.content_id, state.screened)
    return evidence.duration_ms if evidence else None


def _of_uploader(desk: Desk, state: ContentState) -> list[Line]:
    uploader_id = state.upload.uploader_id
    if not uploader_id:
        return []
    return desk.cases.by_uploader(uploader_id, limit=_MOST_OF_UPLOADER)


def _uploader(state: ContentState, lines: Sequence[Line]) -> Json:
    if not state.upload.uploader_id:
        return None
    verdicts = [
        {
            "content_id": line.content_id,
            "at": time_text(line.event.at),
            "status": line.event.status.value,
            "severity": line.event.severity and line.event.severity.value,
            "category": line.event.category,
            "who": line.event.decider,
        }
        for line in lines
    ]
    return {"uploader_id": state.upload.uploader_id, "verdicts": verdicts}


def _appeal(appeal: Appeal | None) -> Json:
    if appeal is None:
        return None
    return {
        "who": appeal.who,
        "statement": appeal.statement,
        "filed_at": time_text(appeal.filed_at),
    }


def _decision(ruling: Ruling | None) -> Json:
    if ruling is None:
        return None
    return {
        "status": ruling.status.value,
        "clause": ruling.clause,
        "text": ruling.clause_text,
        "decider": ruling.decider,
        "at": time_text(ruling.at),
        "note": ruling.note,
    }


def _preview(case: Case, state: ContentState) -> Json:
    why = why_no_preview(case, state)
    return {"available": why is None, "why": why}
