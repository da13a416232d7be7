"""A query of an index takes as long as its page, however many items the index's partition has."""

from bisect import bisect_left, insort
from collections.abc import Mapping
from contextvars import ContextVar
from threading import RLock
from typing import Any

from ministack.services import dynamodb

from local.cloud.gaps.key_ranges import Entry, Place, after, asked_range
from local.cloud.gaps.replacing import original

Table = dict[str, Any]
Keys = tuple[Any, Any]
_asked: ContextVar[Mapping[str, Any] | None] = ContextVar("asked", default=None)
_lock = RLock()


def look_at_one_page_of_an_index() -> None:
    """Gap: a query collects, sorts and tests all items of an index's partition, then takes a page.

    Partitions are kept in order here, each from its first query on, and ministack, which still
    does all the rest, is given no more of them than the page that is asked for. A condition in a
    form that `key_ranges` does not know is answered as before.
    """
    query = original(dynamodb, "_query", "data")
    index_members = original(dynamodb, "_index_members", "table")
    index_item = original(dynamodb, "_index_item", "table base_pk base_sk item add")

    def query_in_order(data: Mapping[str, Any]) -> Any:
        token = _asked.set(data)
        try:
            return query(data)
        finally:
            _asked.reset(token)

    def members_of_the_page(table: Table) -> Any:
        asked = _asked.get()
        with _lock:
            members = table.get(dynamodb._INDEX_MEMBERS)
            if not isinstance(members, _Members):
                members = table[dynamodb._INDEX_MEMBERS] = _Members(index_members(table))
        index = (asked or {}).get("IndexName")
        return {index: _Page(table, members, asked)} if asked and index in members else members

    def index_in_order(table: Table, base_pk: Any, base_sk: Any, item: Any, add: bool) -> None:
        with _lock:
            members = table.get(dynamodb._INDEX_MEMBERS)
            index_item(table, base_pk, base_sk, item, add)
            if isinstance(members, _Members):
                members.follow(table, (base_pk, base_sk), item, add=add)

    dynamodb._query = query_in_order
    dynamodb._index_members = members_of_the_page
    dynamodb._index_item = index_in_order


class _Order:
    """The items of one partition of one index, in the index's order."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = sorted(entries)
        self._places = {keys: place for place, keys in entries}

    def put(self, place: Place, keys: Keys) -> None:
        insort(self.entries, (place, keys))
        self._places[keys] = place

    def drop(self, keys: Keys) -> None:
        place = self._places.pop(keys, None)
        if place is not None:
            del self.entries[bisect_left(self.entries, (place, keys))]


class _Members(dict[str, Any]):
    """What ministack knows of a table's indexes, and beside it the order of what was asked for."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        super().__init__(members)
        self._orders: dict[tuple[str, Any], _Order] = {}

    def order(self, table: Table, index: str, partition: Any) -> _Order:
        """The partition in order, sorted when it is asked for first."""
        found = self._orders.get((index, partition))
        if found is None:
            names = _place_names(table, index)
            entries = [
                (_place(names, table["items"][pk][sk]), (pk, sk))
                for pk, sk in self[index][partition]
            ]
            found = self._orders[index, partition] = _Order(entries)
        return found

    def follow(self, table: Table, keys: Keys, item: Any, *, add: bool) -> None:
        """Puts an item that came, or drops one that went, wherever an order is kept."""
        for index, hashes, ranges in dynamodb._index_key_schemas(table):
            partition = dynamodb._index_partition(item, hashes, ranges)
            order = self._orders.get((index, partition))
            if order is None:
                continue
            if add:
                order.put(_place(_place_names(table, index), item), keys)
            else:
                order.drop(keys)
            if not order.entries:
                del self._orders[index, partition]


class _Page:
    """The members of an index's partitions, as far as one query needs to see them."""

    def __init__(self, table: Table, members: _Members, query: Mapping[str, Any]) -> None:
        self._table = table
        self._members = members
        self._query = query
        self._index: str = query["IndexName"]

    def get(self, partition: Any, default: Any) -> Any:
        """The keys of a partition's page in order, or of all of it in any order."""
        every = self._members[self._index].get(partition)
        if every is None:
            return default
        with _lock:
            try:
                return self._needed(partition)
            except (ValueError, TypeError, LookupError):
                return every

    def _needed(self, partition: Any) -> list[Keys]:
        hashes, ranges = dynamodb._index_key_lists(dynamodb._index_def(self._table, self._index))
        if len(hashes) > 1 or len(ranges) > 1:
            raise ValueError("Keys of several attributes.")
        entries = self._members.order(self._table, self._index, partition).entries
        first, last = asked_range(entries, self._query, [*hashes, *ranges])
        forward = self._query.get("ScanIndexForward", True)
        if start := self._query.get("ExclusiveStartKey"):
            place = _place(_place_names(self._table, self._index), start)
            first, last = after(entries, (first, last), place, forward=forward)
        wanted = range(first, last) if forward else range(last - 1, first - 1, -1)
        items = (self._table["items"][pk][sk] for _, (pk, sk) in map(entries.__getitem__, wanted))
        limit = self._query.get("Limit")
        page, _ = dynamodb._paginate_evaluated_items(items, limit, self._table, self._index)
        # One more than the page, so that ministack sees for itself that it does not end here. And
        # one at least: it finds some mistakes in a condition only when it tests an item.
        return [entries[number][1] for number in wanted[: len(page) + 1] or range(1)]


def _place_names(table: Table, index: str) -> list[tuple[str, str]]:
    """The attributes that make up a place in that index, with their types."""
    _, ranges = dynamodb._index_key_lists(dynamodb._index_def(table, index))
    names: list[tuple[str, str]] = dynamodb._index_order_keys(table, ranges)
    return names


def _place(names: list[tuple[str, str]], item: Any) -> Place:
    return tuple(dynamodb._index_order_value(item, name, kind) for name, kind in names)
