"""A day's verdicts, and the work on cases, from the index by day: a page at a time."""

import re
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws.attributes import Item
from lambdas.moderation.aws.cursors import from_cursor, start_key, to_cursor
from lambdas.moderation.aws.errors import DYNAMODB, translated
from lambdas.moderation.aws.event_items import DAY_SHARDS, day_shards, item_to_event
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.ports.desk import AuditPage, Line

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_KEYS = ("content_id", "item", "at")


def audit_page(
    client: "DynamoDBClient", table_name: str, day: str, *, limit: int, cursor: str | None
) -> AuditPage:
    """Up to `limit` lines of that day; by time within each of its four shards.

    A page may be empty although more come: only a missing cursor is the end. Raises `Permanent`
    with `bad-cursor` for a made-up cursor, with `bad-day` for what is no day.
    """
    if not _DAY.fullmatch(day):
        raise Permanent(f"{day[:20]!r} is not a day such as 2026-11-24.", code="bad-day")
    shard, start = _place(day, cursor)
    with translated(DYNAMODB):
        page = client.query(
            TableName=table_name,
            IndexName="by-day",
            KeyConditionExpression="#day = :day",
            ExpressionAttributeNames={"#day": "day"},
            ExpressionAttributeValues={":day": {"S": day_shards(day)[shard]}},
            Limit=limit,
            **start,
        )
    lines, unreadable = _read(page["Items"])
    return AuditPage(lines, _next(day, shard, page.get("LastEvaluatedKey")), unreadable)


def _place(day: str, cursor: str | None) -> tuple[int, dict[str, Any]]:
    """The shard to read, and where in it to go on."""
    if cursor is None:
        return 0, {}
    shard, *key = from_cursor(cursor, f"day/{day}", 1 + len(_KEYS))
    if shard not in {str(each) for each in range(DAY_SHARDS)}:
        raise Permanent("This cursor is not one of this list.", code="bad-cursor")
    number = int(shard)
    if key[0] == "-":
        return number, {}
    named = dict(zip(_KEYS, key, strict=True))
    return number, {"ExclusiveStartKey": start_key({**named, "day": day_shards(day)[number]})}


def _next(day: str, shard: int, last: Item | None) -> str | None:
    place = f"day/{day}"
    if last:
        return to_cursor(place, (str(shard), *(last[name]["S"] for name in _KEYS)))
    if shard + 1 < DAY_SHARDS:
        return to_cursor(place, (str(shard + 1), *("-" for _ in _KEYS)))
    return None


def _read(found: list[Any]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    lines, unreadable = [], []
    for item in found:
        try:
            lines.append(Line(item["content_id"]["S"], item_to_event(item)))
        except Permanent:
            unreadable.append(f"{item['content_id']['S']}/{item['item']['S']}")
    return tuple(lines), tuple(unreadable)
