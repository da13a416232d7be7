"""The moderation table: one partition a content, one item each for state, evidence and events."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws import event_items, items
from lambdas.moderation.aws.attributes import Item, to_time
from lambdas.moderation.aws.errors import AWS_ERRORS, DYNAMODB, translated
from lambdas.moderation.aws.table import Table, meaning_of_write, only_after, was_our_own
from lambdas.moderation.domain.content import key_id
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import ContentState, DueKind, EventKind, HistoryEvent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbContents:
    """Implements `Contents`.

    A write whose answer was lost and that botocore then repeated is not a conflict: a transaction
    carries a token that makes it idempotent, and after a repeated put the stored item is compared.
    """

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name
        self._items = Table(client, table_name)

    def load(self, content_id: str) -> ContentState | None:
        """As the port says. Raises `Permanent` for a damaged item, as all reading here does."""
        item = self._items.get(content_id, items.STATE)
        return None if item is None else items.item_to_state(item)

    def save(self, state: ContentState, event: HistoryEvent | None = None) -> None:
        """As the port says."""
        put: dict[str, Any] = {"TableName": self._table, "Item": items.state_to_item(state)}
        put |= only_after(state.write - 1)
        try:
            if event is None:
                self._client.put_item(**put, ReturnValuesOnConditionCheckFailure="ALL_OLD")
            else:
                item = event_items.event_to_item(state.content.content_id, event)
                writes: list[Any] = [{"Put": each} for each in (put, self._plain_put(item))]
                self._client.transact_write_items(TransactItems=writes)
        except AWS_ERRORS as error:
            if not was_our_own(error, put["Item"]):
                raise meaning_of_write(error) from error

    def save_evidence(self, content_id: str, screening: int, evidence: Evidence) -> None:
        """As the port says."""
        item = items.evidence_to_item(content_id, screening, evidence)
        with translated(DYNAMODB):
            self._client.put_item(TableName=self._table, Item=item)

    def load_evidence(self, content_id: str, screening: int) -> Evidence | None:
        """As the port says."""
        item = self._items.get(content_id, items.evidence_name(screening))
        return None if item is None else items.item_to_evidence(item)

    def history(self, content_id: str) -> list[HistoryEvent]:
        """As the port says (a strongly consistent read)."""
        found = self._items.starting_with(content_id, event_items.HISTORY_PREFIX)
        return [event_items.item_to_event(item) for item in found]

    def verdict_event(self, state: ContentState) -> HistoryEvent | None:
        """As the port says: one read by its key."""
        if state.decided_at is None:
            return None
        name = event_items.history_name(EventKind.VERDICT, state.decided_at, state.revision)
        item = self._items.get(state.content.content_id, name)
        return None if item is None else event_items.item_to_event(item)

    def due(self, kind: DueKind, before: datetime, *, limit: int) -> Iterator[str]:
        """As the port says; reads on only as far as it is asked to."""
        for item in self._items.due(kind.value, to_time(before), limit=limit):
            yield item["content_id"]["S"]

    def versions(self, bucket: str, key: str) -> list[str]:
        """As the port says."""
        found = self._items.query(
            IndexName="by-key",
            KeyConditionExpression="key_id = :key_id",
            ExpressionAttributeValues={":key_id": {"S": key_id(bucket, key)}},
            ScanIndexForward=False,
        )
        return [item["content_id"]["S"] for item in found]

    def _plain_put(self, item: Item) -> dict[str, Any]:
        return {"TableName": self._table, "Item": item}
