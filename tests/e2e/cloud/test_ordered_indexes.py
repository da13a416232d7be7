"""Queries of an index answer what ministack alone would answer, byte for byte, only sooner.

In this process: the same tables are asked by ministack's own function and by the bridge's.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from ministack.services import dynamodb

from local.cloud.gaps import ordered_indexes

Answer = tuple[int, dict[str, str], Any]
Query = Callable[[dict[str, Any]], Answer]
Item = dict[str, dict[str, Any]]

_HASH, _RANGE, _PK, _SK = "kept_for", "kept_at", "id", "part"
_FEW = 4
_numbers = count()


@pytest.fixture(scope="module")
def alone() -> Iterator[Query]:
    """Ministack's own `Query`, which sees whole partitions; all others are bridged here."""
    with pytest.MonkeyPatch.context() as patch:
        query = dynamodb._query
        for name in ("_query", "_index_members", "_index_item"):
            patch.setattr(dynamodb, name, getattr(dynamodb, name))
        ordered_indexes.look_at_one_page_of_an_index()
        yield query


def texts() -> some.SearchStrategy[str]:
    """Few different ones, so that places tie and one begins another."""
    return some.text(alphabet="ab\U0010ffff", min_size=1, max_size=2)


VALUES: dict[str, some.SearchStrategy[Any]] = {
    "S": texts(),
    "N": some.sampled_from(["-10", "-2.5", "0", "1", "1.0", "2", "10", "1E+2", "100"]),
    "B": some.binary(min_size=1, max_size=2).map(lambda each: b64encode(each).decode()),
}
FORMS = (
    "",
    " AND kept_at = :a",
    " AND kept_at < :a",
    " AND kept_at <= :a",
    " AND kept_at > :a",
    " AND kept_at >= :a",
    " AND :a >= kept_at",
    " AND #at BETWEEN :low AND :high",
    " AND begins_with(kept_at, :a)",
    " AND (kept_at >= :a)",
)


@some.composite
def written(draw: some.DrawFn, kind: str) -> list[tuple[str, Item]]:
    """Puts and deletes, again and again on the same keys; a few items are in no index."""
    types = {_PK: kind, _SK: "S", _HASH: "S", _RANGE: kind, "status": "S"}
    keys = {_PK: VALUES[kind], _SK: texts()}
    full = {**keys, _HASH: some.sampled_from("xxxy"), _RANGE: VALUES[kind]}
    shapes = {
        "put": some.fixed_dictionaries(full, optional={"status": texts()}),
        "put without": some.fixed_dictionaries(keys, optional={_HASH: some.just("x")}),
        "delete": some.fixed_dictionaries(keys),
    }
    kinds = some.sampled_from(["put", "put", "put", "put without", "delete"])
    changes = []
    for change in draw(some.lists(kinds, min_size=10, max_size=40)):
        values = draw(shapes[change])
        changes.append((change, {name: {types[name]: values[name]} for name in values}))
    return changes


@some.composite
def asked(draw: some.DrawFn, kind: str) -> dict[str, Any]:
    """A query of the index: any form of condition, any page, filters and counts."""
    form = draw(some.sampled_from([each for each in FORMS if kind != "N" or "begins" not in each]))
    values: dict[str, Any] = {":h": {"S": draw(some.sampled_from("xxy"))}}
    if ":a" in form:
        values[":a"] = {kind: draw(VALUES[kind])}
    if ":low" in form:
        bounds = draw(some.tuples(VALUES[kind], VALUES[kind]))
        low, high = sorted(bounds, key=lambda each: dynamodb._sort_key_value({kind: each}, kind))
        values |= {":low": {kind: low}, ":high": {kind: high}}
    query: dict[str, Any] = {
        "KeyConditionExpression": f"kept_for = :h{form}",
        "ExpressionAttributeValues": values,
        "ScanIndexForward": draw(some.booleans()),
        "ReturnConsumedCapacity": "INDEXES",
    }
    names = {"#at": _RANGE} if "#at" in form else {}
    if draw(some.booleans()):
        query["Limit"] = draw(some.integers(1, _FEW))
    if draw(some.booleans()):
        query["Select"] = "COUNT"
    if draw(some.booleans()):
        query["FilterExpression"] = "attribute_exists(#status)"
        names["#status"] = "status"
    if draw(some.integers(0, 3)) == 0:
        start = {_PK: {kind: draw(VALUES[kind])}, _SK: {"S": draw(texts())}}
        start[_RANGE] = {kind: draw(VALUES[kind])}
        query["ExclusiveStartKey"] = start | {_HASH: values[":h"]}
    return query | ({"ExpressionAttributeNames": names} if names else {})


@pytest.mark.parametrize("projection", ["ALL", "KEYS_ONLY"])
@pytest.mark.parametrize("kind", ["S", "N", "B"])
@settings(max_examples=60, deadline=None)
@given(data=some.data())
def test_the_answers_are_the_same(
    alone: Query, kind: str, projection: str, data: some.DataObject
) -> None:
    table = _table(kind, projection)
    changes, queries = data.draw(written(kind)), data.draw(some.lists(asked(kind), min_size=5))
    half = len(changes) // 2
    for part in (changes[:half], changes[half:]):
        for change in part:
            _write(table, *change)
        for query in queries:
            own = {"TableName": table, "IndexName": "index", **query}
            assert _pages_are_the_same(alone, own) or "ExclusiveStartKey" in own


def test_an_index_without_a_range_key_answers_the_same(alone: Query) -> None:
    table = _table("S", "ALL")
    for number in range(20):
        item = {_PK: {"S": f"{number:03}"}, _SK: {"S": "a"}, _HASH: {"S": "x"}}
        _write(table, "put", item)
    query: dict[str, Any] = {
        "TableName": table,
        "IndexName": "hash-only",
        "KeyConditionExpression": "kept_for = :h",
        "ExpressionAttributeValues": {":h": {"S": "x"}},
        "Limit": 7,
    }
    assert _pages_are_the_same(alone, query) == 3
    assert _pages_are_the_same(alone, query | {"ScanIndexForward": False}) == 3


@pytest.mark.parametrize("forward", [True, False])
def test_a_page_ends_at_one_megabyte_all_the_same(alone: Query, forward: bool) -> None:
    table = _table("S", "ALL")
    for number in range(30):
        item = {_PK: {"S": f"{number:03}"}, _SK: {"S": "a"}, _HASH: {"S": "x"}}
        _write(table, "put", item | {_RANGE: {"S": "a"}, "status": {"S": "x" * 100_000}})
    query = {
        "TableName": table,
        "IndexName": "index",
        "KeyConditionExpression": "kept_for = :h AND begins_with(kept_at, :a)",
        "ExpressionAttributeValues": {":h": {"S": "x"}, ":a": {"S": "a"}},
        "ScanIndexForward": forward,
        "Select": "COUNT",
    }
    assert _pages_are_the_same(alone, query) == 3


def test_a_mistake_that_only_shows_on_an_item_is_told_all_the_same(alone: Query) -> None:
    table = _table("S", "ALL")
    item = {_PK: {"S": "1"}, _SK: {"S": "a"}, _HASH: {"S": "x"}, "status": {"S": "a"}}
    _write(table, "put", item)
    query = {
        "TableName": table,
        "IndexName": "reserved",
        "KeyConditionExpression": "kept_for = :h AND status > :a",
        "ExpressionAttributeValues": {":h": {"S": "x"}, ":a": {"S": "b"}},
    }
    assert _pages_are_the_same(alone, query) == 0


@pytest.mark.parametrize("condition", ["kept_for = :h OR kept_at > :a", "kept_at = :a"])
def test_a_condition_that_is_none_is_answered_all_the_same(alone: Query, condition: str) -> None:
    table = _table("S", "ALL")
    item = {_PK: {"S": "1"}, _SK: {"S": "a"}, _HASH: {"S": "x"}, _RANGE: {"S": "a"}}
    _write(table, "put", item)
    values = {":h": {"S": "x"}, ":a": {"S": "b"}}
    query = {"TableName": table, "IndexName": "index", "KeyConditionExpression": condition}
    _pages_are_the_same(alone, query | {"ExpressionAttributeValues": values})


def _pages_are_the_same(alone: Query, query: dict[str, Any]) -> int:
    """Asks for every page of both; how many there were before the end or a refusal."""
    pages, own = 0, dict(query)
    while True:
        expected, found = alone(_copy(own)), dynamodb._query(_copy(own))
        assert found == expected
        if found[0] != 200:
            return pages
        pages += 1
        last = json.loads(found[2]).get("LastEvaluatedKey")
        if last is None:
            return pages
        own["ExclusiveStartKey"] = last


def _copy(query: dict[str, Any]) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(query))
    return copied


def _write(table: str, change: str, item: Item) -> None:
    if change.startswith("put"):
        status, _, body = dynamodb._put_item({"TableName": table, "Item": item})
    else:
        status, _, body = dynamodb._delete_item({"TableName": table, "Key": item})
    assert status == 200, body


def _table(kind: str, projection: str) -> str:
    name = f"ordered-{next(_numbers)}"
    types = {_PK: kind, _SK: "S", _HASH: "S", _RANGE: kind, "status": "S"}
    hash_key = {"AttributeName": _HASH, "KeyType": "HASH"}
    range_key = {"AttributeName": _RANGE, "KeyType": "RANGE"}
    reserved = {"AttributeName": "status", "KeyType": "RANGE"}
    projected = {"Projection": {"ProjectionType": projection}}
    status, _, body = dynamodb._create_table(
        {
            "TableName": name,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                {"AttributeName": each, "AttributeType": of} for each, of in types.items()
            ],
            "KeySchema": [
                {"AttributeName": _PK, "KeyType": "HASH"},
                {"AttributeName": _SK, "KeyType": "RANGE"},
            ],
            "GlobalSecondaryIndexes": [
                {"IndexName": "index", "KeySchema": [hash_key, range_key], **projected},
                {"IndexName": "hash-only", "KeySchema": [hash_key], **projected},
                {"IndexName": "reserved", "KeySchema": [hash_key, reserved], **projected},
            ],
        }
    )
    assert status == 200, body
    return name
