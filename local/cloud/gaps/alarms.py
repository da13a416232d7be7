"""CloudWatch alarms look at their own metric, period by period, missing data included."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ministack.services import cloudwatch

from local.cloud.gaps.replacing import original

Alarm = dict[str, Any]
_one_at_a_time = threading.RLock()
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


def evaluate_alarms_as_aws() -> None:
    """Gap: an alarm mixes all dimensions of its metric, and never learns that data is missing.

    It also takes all its periods for one. Alarms on expressions (`Metrics`) are never evaluated.
    """
    original(cloudwatch, "_evaluate_alarm", "alarm")
    original(cloudwatch, "_evaluate_all_alarms", "")
    cloudwatch._evaluate_alarm = _evaluate
    cloudwatch._evaluate_all_alarms = _evaluate_all


def _evaluate_all() -> None:
    with _one_at_a_time:
        for alarm in list(cloudwatch._alarms.values()):
            _evaluate(alarm)


def _evaluate(alarm: Alarm) -> None:
    if not alarm.get("MetricName") or alarm.get("ComparisonOperator") not in _COMPARED:
        return
    with _one_at_a_time:
        state, reason = next_state(alarm, _periods(alarm, time.time()))
        before = alarm["StateValue"]
        if state == before:
            return
        alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
        cloudwatch._record_history(alarm["AlarmName"], before, state, reason)
        cloudwatch._dispatch_alarm_actions(alarm, before, state, reason)
        cloudwatch._evaluate_parent_alarms(alarm)


def next_state(alarm: Mapping[str, Any], values: Sequence[float | None]) -> tuple[str, str]:
    """The state that the last periods' values (None: no data) put an alarm in, and why.

    AWS's rule: at least `DatapointsToAlarm` periods must breach; a period without data counts as
    `TreatMissingData` says.
    """
    threshold, compare = alarm.get("Threshold", 0), _COMPARED[alarm["ComparisonOperator"]]
    missing = alarm.get("TreatMissingData") or "missing"
    known = [value for value in values if value is not None]
    breaching = sum(compare(value, threshold) for value in known)
    if missing == "breaching":
        breaching += len(values) - len(known)
    needed = alarm.get("DatapointsToAlarm") or alarm.get("EvaluationPeriods", 1)
    reason = f"Threshold Crossed: {breaching} of {len(values)} periods breach {threshold}: {known}"
    if breaching >= needed:
        return "ALARM", reason
    if known or missing in {"breaching", "notBreaching"}:
        return "OK", reason
    if missing == "ignore":
        return alarm["StateValue"], reason
    return "INSUFFICIENT_DATA", "Insufficient Data: no data points"


def _periods(alarm: Mapping[str, Any], now: float) -> list[float | None]:
    period = float(alarm.get("Period") or 60)
    count = int(alarm.get("EvaluationPeriods") or 1)
    points = _points(alarm)
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    values: list[float | None] = []
    for index in range(count):
        end = now - index * period
        inside = [point for point in points if end - period < point["Timestamp"] <= end]
        stats = cloudwatch._calc_stats(inside) if inside else None
        values.append(cloudwatch._stat_value(stats, statistic, inside) if stats else None)
    return values


def _points(alarm: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = alarm.get("Dimensions") or {}
    if isinstance(given, list):
        given = {dimension["Name"]: dimension["Value"] for dimension in given}
    key = (alarm.get("Namespace"), alarm["MetricName"], cloudwatch._dims_key(given))
    return list(cloudwatch._metrics.get(key) or [])
