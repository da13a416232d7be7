"""The items of a content's history in the moderation table, to the wire and back.

What people did and what machines decided is in the index by day; a verdict that was flagged, or
reached by a person, is found by its uploader in the index by key. Raises `Permanent` with the code
`unreadable-state` for an item that is damaged. Times count in milliseconds.
"""

import hashlib
from datetime import datetime

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
from lambdas.moderation.aws.items import (
    WireItem,
    previous_status_of,
    severity_of,
    upload_of,
    upload_values,
)
from lambdas.moderation.aws.reasons import reasons_from_plain, reasons_to_plain
from lambdas.moderation.domain.state import EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Status

HISTORY_PREFIX = "history#"
DAY_SHARDS = 4
_ID_LENGTH = 32


def history_name(kind: EventKind, at: datetime, number: int) -> str:
    """The range key of a history event: sorted by time, the same for the same event."""
    return f"{HISTORY_PREFIX}{to_time(at)}#{kind.value}#{number:04d}"


def day_shards(day: str) -> list[str]:
    """The keys of one day (`2026-11-24`) in the index by day."""
    return [f"{day}#{shard}" for shard in range(DAY_SHARDS)]


def uploader_key(uploader_id: str) -> str:
    """The key under which an uploader's verdicts are in the index by key: that of no object."""
    name = "\0".join(("", "uploader", uploader_id))  # no bucket's name is empty
    return hashlib.sha256(name.encode()).hexdigest()[:_ID_LENGTH]


def event_to_item(content_id: str, event: HistoryEvent) -> WireItem:
    """The history item. The upload's fields stand by themselves, so that they can be erased."""
    values: dict[str, Plain] = {
        "content_id": content_id,
        "item": history_name(event.kind, event.at, event.number),
        "at": to_time(event.at),
        "day": _day(content_id, event),
        **_uploader_values(event),
        "status": event.status.value,
        "previous_status": event.previous_status and event.previous_status.value,
        "screening": event.screening,
        "severity": event.severity and event.severity.value,
        "category": event.category,
        "reasons": pack(reasons_to_plain(event.reasons)) if event.reasons else None,
        "profile": event.profile,
        "decider": event.decider,
        "policy_version": event.policy_version,
        "model_versions": event.model_versions,
        "calls": event.calls,
        **(upload_values(event.upload) if event.upload else {}),
        "why": event.why,
        "details": event.details,
    }
    return to_item(values)


def item_to_event(item: Item) -> HistoryEvent:
    """The history event that was written."""
    read = ItemReader(item)
    try:
        _, at, kind, number = read.text("item").split("#")
        return HistoryEvent(
            kind=EventKind(kind),
            at=datetime.fromisoformat(at),
            number=int(number),
            status=Status(read.text("status")),
            previous_status=previous_status_of(read),
            screening=read.number("screening"),
            severity=severity_of(read),
            category=read.optional("category"),
            reasons=reasons_from_plain(read.packed("reasons")),
            profile=read.optional("profile"),
            decider=read.optional("decider"),
            policy_version=read.optional("policy_version"),
            model_versions=read.texts("model_versions"),
            calls=read.numbers("calls"),
            upload=upload_of(read) if "media_type" in item else None,
            why=read.optional("why"),
            details=read.texts("details"),
        )
    except UNREADABLE as error:
        raise unreadable(item) from error


def _day(content_id: str, event: HistoryEvent) -> str | None:
    """The key of the index by day, each day in four shards."""
    if event.kind is not EventKind.VERDICT and not event.kind.is_of_case:
        return None
    return f"{to_time(event.at)[:10]}#{int(content_id[0], 16) % DAY_SHARDS}"


def _uploader_values(event: HistoryEvent) -> dict[str, Plain]:
    """The keys of the index by key, for a verdict that says something of its uploader."""
    uploader = event.upload.uploader_id if event.upload else None
    says_something = event.status.is_flagged or "clause" in event.details
    if event.kind is not EventKind.VERDICT or not uploader or not says_something:
        return {}
    return {"key_id": uploader_key(uploader), "created_at": to_time(event.at)}
