"""The one way a batch runs: each record for itself, and a failure is that record's alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import random
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from lambdas.moderation.ports import Counter, Mailbox
from lambdas.moderation.runtime.backoff import backoff_seconds
from lambdas.moderation.runtime.report import report

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

Event = dict[str, Any]


def run_queue_batch(
    event: Event,
    context: "LambdaContext",
    handle: Callable[[SQSRecord], None],
    mailbox: Mailbox,
    counter: Counter,
    logger: Logger,
) -> "PartialItemFailureResponse":
    """Handles all records at the same time, each in a thread, and reports those that failed.

    A failed record is sent back with a delay that grows with its receive count, whatever the error:
    `Retryable` is how work asks for that, any other exception is a bug and logged as an error.
    Never raises for the batch.
    """

    def one(record: SQSRecord) -> None:
        try:
            handle(record)
        except Exception as error:
            report(error, counter, logger, record_id=record.message_id)
            _send_back(record, mailbox, counter, logger)
            raise

    return _run(_Concurrently(EventType.SQS), event, context, one, logger)


def run_stream_batch(
    event: Event,
    context: "LambdaContext",
    handle: Callable[[DynamoDBRecord], None],
    counter: Counter,
    logger: Logger,
) -> "PartialItemFailureResponse":
    """Handles the records of a table's stream in their order, and reports those that failed.

    Lambda then repeats from the first failed record on, so handling one twice must be harmless.
    Never raises for the batch.
    """

    def one(record: DynamoDBRecord) -> None:
        try:
            handle(record)
        except Exception as error:
            report(error, counter, logger, record_id=record.event_id or "")
            raise

    return _run(_InOrder(EventType.DynamoDBStreams), event, context, one, logger)


class _InOrder(BatchProcessor):
    def __init__(self, event_type: EventType) -> None:
        super().__init__(event_type=event_type, raise_on_entire_batch_failure=False)


class _Concurrently(_InOrder):
    def process(self) -> list[Any]:
        with ThreadPoolExecutor(max_workers=max(len(self.records), 1)) as pool:
            return list(pool.map(self._process_record, self.records))


def _run(
    processor: BatchProcessor,
    event: Event,
    context: "LambdaContext",
    one: Callable[..., None],
    logger: Logger,
) -> "PartialItemFailureResponse":
    logger.append_keys(request_id=context.aws_request_id)
    with processor(records=event.get("Records", []), handler=one):
        processor.process()
    return processor.response()


def _send_back(record: SQSRecord, mailbox: Mailbox, counter: Counter, logger: Logger) -> None:
    """Failing that, the message comes back by itself once its visibility time-out is over."""
    try:
        received = int(record.attributes.approximate_receive_count)
        delay = backoff_seconds(received, random())  # noqa: S311 - jitter is no secret
        mailbox.send_back(record.receipt_handle, delay_seconds=delay)
    except Exception as error:  # nothing may keep the failure itself from being reported
        told = {"record_id": record.message_id, "error": type(error).__name__}
        logger.warning("A record could not be sent back with a delay", extra=told)
    else:
        counter.count("SentBack")
