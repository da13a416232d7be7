"""The items of people at the desk, and of what they asked for, to the wire and back.

Raises `Permanent` with the code `unreadable-state` for an item that is damaged.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
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
from lambdas.moderation.domain.person import DayTally, Person, Role, Shift, Viewing
from lambdas.moderation.domain.verdict import Severity
from lambdas.moderation.ports.desk import Request

PEOPLE = "people"
PERSON_PREFIX = "person#"
_KEPT_FOR = timedelta(days=1)


def person_name(person_id: str) -> str:
    """The range key of a person."""
    return f"{PERSON_PREFIX}{person_id}"


def person_to_item(person: Person) -> WireItem:
    """The person's item."""
    viewing = person.viewing
    values: dict[str, Plain] = {
        "content_id": PEOPLE,
        "item": person_name(person.person_id),
        "write": person.write,
        "roles": pack(sorted(role.value for role in person.roles)),
        "viewing": pack([viewing.blur, viewing.grey, viewing.autoplay]),
        "opted_out": pack(person.opted_out) if person.opted_out else None,
        **_shift_values(person.shift),
        "days": pack([_day_row(day, tally) for day, tally in sorted(person.days.items())]),
        "given": pack(person.given) if person.given else None,
    }
    return to_item(values)


def item_to_person(item: Item) -> Person:
    """The person that was written."""
    read = ItemReader(item)
    try:
        blur, grey, autoplay = read.packed("viewing")
        return Person(
            person_id=read.text("item").removeprefix(PERSON_PREFIX),
            roles=frozenset(map(Role, read.packed("roles"))),
            viewing=Viewing(blur=bool(blur), grey=bool(grey), autoplay=bool(autoplay)),
            opted_out=tuple(map(str, read.packed("opted_out"))),
            shift=_shift(read),
            days={str(day): _tally(*numbers) for day, *numbers in read.packed("days")},
            given=tuple(map(str, read.packed("given"))),
            write=read.number("write"),
        )
    except UNREADABLE as error:
        raise unreadable(item) from error


def requests_of(person_id: str) -> str:
    """The partition of what one person asked for."""
    return f"request#{person_id}"


def request_to_item(request: Request) -> WireItem:
    """The request item; DynamoDB removes it a day later, or after some days."""
    values: dict[str, Plain] = {
        "content_id": requests_of(request.person_id),
        "item": request.key,
        "asked": request.asked,
        "about": request.content_id,
        "token": request.token,
        "at": to_time(request.at),
        "expires_at": int((request.at + _KEPT_FOR).timestamp()),
    }
    return to_item(values)


def item_to_request(item: Item) -> Request:
    """The request that was written."""
    read = ItemReader(item)
    try:
        return Request(
            person_id=read.text("content_id").partition("#")[2],
            key=read.text("item"),
            asked=read.text("asked"),
            content_id=read.text("about"),
            token=read.number("token"),
            at=datetime.fromisoformat(read.text("at")),
        )
    except UNREADABLE as error:
        raise unreadable(item) from error


def _day_row(day: str, tally: DayTally) -> list[Any]:
    return [day, tally.decided, tally.late, tally.skipped, tally.agreed, tally.disagreed]


def _tally(decided: int, late: int, skipped: int, agreed: int, disagreed: int) -> DayTally:
    return DayTally(
        decided=int(decided),
        late=int(late),
        skipped=int(skipped),
        agreed=int(agreed),
        disagreed=int(disagreed),
    )


def _shift_values(shift: Shift | None) -> dict[str, Plain]:
    if shift is None:
        return {}
    return {
        "shift_began_at": to_time(shift.began_at),
        "shift_last_at": to_time(shift.last_at),
        "shift_items": _counts(shift.items),
        "shift_reveals": _counts(shift.reveals),
    }


def _shift(read: ItemReader) -> Shift | None:
    began_at, last_at = read.time("shift_began_at"), read.time("shift_last_at")
    if began_at is None or last_at is None:
        return None
    return Shift(
        began_at=began_at,
        last_at=last_at,
        items=_by_severity(read.numbers("shift_items")),
        reveals=_by_severity(read.numbers("shift_reveals")),
    )


def _counts(counts: Mapping[Severity, int]) -> dict[str, float]:
    return {severity.value: number for severity, number in counts.items()}


def _by_severity(counts: Mapping[str, int]) -> dict[Severity, int]:
    return {Severity(name): number for name, number in counts.items()}
