"""DynamoDB's units, from the items as they are stored.

Sizes by the service's rules: names and texts in UTF-8 bytes; a number half a byte for each
significant digit, and one more; 3 bytes for a map or list and 1 for each entry.
"""

import math
from collections.abc import Mapping
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
_WRITE_UNIT = 1024
_TWICE = 2
_INDEX_KEYS = {
    "by-due": ("due_kind", "due_at"),
    "by-key": ("key_id", "created_at"),
    "by-day": ("day", "at"),
}


def item_size(item: Item) -> int:
    """Bytes of an item."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def put_units(item: Item, *, in_transaction: bool = False) -> int:
    """Write units of putting it: one a started KiB, two in a transaction."""
    return math.ceil(item_size(item) / _WRITE_UNIT) * (_TWICE if in_transaction else 1)


def index_units(item: Item) -> int:
    """Write units of the sparse indexes that a new item goes into; never doubled.

    An index write is that of the projected item: the keys, or for `by-day` all of it.
    """
    units = 0
    for index, keys in _INDEX_KEYS.items():
        if all(key in item for key in keys):
            units += put_units(item) if index == "by-day" else 1
    return units


def read_units(item: Item) -> int:
    """Read units of a strongly consistent read."""
    return max(1, math.ceil(item_size(item) / (4 * _WRITE_UNIT)))


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    if kind == "S":
        return len(str(held).encode())
    if kind == "N":
        return math.ceil(len(str(held).strip("-0.").replace(".", "")) / 2) + 1
    if kind == "B":
        return len(held)
    if kind == "M":
        entries = (len(name.encode()) + _value_size(each) + 1 for name, each in held.items())
        return 3 + sum(entries)
    if kind == "L":
        return 3 + sum(_value_size(each) + 1 for each in held)
    return 1
