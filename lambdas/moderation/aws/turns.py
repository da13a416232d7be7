"""Pacing for the whole account: whoever makes a call reserves its turn in the moderation table.

Video jobs are started and read by many processes at the same time, few calls each, so a rate
divided among workers would leave most of it unused. A turn costs one small write.
"""

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import ClientError

from lambdas.moderation.aws.attributes import Item
from lambdas.moderation.aws.errors import AWS_ERRORS, DYNAMODB, AwsError, error_code, translate
from lambdas.moderation.aws.items import key_of
from lambdas.moderation.aws.table import REFUSED
from lambdas.moderation.domain.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PACES = "paces"
_BURST_SECONDS = 0.5
"""A caller that takes longer than its turn makes up for it with the next ones. With clocks that
differ by another half second that is a second's quota at once, which is what a service's bucket
holds."""

_PUSHED_OUT_SECONDS = 1.0
_ABSURD_SECONDS = 60.0
_TRIES = 6
_NOTHING: Item = MappingProxyType({})


class Turns(Protocol):
    """Who says when a call of an operation may be made, account-wide."""

    def wait(self, operation: str) -> None:
        """Returns when it is this call's turn.

        Raises `Retryable` with the code `paced` at once where that would take too long.
        """
        ...

    def throttled(self, operation: str) -> None:
        """The service said it was too much: the next turns come later, for everyone."""
        ...


class AccountTurns:
    """Implements `Turns`: `rate` calls a second for each operation, whatever number of processes.

    In any W seconds at most `rate` x (W + 1) calls are let go, as a bucket of one second's quota
    would, for rates from 2 and clocks that differ by no more than half a second. `clock` counts
    seconds since 1970. A turn that is more than a minute ahead comes from a clock that jumped: it
    is forgotten.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        table_name: str,
        *,
        rate: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        longest_wait: float = 8.0,
    ) -> None:
        self._client = client
        self._table = table_name
        self._interval = math.ceil(1_000_000 / rate) / 1_000_000
        self._burst = max(0.0, _BURST_SECONDS - self._interval)
        self._clock = clock
        self._sleep = sleep
        self._longest_wait = longest_wait

    def wait(self, operation: str) -> None:
        """As `Turns` says; "too long" is more than `longest_wait` seconds.

        One write where others call as well, two after a pause. Who is refused takes no turn.
        """
        for _ in range(_TRIES):
            now = self._clock()
            turn = self._reserve(operation, now)
            if turn is not None:
                if turn > now:
                    self._sleep(turn - now)
                return
        raise _paced()

    def throttled(self, operation: str) -> None:
        """As `Turns` says: by a second. Several answers within a second count once."""
        now = self._clock()
        nobody_waits, _ = self._update(
            operation,
            "SET next_turn = :later, slowed_at = :now",
            "attribute_not_exists(next_turn) OR next_turn < :now",
            {":now": now, ":later": now + _PUSHED_OUT_SECONDS},
        )
        if not nobody_waits:
            self._update(
                operation,
                "SET next_turn = next_turn + :pause, slowed_at = :now",
                "attribute_not_exists(slowed_at) OR NOT slowed_at BETWEEN :from AND :to",
                {
                    ":now": now,
                    ":pause": _PUSHED_OUT_SECONDS,
                    ":from": now - _PUSHED_OUT_SECONDS,
                    ":to": now + _PUSHED_OUT_SECONDS,
                },
            )

    def _reserve(self, operation: str, now: float) -> float | None:
        """When it is this call's turn; None where another call came between, so ask again."""
        taken, before = self._update(
            operation,
            "SET next_turn = next_turn + :interval",
            "next_turn BETWEEN :floor AND :latest",
            {
                ":interval": self._interval,
                ":floor": now - self._burst,
                ":latest": now + self._longest_wait,
            },
        )
        if taken:
            return _next_turn(before)
        if now + self._longest_wait < _next_turn(before) <= now + _ABSURD_SECONDS:
            raise _paced()
        return self._begin(operation, now, before)

    def _begin(self, operation: str, now: float, before: Item) -> float | None:
        """The first turn after a pause (or a clock's jump), unless another call is first."""
        first = now - self._burst
        unchanged, seen = "attribute_not_exists(next_turn)", _NOTHING
        if "next_turn" in before:
            unchanged, seen = "next_turn = :seen", {":seen": before["next_turn"]}
        values = {":next": first + self._interval}
        taken, _ = self._update(operation, "SET next_turn = :next", unchanged, values, seen)
        return first if taken else None

    def _update(
        self,
        operation: str,
        change: str,
        condition: str,
        values: dict[str, float],
        seen: Item = _NOTHING,
    ) -> tuple[bool, Item]:
        """Whether the condition held, and what was there before."""
        numbers: Any = {name: {"N": f"{value:.6f}"} for name, value in values.items()}
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=key_of(_PACES, operation),
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeValues={**numbers, **seen},
                ReturnValues="UPDATED_OLD",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except AWS_ERRORS as error:
            if error_code(error) != REFUSED:
                raise translate(error, DYNAMODB) from error
            return False, _item_of(error)
        return True, answer.get("Attributes", {})


def _next_turn(item: Item) -> float:
    """As it is stored; of a call that was never made, or whose item is damaged, long ago."""
    stored = item.get("next_turn", {}).get("N")
    return float(stored) if stored else 0.0


def _item_of(error: AwsError) -> Item:
    answer: Any = error.response if isinstance(error, ClientError) else {}
    return dict(answer.get("Item", {}))


def _paced() -> Retryable:
    return Retryable("Too many calls wait for their turn already.", code="paced")
