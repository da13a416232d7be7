"""What DynamoDB does and ministack does not: each function says whether a cloud does it."""

import time
from collections.abc import Callable
from typing import Any

from tests.e2e.cloud.clients import Aws, unique

_MANY, _FEW, _AT_ONCE = 2500, 10, 25


def a_query_of_an_index_takes_as_long_as_its_page(aws: Aws) -> bool:
    """However many items the index's partition has."""
    table = _table(aws)
    _fill(aws, table, "many", _MANY)
    _fill(aws, table, "few", _FEW)
    return _least_seconds(aws, table, "many") < 4 * _least_seconds(aws, table, "few")


CHECKS: tuple[Callable[[Aws], bool], ...] = (a_query_of_an_index_takes_as_long_as_its_page,)


def _least_seconds(aws: Aws, table: str, partition: str) -> float:
    """Of several queries for one item; what else the machine does only makes them longer."""
    seconds = []
    for _ in range(10):
        begun = time.perf_counter()
        found = aws.client("dynamodb").query(
            TableName=table,
            IndexName="index",
            KeyConditionExpression="kept_for = :h AND kept_at > :a",
            ExpressionAttributeValues={":h": {"S": partition}, ":a": {"S": "0001"}},
            Limit=1,
        )
        seconds.append(time.perf_counter() - begun)
        assert [item["id"]["S"] for item in found["Items"]] == [f"{partition}-0002"]
    return min(seconds)


def _fill(aws: Aws, table: str, partition: str, count: int) -> None:
    puts = [_put(partition, number) for number in reversed(range(count))]
    for start in range(0, count, _AT_ONCE):
        batch = puts[start : start + _AT_ONCE]
        aws.client("dynamodb").batch_write_item(RequestItems={table: batch})


def _put(partition: str, number: int) -> dict[str, Any]:
    values = {"id": f"{partition}-{number:04}", "kept_for": partition, "kept_at": f"{number:04}"}
    return {"PutRequest": {"Item": {name: {"S": value} for name, value in values.items()}}}


def _table(aws: Aws) -> str:
    name = unique("table")
    aws.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": each, "AttributeType": "S"} for each in ("id", "kept_for", "kept_at")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "index",
                "KeySchema": [
                    {"AttributeName": "kept_for", "KeyType": "HASH"},
                    {"AttributeName": "kept_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    return name
