"""What all who keep something in the moderation table share: reading, and writing in order."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambdas.moderation.aws.attributes import Item
from lambdas.moderation.aws.errors import DYNAMODB, AwsError, translate, translated
from lambdas.moderation.aws.items import key_of
from lambdas.moderation.domain.errors import Conflict, ModerationError, Retryable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REFUSED = "ConditionalCheckFailedException"
"""The error code of a write whose condition does not hold."""

_LATER = {
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "ThrottlingError",
    "TransactionConflict",
}


class Table:
    """Reads of one table; every AWS error is raised as its domain error."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def get(self, content_id: str, name: str) -> Item | None:
        """One item as last written (a strongly consistent read), or None."""
        with translated(DYNAMODB):
            answer = self._client.get_item(
                TableName=self._name, Key=key_of(content_id, name), ConsistentRead=True
            )
        return answer.get("Item")

    def query(self, **query: Any) -> Iterator[Item]:
        """All items of a query, page by page, only as far as the caller reads on."""
        start: dict[str, Any] = {}
        while True:
            with translated(DYNAMODB):
                page = self._client.query(TableName=self._name, **query, **start)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def due(self, kind: str, before: str, *, limit: int) -> Iterator[Item]:
        """The keys of at most `limit` items whose due time has passed, longest overdue first.

        Eventually consistent: an item written lately may be missing, or still be there.
        """
        found = self.query(
            IndexName="by-due",
            KeyConditionExpression="due_kind = :kind AND due_at <= :before",
            ExpressionAttributeValues={":kind": {"S": kind}, ":before": {"S": before}},
            Limit=limit,
        )
        for _, item in zip(range(limit), found, strict=False):
            yield item

    def starting_with(self, content_id: str, prefix: str) -> Iterator[Item]:
        """All items of a partition whose names start so, in order (strongly consistent)."""
        return self.query(
            KeyConditionExpression="content_id = :content_id AND begins_with(#item, :prefix)",
            ExpressionAttributeNames={"#item": "item"},
            ExpressionAttributeValues={":content_id": {"S": content_id}, ":prefix": {"S": prefix}},
            ConsistentRead=True,
        )


def only_after(write: int) -> dict[str, Any]:
    """The condition that this write is stored, or nothing if it is 0."""
    if write == 0:
        return {"ConditionExpression": "attribute_not_exists(content_id)"}
    return {
        "ConditionExpression": "#write = :write",
        "ExpressionAttributeNames": {"#write": "write"},
        "ExpressionAttributeValues": {":write": {"N": str(write)}},
    }


def was_our_own(error: AwsError, item: Item) -> bool:
    """Whether an earlier attempt of the very same put wrote this item, its answer being lost.

    Needs `ReturnValuesOnConditionCheckFailure="ALL_OLD"` in the put.
    """
    if not isinstance(error, ClientError):
        return False
    attempts = error.response.get("ResponseMetadata", {}).get("RetryAttempts", 0)
    return attempts > 0 and error.response.get("Item") == item


def meaning_of_write(error: AwsError) -> ModerationError:
    """What the failure of a conditional write means, or of a transaction of them."""
    reasons = error.response.get("CancellationReasons") if isinstance(error, ClientError) else None
    codes = {reason.get("Code") for reason in reasons or []}
    if "ConditionalCheckFailed" in codes:
        return Conflict("The state was written meanwhile.", code="state-changed")
    if codes & _LATER:
        return Retryable("Amazon DynamoDB could not write both items now.", code="table-busy")
    return translate(error, DYNAMODB)
