"""What a DynamoDB client is asked, as it goes: to be counted, and to be asked again elsewhere."""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from botocore import xform_name

from local.bench.write_units import item_size

Found = TypeVar("Found")
_READ_UNIT = 4096
_ENTRY = 102
"""Bytes of an open case in the index of what is due: the index's keys and the table's."""

_ASKED = "asked of the tape"
_READS = frozenset({"GetItem", "Query"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request and its answer, as botocore has them."""

    operation: str
    parameters: dict[str, Any]
    answer: dict[str, Any]

    @property
    def examined(self) -> int:
        """How many items were looked at, or written, to answer it."""
        if self.operation == "Query":
            return int(self.answer["ScannedCount"])
        return len(self.parameters.get("TransactItems", [None]))

    @property
    def read_units(self) -> float:
        """By the sizes of what was read: 1 for 4 KiB, half of it where it may lag behind.

        What is only counted does not come: it is taken for entries of an index of keys.
        """
        if self.operation not in _READS:
            return 0.0
        if self.parameters.get("Select") == "COUNT":
            size = self.examined * _ENTRY
        else:
            items = self.answer.get("Items") or [self.answer.get("Item", {})]
            size = sum(map(item_size, items))
        units = max(1, math.ceil(size / _READ_UNIT))
        return units if self.parameters.get("ConsistentRead") else units / 2

    @property
    def write_units(self) -> float:
        """As the answer tells them, indexes included."""
        told = self.answer.get("ConsumedCapacity", []) if self.operation not in _READS else []
        return float(sum(each["CapacityUnits"] for each in told))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: how long it took, and what was asked for it, in order."""

    seconds: float
    requests: tuple[Request, ...]

    @property
    def examined(self) -> int:
        """How many items were looked at or written in all."""
        return sum(request.examined for request in self.requests)

    @property
    def kinds(self) -> Counter[str]:
        """The requests by operation."""
        return Counter(request.operation for request in self.requests)


class Tape:
    """Listens to a client, one step at a time. All requests are made to tell what they consumed."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self._done: list[Request] = []
        client.meta.events.register("provide-client-params.dynamodb", self._ask)
        client.meta.events.register("after-call.dynamodb", self._hear)

    def step(self, do: Callable[[], Found]) -> tuple[Step, Found]:
        """Does it, timed; and what came of it."""
        self._done = []
        begun = time.perf_counter()
        found = do()
        return Step(time.perf_counter() - begun, tuple(self._done)), found

    def again(self, requests: Iterable[Request], table: str) -> Step:
        """The same bare requests once more, to another table."""
        asked = [(xform_name(r.operation), elsewhere(r.parameters, table)) for r in requests]

        def ask() -> None:
            for method, parameters in asked:
                getattr(self.client, method)(**parameters)

        return self.step(ask)[0]

    def _ask(
        self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: object
    ) -> dict[str, Any]:
        context[_ASKED] = params
        tells = "ReturnConsumedCapacity" in model.input_shape.members
        return {**params, "ReturnConsumedCapacity": "TOTAL"} if tells else params

    def _hear(
        self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: object
    ) -> None:
        self._done.append(Request(model.name, context[_ASKED], parsed))


def elsewhere(parameters: Any, table: str) -> Any:
    """The same parameters, for another table."""
    if isinstance(parameters, dict):
        return {
            name: table if name == "TableName" else elsewhere(value, table)
            for name, value in parameters.items()
        }
    if isinstance(parameters, list):
        return [elsewhere(each, table) for each in parameters]
    return parameters
