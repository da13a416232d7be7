"""The items of cases in the moderation table, to the wire and back.

An open case is in the index of what is due under its queue, the most urgent first; one that is
claimed or on hold stands there by the end of that. So asking for the next case reads the first
entries, however many there are. Raises `Permanent` with the code `unreadable-state` for an item
that is damaged. Times count in milliseconds.
"""

from datetime import datetime
from typing import Any

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
from lambdas.moderation.aws.items import WireItem
from lambdas.moderation.domain.case import Appeal, Case, CaseKind, CaseStatus, Ruling
from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.verdict import Severity, Status

CASE = "case"
"""The range key of a content's case."""


def open_cases(queue: str) -> str:
    """Where a queue's open cases are in the index of what is due."""
    return f"case#{queue}"


def leases(queue: str) -> str:
    """Where a queue's claimed cases, and those on hold, are in that index."""
    return f"lease#{queue}"


def urgency_prefix(urgency: int) -> str:
    """What the range keys of open cases of that urgency start with."""
    return f"{urgency}#"


def case_to_item(case: Case) -> WireItem:
    """The case item. What is personal in an appeal stands by itself, so that it can be erased."""
    values: dict[str, Plain] = {
        "content_id": case.content_id,
        "item": CASE,
        "number": case.number,
        "kind": case.kind.value,
        "status": case.status.value,
        "queue": case.queue,
        "severity": case.severity.value,
        "category": case.category,
        "profile": case.profile,
        "media_type": case.media_type.value,
        "revision": case.revision,
        "about": case.about.value,
        "opened_at": to_time(case.opened_at),
        "case_due_at": to_time(case.due_at),
        "write": case.write,
        "token": case.token,
        "holder": case.holder,
        "until": None if case.until is None else to_time(case.until),
        "revealed": case.revealed or None,
        "senior_only": case.senior_only,
        "escalated": case.escalated,
        "disputed": case.disputed,
        "not_by": pack(case.not_by) if case.not_by else None,
        "skipped_by": pack(case.skipped_by) if case.skipped_by else None,
        "note": case.note,
        **_ruling_values(case.ruling),
        **_appeal_values(case.appeal),
        **_due_values(case),
    }
    return to_item(values)


def item_to_case(item: Item) -> Case:
    """The case that was written."""
    read = ItemReader(item)
    try:
        return Case(
            content_id=read.text("content_id"),
            number=read.number("number"),
            kind=CaseKind(read.text("kind")),
            status=CaseStatus(read.text("status")),
            queue=read.text("queue"),
            severity=Severity(read.text("severity")),
            category=read.optional("category"),
            profile=read.text("profile"),
            media_type=MediaType(read.text("media_type")),
            revision=read.number("revision"),
            about=Status(read.text("about")),
            opened_at=_time(read, "opened_at"),
            due_at=_time(read, "case_due_at"),
            write=read.number("write"),
            token=read.number("token"),
            holder=read.optional("holder"),
            until=read.time("until"),
            revealed=read.number("revealed", 0),
            senior_only=read.flag("senior_only"),
            escalated=read.flag("escalated"),
            disputed=read.flag("disputed"),
            not_by=_names(read, "not_by"),
            skipped_by=_names(read, "skipped_by"),
            note=read.optional("note"),
            ruling=_ruling(read),
            appeal=_appeal(read),
        )
    except UNREADABLE as error:
        raise unreadable(item) from error


def _due_values(case: Case) -> dict[str, Plain]:
    if case.status is CaseStatus.OPEN:
        due_at = urgency_prefix(case.urgency) + to_time(case.due_at)
        return {"due_kind": open_cases(case.queue), "due_at": due_at}
    if case.status.is_over:
        return {}
    until = to_time(case.until or case.opened_at)  # without an end it is over already
    return {"due_kind": leases(case.queue), "due_at": until}


def _ruling_values(ruling: Ruling | None) -> dict[str, Plain]:
    if ruling is None:
        return {}
    return {
        "ruled": ruling.status.value,
        "clause": ruling.clause,
        "clause_text": ruling.clause_text,
        "ruled_by": ruling.decider,
        "ruled_at": to_time(ruling.at),
        "ruling_note": ruling.note,
    }


def _ruling(read: ItemReader) -> Ruling | None:
    status = read.optional("ruled")
    if status is None:
        return None
    return Ruling(
        status=Status(status),
        clause=read.text("clause"),
        clause_text=read.text("clause_text"),
        decider=read.text("ruled_by"),
        at=_time(read, "ruled_at"),
        note=read.optional("ruling_note"),
    )


def _appeal_values(appeal: Appeal | None) -> dict[str, Plain]:
    if appeal is None:
        return {}
    return {
        "appeal_who": appeal.who,
        "appeal_statement": appeal.statement,
        "appeal_at": to_time(appeal.filed_at),
        "appeal_by": appeal.filed_by,
    }


def _appeal(read: ItemReader) -> Appeal | None:
    """What was erased of it reads as empty."""
    filed_at = read.time("appeal_at")
    if filed_at is None:
        return None
    return Appeal(
        who=read.optional("appeal_who") or "",
        statement=read.optional("appeal_statement") or "",
        filed_at=filed_at,
        filed_by=read.optional("appeal_by") or "",
    )


def _names(read: ItemReader, name: str) -> tuple[str, ...]:
    names: list[Any] = read.packed(name)
    return tuple(map(str, names))


def _time(read: ItemReader, name: str) -> datetime:
    return datetime.fromisoformat(read.text(name))
