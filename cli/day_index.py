"""The record of verdicts and of work on cases, straight from the table's index by day."""

import heapq
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from cli.desk_world import Unreadable
from lambdas.moderation.aws.attributes import Item, to_time
from lambdas.moderation.aws.event_items import day_shards, item_to_event
from lambdas.moderation.aws.table import Table
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.ports.desk import Line

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DayIndex:
    """Implements `AuditTrail`: each day's shards are by time, and are read side by side."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._items = Table(client, table_name)

    def of_day(self, day: date, since: datetime, until: datetime) -> Iterator[Line | Unreadable]:
        """As the port says. Keeps a page (at most 1 MB) of each shard, and one millisecond."""
        shards = [self._shard(each, since, until) for each in day_shards(day.isoformat())]
        for _, together in groupby(heapq.merge(*shards, key=_at), key=_at):
            for item in sorted(together, key=_names):
                line = _line(item)
                if isinstance(line, Unreadable) or since <= line.event.at < until:
                    yield line

    def _shard(self, key: str, since: datetime, until: datetime) -> Iterator[Item]:
        return self._items.query(
            IndexName="by-day",
            KeyConditionExpression="#day = :day AND #at BETWEEN :since AND :until",
            ExpressionAttributeNames={"#day": "day", "#at": "at"},
            ExpressionAttributeValues={
                ":day": {"S": key},
                ":since": {"S": to_time(since)},
                ":until": {"S": to_time(until)},
            },
        )


def _at(item: Item) -> str:
    return str(item["at"]["S"])


def _names(item: Item) -> tuple[str, str]:
    return item["content_id"]["S"], item["item"]["S"]


def _line(item: Item) -> Line | Unreadable:
    try:
        return Line(item["content_id"]["S"], item_to_event(item))
    except Permanent:
        return Unreadable(*_names(item))
