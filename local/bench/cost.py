"""What 1,000 images cost beside Rekognition's own fee, line by line. Pure: counts in, dollars out.

Requests are those counted on the wire. What no wire shows but AWS bills is added here, each with
what is assumed: see `Assumptions` and docs/performance.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from local.bench.prices import Prices

_THOUSAND = 1000
_GB = 1024**3
_MB_A_GB = 1024
_MB_OF_A_CORE = 1769
"""Lambda gives a function one core at this memory, less in proportion below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What the local cloud cannot measure. Seconds."""

    rekognition_seconds: float = 0.6
    request_seconds: float = 0.015
    screen_requests_in_a_row: int = 4
    enforce_requests_in_a_row: int = 5
    stream_window_seconds: float = 1.0
    stream_batch: int = 25
    traced_share: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class PerImage:
    """Averages an image, measured on the local cloud."""

    s3_puts: float
    s3_gets: float
    events_put: float
    alerts: float
    write_units: float
    read_units: float
    rekognition_calls: float
    screen_cpu_ms: float
    enforce_cpu_ms: float
    screen_log_bytes: float
    enforce_log_bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How the pipeline is deployed, and how full its batches are."""

    batch: int
    image_tps: float
    workers: int
    screen_memory_mb: int
    enforce_memory_mb: int
    shard_workers: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill: units an image, and dollars for 1,000 images."""

    what: str
    units: float
    dollars: float
    confidence: str


def enforce_batch(setting: Setting, assume: Assumptions) -> float:
    """Verdicts that an enforcement finds together: those of a window, if images keep coming."""
    if setting.batch == 1:
        return 1.0
    in_a_window = setting.image_tps / setting.shard_workers * assume.stream_window_seconds
    return min(assume.stream_batch, max(1.0, in_a_window))


def screen_seconds(image: PerImage, setting: Setting, assume: Assumptions) -> float:
    """How long one batch keeps a worker: paced, or as long as the CPU needs, and the waiting."""
    cpu = image.screen_cpu_ms / 1000 * max(1.0, _MB_OF_A_CORE / setting.screen_memory_mb)
    own_rate = setting.image_tps / setting.workers
    alone = assume.rekognition_seconds + assume.screen_requests_in_a_row * assume.request_seconds
    paced = (setting.batch - 1) / own_rate
    return max(paced, cpu * setting.batch) + alone + cpu


def enforce_seconds(image: PerImage, setting: Setting, assume: Assumptions) -> float:
    """How long one verdict keeps the function: its requests come one after another."""
    cpu = image.enforce_cpu_ms / 1000 * max(1.0, _MB_OF_A_CORE / setting.enforce_memory_mb)
    return assume.enforce_requests_in_a_row * assume.request_seconds + cpu


def lines(image: PerImage, setting: Setting, prices: Prices, assume: Assumptions) -> list[Line]:
    """Every line but Rekognition's fee and the upload itself, the dearest first."""
    together = enforce_batch(setting, assume)
    invocations = 1 / setting.batch + 1 / together
    screen_gb = setting.screen_memory_mb / _MB_A_GB
    enforce_gb = setting.enforce_memory_mb / _MB_A_GB
    gb_seconds = (
        screen_seconds(image, setting, assume) / setting.batch * screen_gb
        + enforce_seconds(image, setting, assume) * enforce_gb
    )
    logged = image.screen_log_bytes / setting.batch + image.enforce_log_bytes / together
    units = [
        ("S3: tag the object", image.s3_puts, "s3_put"),
        ("S3: read the head", image.s3_gets, "s3_get"),
        ("S3: Rekognition reads the object", image.rekognition_calls, "s3_get_by_rekognition"),
        ("DynamoDB: write units", image.write_units, "dynamodb_write_unit"),
        ("DynamoDB: read units", image.read_units, "dynamodb_read_unit"),
        ("EventBridge: the verdict event", image.events_put, "eventbridge_custom_event"),
        ("EventBridge: S3's event of the upload", 1.0, "eventbridge_s3_event"),
        ("EventBridge: S3's event of the tag", image.s3_puts, "eventbridge_s3_event"),
        ("SQS: send, receive, delete", 1 + 2 / setting.batch, "sqs_request"),
        ("SNS: alerts", image.alerts, "sns_publish"),
        ("Lambda: invocations", invocations, "lambda_request"),
        ("Lambda: GB-seconds", gb_seconds, "lambda_gb_second_arm"),
        ("CloudWatch: log bytes", logged / _GB, "logs_ingest_gb"),
        ("X-Ray: traces", invocations * assume.traced_share, "xray_trace"),
    ]
    made = [
        Line(what, count, count * prices[name].dollars * _THOUSAND, prices[name].confidence)
        for what, count, name in units
    ]
    return sorted(made, key=lambda line: -line.dollars)


def fee(image: PerImage, prices: Prices) -> float:
    """Rekognition's own fee for 1,000 images."""
    return image.rekognition_calls * prices["rekognition_image"].dollars * _THOUSAND


def total(bill: Sequence[Line]) -> float:
    """Dollars for 1,000 images."""
    return math.fsum(line.dollars for line in bill)
