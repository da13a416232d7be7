"""The cases in the moderation table, beside their contents."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws import case_items, event_items, items, person_items
from lambdas.moderation.aws.attributes import Item, to_time
from lambdas.moderation.aws.audit import audit_page
from lambdas.moderation.aws.cursors import from_cursor, start_key, to_cursor
from lambdas.moderation.aws.errors import AWS_ERRORS, DYNAMODB, translated
from lambdas.moderation.aws.table import Table, meaning_of_write, only_after
from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.verdict import Severity
from lambdas.moderation.ports.desk import AuditPage, CaseWrite, Line, Page, QueueCount, Request

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_AT_A_TIME = 25
"""Entries of an index read at once: who asks for the next case looks at few."""

_READS_AT_ONCE = 8

_AFTER_ALL = "~"
"""Sorts after every time."""

_OF_QUEUE = "due_kind = :kind"
_BETWEEN = "due_kind = :kind AND due_at BETWEEN :first AND :last"


class DynamoDbCases:
    """Implements `Cases`.

    A transaction carries a token that makes it idempotent, so one whose answer was lost and that
    botocore then repeated is no conflict.
    """

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name
        self._items = Table(client, table_name)

    def load(self, content_id: str) -> Case | None:
        """As the port says. Raises `Permanent` for a damaged item, as all reading here does."""
        item = self._items.get(content_id, case_items.CASE)
        return None if item is None else case_items.item_to_case(item)

    def save(self, write: CaseWrite) -> None:
        """As the port says."""
        case = write.case
        puts = [self._put(case_items.case_to_item(case), case.write)]
        for event in write.events:
            puts.append(self._put(event_items.event_to_item(case.content_id, event)))
        if write.state is not None:
            puts.append(self._put(items.state_to_item(write.state), write.state.write))
        if write.person is not None:
            puts.append(self._put(person_items.person_to_item(write.person), write.person.write))
        if write.request is not None:
            puts.append(self._put(person_items.request_to_item(write.request), 1))
        try:
            self._client.transact_write_items(TransactItems=puts)
        except AWS_ERRORS as error:
            raise meaning_of_write(error) from error

    def request(self, person_id: str, key: str) -> Request | None:
        """As the port says."""
        item = self._items.get(person_items.requests_of(person_id), key)
        return None if item is None else person_items.item_to_request(item)

    def open_in(self, queue: str) -> Iterator[str]:
        """As the port says."""
        for item in self._due(_OF_QUEUE, case_items.open_cases(queue), Limit=_AT_A_TIME):
            yield item["content_id"]["S"]

    def page_of(self, queue: str, *, limit: int, cursor: str | None) -> Page:
        """As the port says."""
        kind, place = case_items.open_cases(queue), f"queue/{queue}"
        start: dict[str, Any] = {}
        if cursor is not None:
            content_id, due_at = from_cursor(cursor, place, 2)
            key = {"content_id": content_id, "item": case_items.CASE}
            start["ExclusiveStartKey"] = start_key({**key, "due_kind": kind, "due_at": due_at})
        page = self._one_page(_OF_QUEUE, {":kind": {"S": kind}}, Limit=limit, **start)
        found = tuple(item["content_id"]["S"] for item in page["Items"])
        last = page.get("LastEvaluatedKey")
        after = last and to_cursor(place, (last["content_id"]["S"], last["due_at"]["S"]))
        return Page(found, after or None)

    def lapsed_in(self, queue: str, now: datetime, *, limit: int) -> list[str]:
        """As the port says."""
        found = self._items.due(case_items.leases(queue), to_time(now), limit=limit)
        return [item["content_id"]["S"] for item in found]

    def count(self, queue: str, severity: Severity, now: datetime) -> QueueCount:
        """As the port says: one small query where there are none, else three."""
        prefix = case_items.urgency_prefix(len(Severity) - 1 - severity.gravity)
        kind = case_items.open_cases(queue)
        first = self._between(kind, prefix, prefix + _AFTER_ALL, Limit=1)["Items"]
        if not first:
            return QueueCount(severity=severity)
        every = self._between(kind, prefix, prefix + _AFTER_ALL, Select="COUNT")
        oldest = _time_of(first[0]["due_at"]["S"], prefix)
        overdue = 0
        if oldest is not None and oldest < now:
            before = to_time(now - timedelta(microseconds=1))  # due right now is not overdue yet
            late = self._between(kind, prefix, prefix + before, Select="COUNT")
            overdue = late["Count"]
        return QueueCount(
            severity=severity,
            open=every["Count"],
            overdue=overdue,
            more="LastEvaluatedKey" in every,
            oldest_due_at=oldest,
        )

    def by_uploader(self, uploader_id: str, *, limit: int) -> list[Line]:
        """As the port says: one query, then one read of each; what is damaged is left out."""
        with translated(DYNAMODB):
            page = self._client.query(
                TableName=self._table,
                IndexName="by-key",
                KeyConditionExpression="key_id = :key_id",
                ExpressionAttributeValues={":key_id": {"S": event_items.uploader_key(uploader_id)}},
                ScanIndexForward=False,
                Limit=limit,
            )
        keys = [(item["content_id"]["S"], item["item"]["S"]) for item in page["Items"]]
        with ThreadPoolExecutor(_READS_AT_ONCE) as pool:
            found = list(pool.map(lambda key: self._items.get(*key), keys))
        lines = (_line(item) for item in found if item is not None)
        return [line for line in lines if line is not None]

    def audit(self, day: str, *, limit: int, cursor: str | None) -> AuditPage:
        """As the port says: the day's shards one after the other."""
        return audit_page(self._client, self._table, day, limit=limit, cursor=cursor)

    def _put(self, item: Any, write: int | None = None) -> Any:
        condition = {} if write is None else only_after(write - 1)
        return {"Put": {"TableName": self._table, "Item": item, **condition}}

    def _due(self, condition: str, kind: str, **query: Any) -> Iterator[Item]:
        return self._items.query(
            IndexName="by-due",
            KeyConditionExpression=condition,
            ExpressionAttributeValues={":kind": {"S": kind}},
            **query,
        )

    def _between(self, kind: str, first: str, last: str, **query: Any) -> Any:
        values = {":kind": {"S": kind}, ":first": {"S": first}, ":last": {"S": last}}
        return self._one_page(_BETWEEN, values, **query)

    def _one_page(self, condition: str, values: Any, **query: Any) -> Any:
        with translated(DYNAMODB):
            return self._client.query(
                TableName=self._table,
                IndexName="by-due",
                KeyConditionExpression=condition,
                ExpressionAttributeValues=values,
                **query,
            )


def _line(item: Item) -> Line | None:
    try:
        return Line(item["content_id"]["S"], event_items.item_to_event(item))
    except Permanent:
        return None


def _time_of(due_at: str, prefix: str) -> datetime | None:
    try:
        return datetime.fromisoformat(due_at.removeprefix(prefix))
    except ValueError:
        return None
