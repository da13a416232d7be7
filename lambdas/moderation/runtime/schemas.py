"""Checks what was sent against a JSON Schema, and says in words what is wrong with it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import fastjsonschema

from lambdas.moderation.domain.errors import Fault
from lambdas.moderation.ports.api import Json, Schema

_LONGEST_NAME = 64
_MOST_FAULTS = 20
_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_LIMITS = {
    "minimum": "must be {} or more",
    "maximum": "must be {} or less",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} entries",
    "maxItems": "must have at most {} entries",
    "uniqueItems": "must not have an entry twice",
}

Definition = dict[str, Any]


class SchemaChecker:
    """Implements `Checker`: a schema is compiled when it is first needed, then remembered."""

    def __init__(self) -> None:
        self._compiled: dict[str, Callable[[Json], Json]] = {}

    def faults(self, schema: Schema, value: Json) -> list[Fault]:
        """As the port says: at most 20, each place and fault once."""
        try:
            self._checking(schema)(value)
        except fastjsonschema.JsonSchemaValuesException as error:
            found = (fault for each in error.errors for fault in _faults(each))
            return list(dict.fromkeys(found))[:_MOST_FAULTS]
        return []

    def _checking(self, schema: Schema) -> Callable[[Json], Json]:
        name = json.dumps(schema, sort_keys=True)
        if name not in self._compiled:
            self._compiled[name] = fastjsonschema.compile(
                schema, use_default=False, fast_fail=False
            )
        return self._compiled[name]


def _faults(error: fastjsonschema.JsonSchemaValueException) -> Iterator[Fault]:
    where, definition = (error.name or "data").removeprefix("data").lstrip("."), error.definition
    match error.rule:
        case "required":
            for name in definition["required"]:
                if name not in error.value:
                    yield Fault(_joined(where, name), "is missing")
        case "additionalProperties":
            for name in error.value:
                if name not in definition.get("properties", {}):
                    yield Fault(_joined(where, str(name)[:_LONGEST_NAME]), "is not known")
        case rule:
            yield Fault(where or "body", _words(str(rule), definition))


def _joined(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _words(rule: str, definition: Definition) -> str:
    limit = definition.get(rule)
    if rule == "type":
        kinds = limit if isinstance(limit, list) else [limit]
        return f"must be {' or '.join(_TYPES[str(kind)] for kind in kinds)}"
    if rule == "enum":
        return f"must be one of: {', '.join(map(str, definition['enum']))}"
    if rule in _LIMITS:
        return _LIMITS[rule].format(limit)
    return f"must be {definition.get('description', 'of another form')}"  # a pattern says what for
