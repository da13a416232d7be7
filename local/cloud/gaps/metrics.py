"""CloudWatch metrics that AWS makes by itself: from log lines and from queues."""

import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import cloudwatch, lambda_svc, sqs

from local.cloud.gaps.replacing import original

_log = logging.getLogger(__name__)
_SECONDS_BETWEEN_LOOKS = 2.0


def record_embedded_metrics() -> None:
    """Gap: embedded-metric-format lines in a function's log do not become metrics."""
    emit = original(
        lambda_svc,
        "_emit_lambda_logs",
        "func request_id log_text error duration_ms log_source",
    )

    def emit_and_measure(
        func: dict[str, Any], request_id: str, log_text: str, *args: Any, **kwargs: Any
    ) -> None:
        for line in (log_text or "").splitlines():
            for metric in embedded_metrics(line):
                cloudwatch.record_metric(*metric)
        emit(func, request_id, log_text, *args, **kwargs)

    lambda_svc._emit_lambda_logs = emit_and_measure


def measure_queues_and_evaluate() -> None:
    """Gap: SQS has no metrics, and alarms are evaluated only when somebody puts a metric.

    A thread measures every queue and evaluates every alarm each two seconds (AWS: each minute).
    """
    threading.Thread(target=_look_again_and_again, name="cloudwatch", daemon=True).start()


Metric = tuple[str, str, float, str, dict[str, str]]


def embedded_metrics(line: str) -> Iterator[Metric]:
    """Namespace, name, value, unit and dimensions of each metric that a log line carries.

    A line that is not in the embedded metric format carries none.
    """
    if '"_aws"' not in line:
        return
    try:
        content = json.loads(line[line.index("{") :])
        for directive in content["_aws"]["CloudWatchMetrics"]:
            yield from _of_directive(directive, content)
    except (ValueError, KeyError, TypeError) as error:
        _log.warning("A log line looks like embedded metrics but is not: %s (%s)", line, error)


def _of_directive(directive: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[Metric]:
    for names in directive.get("Dimensions") or [[]]:
        dimensions = {name: str(content[name]) for name in names}
        for metric in directive["Metrics"]:
            values = content[metric["Name"]]
            for value in values if isinstance(values, list) else [values]:
                unit = metric.get("Unit", "None")
                yield directive["Namespace"], metric["Name"], float(value), unit, dimensions


def _look_again_and_again() -> None:
    while True:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
        try:
            _look()
        except Exception:  # The watch goes on: one bad queue or alarm must not end it.
            _log.exception("Queues or alarms could not be looked at")


def _look() -> None:
    scopes = {(account, region) for account, region, _ in dict(cloudwatch._alarms.all_items())}
    now = time.time()
    for (account, region, _), queue in list(sqs._queues.all_items()):
        set_request_account_id(account)
        set_request_region(region)
        _measure(queue, now)
    for account, region in scopes:
        set_request_account_id(account)
        set_request_region(region)
        cloudwatch._evaluate_all_alarms()


def _measure(queue: Mapping[str, Any], now: float) -> None:
    messages = list(queue.get("messages") or [])
    of_queue = {"QueueName": queue["name"]}
    visible = sum(message["visible_at"] <= now for message in messages)
    oldest = max((now - message["sent_at"] for message in messages), default=0.0)
    for name, value, unit in (
        ("ApproximateNumberOfMessagesVisible", visible, "Count"),
        ("ApproximateNumberOfMessagesNotVisible", len(messages) - visible, "Count"),
        ("ApproximateAgeOfOldestMessage", oldest, "Seconds"),
    ):
        cloudwatch.record_metric("AWS/SQS", name, value, unit, of_queue)
