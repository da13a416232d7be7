"""Which part of an index's partition, in its order, a query's key condition asks for."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ministack.services import dynamodb

Place = tuple[Any, ...]
"""Where an item is in its partition of an index: the index's range key, then the table's keys."""

Entry = tuple[Place, tuple[Any, Any]]
"""A place, and the item's keys as ministack keeps them."""

Token = tuple[str, str]
Range = tuple[int, int]

_FLIPPED = {"EQ": "EQ", "LT": "GT", "LE": "GE", "GT": "LT", "GE": "LE"}
_COMPARISON = 3  # tokens


def asked_range(entries: Sequence[Entry], query: Mapping[str, Any], names: list[str]) -> Range:
    """First and last (exclusive) of the entries that satisfy the query's condition on the keys.

    `names`: the index's hash key and, if it has one, its range key. Raises `ValueError` for a
    condition in a form that is not known here, and `TypeError` for values of different types.
    """
    if not query.get("KeyConditionExpression") or query.get("KeyConditions"):
        raise ValueError("A condition of the old kind.")
    clauses = dynamodb._key_condition_clauses(dynamodb._tokenize(query["KeyConditionExpression"]))
    told = {}
    for clause in clauses:
        name, operator, values = _read(clause, query)
        told[name] = operator, values
    hash_key, *range_key = names
    if len(told) != len(clauses) or told.pop(hash_key, ("", ()))[0] != "EQ":
        raise ValueError("Not one condition for each key.")
    if not told:
        return 0, len(entries)
    if list(told) != range_key:
        raise ValueError("A condition on something else.")
    operator, values = told[range_key[0]]
    return _RANGES[operator](entries, *(_plain(value) for value in values))


def after(entries: Sequence[Entry], found: Range, place: Place, *, forward: bool) -> Range:
    """What is left of a range beyond that place."""
    first, last = found
    if forward:
        return max(first, bisect_right(entries, place, key=_place)), last
    return first, min(last, bisect_left(entries, place, key=_place))


def _read(clause: Sequence[Token], query: Mapping[str, Any]) -> tuple[str, str, list[Any]]:
    """The attribute, the operator and the values of one clause."""
    names = query.get("ExpressionAttributeNames") or {}
    values = query["ExpressionAttributeValues"]
    kinds = [kind for kind, _ in clause]
    if len(clause) == _COMPARISON and kinds[1] in _FLIPPED:
        if kinds[0] == "VALUE_REF":
            return _name(clause[2], names), _FLIPPED[kinds[1]], [values[clause[0][1]]]
        return _name(clause[0], names), kinds[1], [_value(clause[2], values)]
    words = [text.upper() for kind, text in clause if kind == "IDENT"]
    if kinds[1:] == ["IDENT", "VALUE_REF", "IDENT", "VALUE_REF"] and "BETWEEN" in words[-2:]:
        return _name(clause[0], names), "BETWEEN", [values[clause[2][1]], values[clause[4][1]]]
    if kinds[1::2] == ["LPAREN", "COMMA", "RPAREN"] and clause[0][1].lower() == "begins_with":
        return _name(clause[2], names), "BEGINS_WITH", [_value(clause[4], values)]
    raise ValueError("A condition in another form.")


def _name(token: Token, names: Mapping[str, str]) -> str:
    kind, text = token
    if kind not in ("IDENT", "NAME_REF"):
        raise ValueError("Not an attribute.")
    return names.get(text, text) if kind == "NAME_REF" else text


def _value(token: Token, values: Mapping[str, Any]) -> Any:
    kind, text = token
    if kind != "VALUE_REF":
        raise ValueError("Not a value.")
    return values[text]


def _plain(value: Mapping[str, Any]) -> Any:
    ((kind, _),) = value.items()
    return dynamodb._sort_key_value(value, kind)


def _place(entry: Entry) -> Place:
    return entry[0]


def _key(entry: Entry) -> Any:
    return entry[0][0]


def _from(entries: Sequence[Entry], value: Any) -> int:
    return bisect_left(entries, value, key=_key)


def _past(entries: Sequence[Entry], value: Any) -> int:
    return bisect_right(entries, value, key=_key)


def _beginning(entries: Sequence[Entry], prefix: Any) -> Range:
    first = _from(entries, prefix)
    length = len(prefix)
    return first, bisect_right(entries, prefix, lo=first, key=lambda each: _key(each)[:length])


_RANGES: dict[str, Callable[..., Range]] = {
    "EQ": lambda entries, value: (_from(entries, value), _past(entries, value)),
    "LT": lambda entries, value: (0, _from(entries, value)),
    "LE": lambda entries, value: (0, _past(entries, value)),
    "GT": lambda entries, value: (_past(entries, value), len(entries)),
    "GE": lambda entries, value: (_from(entries, value), len(entries)),
    "BETWEEN": lambda entries, low, high: (_from(entries, low), _past(entries, high)),
    "BEGINS_WITH": _beginning,
}
