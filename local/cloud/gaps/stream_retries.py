"""What a function reports as failed of a DynamoDB stream's batch is tried again, then set aside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import Any

from ministack.services import dynamodb, lambda_svc

from local.cloud.gaps.replacing import Function, original

Record = Mapping[str, Any]
Result = dict[str, Any]
Mapped = dict[str, Any]
_polling: ContextVar[bool] = ContextVar("polling_streams", default=False)


def retry_failed_stream_records() -> None:
    """Gap: a failure reported of a stream's record counts as done; a raising batch blocks it.

    (`batchItemFailures`, `MaximumRetryAttempts` and `BisectBatchOnFunctionError` are ignored.)
    As on AWS, reading goes on at the first failed record until its retries are used up; then it
    goes to the mapping's on-failure destination. Where AWS halves a batch that raised, its records
    are tried one by one here.
    """
    poll = original(lambda_svc, "_poll_dynamodb_streams", "")
    execute = original(lambda_svc, "_execute_function", "func event")
    retries = _Retries(execute)

    @wraps(poll)
    def poll_streams() -> Any:
        token = _polling.set(True)
        try:
            return poll()
        finally:
            _polling.reset(token)

    @wraps(execute)
    def execute_function(func: Mapped, event: Any) -> Result:
        if _polling.get() and isinstance(event, dict) and _is_from_stream(event.get("Records")):
            return retries.run(func, event["Records"])
        result: Result = execute(func, event)
        return result

    lambda_svc._poll_dynamodb_streams = poll_streams
    lambda_svc._execute_function = execute_function


def first_failed(result: Result, records: Sequence[Record]) -> int | None:
    """The index of the first record that was not processed, or None; an unknown id fails them all.

    Source: "Using DynamoDB as an event source", reporting batch item failures.
    """
    if result.get("error"):
        return 0
    body = result.get("body")
    reported = body.get("batchItemFailures") if isinstance(body, dict) else None
    if not reported:
        return None
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    failed = [failure.get("itemIdentifier") for failure in reported]
    return min((numbers.index(n) if n in numbers else 0) for n in failed)


class _Retries:
    """Runs the batches of all mappings and counts the tries of the record that is first in line."""

    def __init__(self, execute: Function) -> None:
        self._execute = execute
        self._tries: Counter[tuple[str, str]] = Counter()

    def run(self, func: Mapped, records: Sequence[Record]) -> Result:
        """One invocation as the poller expects it; an error keeps the stream where it is put."""
        mapping = _mapping(func, records)
        failed, result = self._run(func, records, bisect=_bisects(mapping))
        if failed is None or mapping is None:
            return result
        self._go_on_at(func, mapping, records[failed:], result)
        reported = {"errorType": "BatchItemFailures", "errorMessage": "Tried again, not done."}
        return result if result.get("error") else {**result, "error": True, "body": reported}

    def _run(
        self, func: Mapped, records: Sequence[Record], *, bisect: bool
    ) -> tuple[int | None, Result]:
        result: Result = self._execute(func, {"Records": list(records)})
        if not (result.get("error") and bisect and len(records) > 1):
            return first_failed(result, records), result
        for index, record in enumerate(records):
            result = self._execute(func, {"Records": [record]})
            if first_failed(result, [record]) is not None:
                return index, result
        return None, result

    def _go_on_at(
        self, func: Mapped, mapping: Mapped, left: Sequence[Record], result: Result
    ) -> None:
        first = left[0]["dynamodb"]["SequenceNumber"]
        key = (mapping["UUID"], first)
        self._tries[key] += 1
        most = mapping.get("MaximumRetryAttempts")
        exhausted = most is not None and 0 <= int(most) < self._tries[key]
        if exhausted:
            del self._tries[key]
            arn = mapping["EventSourceArn"]
            lambda_svc._send_ddb_stream_failure_record(
                mapping, func, [left[0]], arn, result, "RetryAttemptsExhausted"
            )
        _move(mapping, first, past=exhausted)


def _move(mapping: Mapped, sequence_number: str, *, past: bool) -> None:
    """Puts the mapping's place in the stream at that record, or just past it."""
    table = mapping["EventSourceArn"].split("/")[1]
    start = dynamodb.stream_start_position(table)
    numbers = [r["dynamodb"]["SequenceNumber"] for r in dynamodb.stream_live_records(table)]
    if sequence_number in numbers:
        place = start + numbers.index(sequence_number) + past
        with lambda_svc._dynamodb_stream_positions_lock:
            lambda_svc._dynamodb_stream_positions[mapping["UUID"]] = place


def _mapping(func: Mapped, records: Sequence[Record]) -> Mapped | None:
    name = (func.get("config") or func).get("FunctionName")
    for _account, _region, mapping in lambda_svc._iter_all_esms():
        source = mapping.get("EventSourceArn")
        if source == records[0].get("eventSourceARN") and mapping["FunctionName"] == name:
            found: Mapped = mapping
            return found
    return None


def _bisects(mapping: Mapped | None) -> bool:
    value = (mapping or {}).get("BisectBatchOnFunctionError")
    return str(value).lower() == "true"


def _is_from_stream(records: object) -> bool:
    return (
        isinstance(records, list)
        and bool(records)
        and (records[0].get("eventSource") == "aws:dynamodb")
    )
