"""DynamoDB attributes: plain values to the wire format and back, times, and packed lists.

Lists of findings and reasons are kept as compact JSON, compressed where that is smaller: an item of
1,024 bytes costs one write unit, one byte more costs two.
"""

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lambdas.moderation.domain.errors import Permanent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item = Mapping[str, Any]
Plain = str | float | bool | bytes | Mapping[str, str] | Mapping[str, float] | None

_READABLE_BYTES = 256


def to_item(values: Mapping[str, Plain]) -> "dict[str, AttributeValueTypeDef]":
    """The item on the wire; what is None, False or an empty mapping is left out."""
    return {
        name: _attribute(value)
        for name, value in values.items()
        if value is not None and value is not False and value != {}
    }


def to_time(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds: sorts as text as it does in time."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def pack(value: object) -> str | bytes:
    """Compact JSON, compressed where it would be long."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    data = text.encode()
    if len(data) <= _READABLE_BYTES:
        return text
    return zlib.compress(data, 9)


class ItemReader:
    """Reads an item's attributes by name; attributes it is not asked for do not matter.

    A missing or ill-typed one raises an error that `readable` turns into a domain error.
    """

    def __init__(self, item: Item) -> None:
        self._item = item

    def text(self, name: str) -> str:
        """A string that must be there."""
        return str(self._item[name]["S"])

    def optional(self, name: str) -> str | None:
        """A string, or None."""
        return self.text(name) if name in self._item else None

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number; must be there unless there is a default."""
        if default is not None and name not in self._item:
            return default
        return int(self._item[name]["N"])

    def flag(self, name: str) -> bool:
        """True only if it says so."""
        return bool(name in self._item and self._item[name]["BOOL"])

    def time(self, name: str) -> datetime | None:
        """A time in UTC, or None."""
        text = self.optional(name)
        return None if text is None else datetime.fromisoformat(text)

    def texts(self, name: str) -> dict[str, str]:
        """A mapping to strings, empty where there is none."""
        return {key: value["S"] for key, value in self._mapping(name).items()}

    def numbers(self, name: str) -> dict[str, int]:
        """A mapping to whole numbers, empty where there is none."""
        return {key: int(value["N"]) for key, value in self._mapping(name).items()}

    def measures(self, name: str) -> dict[str, float | int]:
        """A mapping to numbers, each exactly as it was written; whole ones come back as `int`."""
        return {key: _measure(value["N"]) for key, value in self._mapping(name).items()}

    def packed(self, name: str) -> list[Any]:
        """A list that was packed, empty where there is none."""
        if name not in self._item:
            return []
        attribute = self._item[name]
        text = attribute["S"] if "S" in attribute else zlib.decompress(attribute["B"])
        return list(json.loads(text))

    def _mapping(self, name: str) -> dict[str, Any]:
        return dict(self._item[name]["M"]) if name in self._item else {}


UNREADABLE = (KeyError, ValueError, TypeError, IndexError, AttributeError, zlib.error)
"""What reading a damaged item raises."""


def unreadable(item: Item) -> Permanent:
    """The domain error for an item that cannot be read: it names the item."""
    content_id = item.get("content_id", {}).get("S", "?")
    name = item.get("item", {}).get("S", "?")
    return Permanent(f"The item {name} of {content_id} is damaged.", code="unreadable-state")


def _attribute(value: Plain) -> "AttributeValueTypeDef":
    match value:
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": str(int(value) if value == int(value) else value)}
        case str():
            return {"S": value}
        case bytes():
            return {"B": value}
        case _:
            return {"M": {name: _attribute(each) for name, each in (value or {}).items()}}


def _measure(digits: str) -> float | int:
    return float(digits) if set(digits) & set(".eE") else int(digits)
