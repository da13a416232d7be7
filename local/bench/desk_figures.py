"""What follows from the steps that were timed: medians, ratios of pairs, counts, dollars. Pure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from local.bench.cost import Assumptions, Line
from local.bench.desk_tape import Step
from local.bench.prices import Prices

_THOUSAND = 1000
_MB_A_GB = 1024
DOLLARS_AN_HOUR = 20.0
"""Assumed of a moderator, with all that comes on top of the wage."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one step, over all rounds."""

    median: float
    p95: float
    least: float


def times(seconds: Sequence[float]) -> Times:
    """Of at least two rounds."""
    each = [1000 * one for one in seconds]
    return Times(statistics.median(each), statistics.quantiles(each, n=20)[-1], min(each))


def paired_ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """How many times as long these took: the median of all rounds.

    What disturbs a round disturbs both of its pair.
    """
    return statistics.median(one / other for one, other in zip(these, those, strict=True))


@dataclass(frozen=True, slots=True)
class Counted:
    """Averages a step. `requests` by operation."""

    requests: dict[str, float]
    examined: float
    read_units: float
    write_units: float

    @property
    def in_all(self) -> float:
        """Requests of all kinds."""
        return sum(self.requests.values())

    @property
    def units(self) -> float:
        """Read and write units together."""
        return self.read_units + self.write_units


def counted(steps: Sequence[Step]) -> Counted:
    """What all these steps asked for, a step."""
    kinds = sorted({kind for step in steps for kind in step.kinds})
    asked = [request for step in steps for request in step.requests]
    return Counted(
        {kind: sum(step.kinds[kind] for step in steps) / len(steps) for kind in kinds},
        sum(request.examined for request in asked) / len(steps),
        sum(request.read_units for request in asked) / len(steps),
        sum(request.write_units for request in asked) / len(steps),
    )


def bill(
    steps: Sequence[Counted], *, memory_mb: int, prices: Prices, assume: Assumptions
) -> list[Line]:
    """What these steps cost for 1,000 cases, each one request to the API; the dearest first.

    The function waits for its requests one after another; what it computes beside is left out.
    """
    gb_seconds = sum(step.in_all for step in steps) * assume.request_seconds * memory_mb / _MB_A_GB
    units = (
        ("DynamoDB: write units", sum(step.write_units for step in steps), "dynamodb_write_unit"),
        ("DynamoDB: read units", sum(step.read_units for step in steps), "dynamodb_read_unit"),
        ("API Gateway: requests", float(len(steps)), "apigateway_http_request"),
        ("Lambda: invocations", float(len(steps)), "lambda_request"),
        ("Lambda: GB-seconds", gb_seconds, "lambda_gb_second_arm"),
    )
    made = [
        Line(what, count, count * prices[name].dollars * _THOUSAND, prices[name].confidence)
        for what, count, name in units
    ]
    return sorted(made, key=lambda line: -line.dollars)


def percent_of_a_minute(dollars_for_1000: float) -> float:
    """Beside a minute of a moderator for each of these cases."""
    return 100 * dollars_for_1000 / (_THOUSAND * DOLLARS_AN_HOUR / 60)
