"""The items of a content in the moderation table: state and evidence, to the wire and back.

All raise `Permanent` with the code `unreadable-state` for an item that is damaged. Times count in
milliseconds, confidences in hundredths of a percent.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from lambdas.moderation.aws.attributes import (
    UNREADABLE,
    Item,
    ItemReader,
    Plain,
    pack,
    to_item,
    to_time,
    unreadable,
)
from lambdas.moderation.aws.reasons import (
    findings_from_plain,
    findings_to_plain,
    in_short,
    reasons_from_plain,
    reasons_to_plain,
)
from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import ContentState, Due, DueKind
from lambdas.moderation.domain.verdict import Severity, Status

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

WireItem = dict[str, "AttributeValueTypeDef"]

STATE = "state"


def evidence_name(screening: int) -> str:
    """The range key of one screening's evidence."""
    return f"evidence#{screening:04d}"


def key_of(content_id: str, name: str) -> WireItem:
    """An item's primary key."""
    return {"content_id": {"S": content_id}, "item": {"S": name}}


def state_to_item(state: ContentState) -> WireItem:
    """The state item, with its reasons in short and `due_…` only while something is due."""
    values: dict[str, Plain] = {
        "content_id": state.content.content_id,
        "item": STATE,
        "bucket": state.content.bucket,
        "key": state.content.key,
        "version_id": state.content.version_id,
        "key_id": state.content.key_id,
        "created_at": _optional_time(state.created_at),
        **upload_values(state.upload),
        "status": state.status.value,
        "write": state.write,
        "revision": state.revision,
        "enforced": state.enforced,
        "screening": state.screening,
        "started": state.started or None,
        "screened": state.screened,
        "pinned": state.pinned,
        "profile": state.profile,
        "severity": state.severity and state.severity.value,
        "category": state.category,
        "reasons": pack(reasons_to_plain(in_short(state).reasons)),
        "previous_status": state.previous_status and state.previous_status.value,
        "decider": state.decider,
        "policy_version": state.policy_version,
        "model_versions": state.model_versions,
        "decided_at": _optional_time(state.decided_at),
        **_due_values(state.due),
    }
    return to_item(values)


def item_to_state(item: Item) -> ContentState:
    """The state that was written."""
    read = ItemReader(item)
    try:
        return ContentState(
            content=Content(read.text("bucket"), read.text("key"), read.text("version_id")),
            upload=upload_of(read),
            status=Status(read.text("status")),
            write=read.number("write"),
            revision=read.number("revision"),
            enforced=read.number("enforced"),
            screening=read.number("screening"),
            started=read.number("started", 0),
            screened=read.number("screened"),
            pinned=read.flag("pinned"),
            profile=read.text("profile"),
            severity=severity_of(read),
            category=read.optional("category"),
            reasons=reasons_from_plain(read.packed("reasons")),
            previous_status=previous_status_of(read),
            decider=read.optional("decider"),
            policy_version=read.optional("policy_version"),
            model_versions=read.texts("model_versions"),
            decided_at=read.time("decided_at"),
            created_at=read.time("created_at"),
            due=_due(read),
        )
    except UNREADABLE as error:
        raise unreadable(item) from error


def evidence_to_item(content_id: str, screening: int, evidence: Evidence) -> WireItem:
    """The evidence item of one screening."""
    values: dict[str, Plain] = {
        "content_id": content_id,
        "item": evidence_name(screening),
        "findings": None if evidence.stored_as else pack(findings_to_plain(evidence.findings)),
        "model_versions": evidence.model_versions,
        "calls": evidence.calls,
        "duration_ms": evidence.duration_ms,
        "stored_as": evidence.stored_as,
    }
    return to_item(values)


def item_to_evidence(item: Item) -> Evidence:
    """The evidence that was written."""
    read = ItemReader(item)
    try:
        return Evidence(
            findings_from_plain(read.packed("findings")),
            read.texts("model_versions"),
            read.numbers("calls"),
            duration_ms=read.number("duration_ms") if "duration_ms" in item else None,
            stored_as=read.optional("stored_as"),
        )
    except UNREADABLE as error:
        raise unreadable(item) from error


def upload_values(upload: Upload) -> dict[str, Plain]:
    """An upload's fields, each in an attribute of its own, so that they can be erased."""
    return {
        "media_type": upload.media_type.value,
        "size": upload.size,
        "uploader_id": upload.uploader_id,
        "reference": upload.reference,
    }


def upload_of(read: ItemReader) -> Upload:
    """What `upload_values` wrote."""
    return Upload(
        media_type=MediaType(read.text("media_type")),
        size=read.number("size"),
        uploader_id=read.optional("uploader_id"),
        reference=read.optional("reference"),
    )


def _due_values(due: Due | None) -> dict[str, Plain]:
    if due is None:
        return {}
    attempts = due.attempts or None
    return {"due_kind": due.kind.value, "due_at": to_time(due.at), "due_attempts": attempts}


def _due(read: ItemReader) -> Due | None:
    at, attempts = read.time("due_at"), read.number("due_attempts", 0)
    return None if at is None else Due(DueKind(read.text("due_kind")), at, attempts)


def severity_of(read: ItemReader) -> Severity | None:
    """The attribute `severity`, or None."""
    text = read.optional("severity")
    return None if text is None else Severity(text)


def previous_status_of(read: ItemReader) -> Status | None:
    """The attribute `previous_status`, or None."""
    text = read.optional("previous_status")
    return None if text is None else Status(text)


def _optional_time(at: datetime | None) -> str | None:
    return None if at is None else to_time(at)
