"""What 1,000 videos cost beside Rekognition's own fee, line by line. Pure: counts in, dollars out.

Requests are those counted on the wire. What no wire shows but AWS bills is added here, each with
what is assumed: see `VideoAssumptions` and docs/performance.md.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from local.bench.bill import write_units
from local.bench.cost import Line
from local.bench.prices import Prices
from local.bench.write_units import Item, item_size

_THOUSAND = 1000
_GB = 1024**3
_MB_A_GB = 1024
_MB_OF_A_CORE = 1769
_WRITE_UNIT = 1024
_INDEX_UNITS_A_JOB = 6
"""Into the index of what is due, twice to another place in it, and out: 1 + 2 + 2 + 1."""

_STARTED_UNITS = 3
"""A state that was handed to the workflow: its write, its place in the index, another place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoAssumptions:
    """What the local cloud cannot measure. Seconds, bytes."""

    request_seconds: float = 0.015
    rekognition_seconds: float = 0.6
    turn_seconds: float = 0.2
    token_bytes: int = 2048
    log_bytes_an_invocation: float = 400.0
    traced_share: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionUse:
    """One function's part in a video: invocations and requests, of which some to Rekognition."""

    memory_mb: int
    invocations: float
    requests: float
    rekognition_requests: float
    cpu_ms_a_request: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PerVideo:
    """Averages a video, measured on the local cloud."""

    minutes: float
    jobs: float
    transitions: float
    functions: Mapping[str, FunctionUse]
    s3_puts: float
    s3_tags: float
    s3_gets: float
    events_put: float
    alerts: float
    write_units: float
    read_units: float


def video_write_units(items: Iterable[Item], *, other_writes: float, token_bytes: int) -> float:
    """All that writing these items of a video cost, from its start until it is enforced.

    A job item is as long as the longest task token makes it, and was written as often as its own
    count says. `other_writes` are those of slots and turns, of one unit each.
    """
    units = other_writes
    for item in items:
        name = item["item"]["S"]
        if name.startswith("job#"):
            own = len(str(item["branch"]["S"]).encode())
            a_write = math.ceil((item_size(item) - own + token_bytes) / _WRITE_UNIT)
            units += int(item["write"]["N"]) * a_write + _INDEX_UNITS_A_JOB
        else:
            units += write_units(item) + (_STARTED_UNITS if name == "state" else 0)
    return units


def seconds_billed(use: FunctionUse, assume: VideoAssumptions) -> float:
    """Seconds a video that Lambda bills of a function: requests one after another, and its CPU."""
    cpu = use.cpu_ms_a_request / 1000 * max(1.0, _MB_OF_A_CORE / use.memory_mb)
    waiting = use.rekognition_requests * (assume.rekognition_seconds + assume.turn_seconds)
    own = use.requests - use.rekognition_requests
    return use.requests * cpu + own * assume.request_seconds + waiting


def video_lines(video: PerVideo, prices: Prices, assume: VideoAssumptions) -> list[Line]:
    """Every line but Rekognition's fee and the upload itself, the dearest first.

    Every message comes alone: what batches save is not counted.
    """
    invocations = math.fsum(use.invocations for use in video.functions.values())
    gb_seconds = math.fsum(
        seconds_billed(use, assume) * use.memory_mb / _MB_A_GB for use in video.functions.values()
    )
    logged = invocations * assume.log_bytes_an_invocation
    units = [
        ("Step Functions: state transitions", video.transitions, "states_transition"),
        ("S3: put the evidence", video.s3_puts, "s3_put"),
        ("S3: tag the object", video.s3_tags, "s3_put"),
        ("S3: read the head, look for progress", video.s3_gets, "s3_get"),
        ("S3: Rekognition reads the object", video.jobs, "s3_get_by_rekognition"),
        ("DynamoDB: write units", video.write_units, "dynamodb_write_unit"),
        ("DynamoDB: read units", video.read_units, "dynamodb_read_unit"),
        ("EventBridge: the verdict event", video.events_put, "eventbridge_custom_event"),
        ("EventBridge: S3's event of the upload", 1.0, "eventbridge_s3_event"),
        ("EventBridge: S3's event of the tag", video.s3_tags, "eventbridge_s3_event"),
        ("SQS: send, receive, delete", 3 * (1 + video.jobs), "sqs_request"),
        ("SNS: completions and alerts", video.jobs + video.alerts, "sns_publish"),
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


def video_fee(video: PerVideo, prices: Prices) -> float:
    """Rekognition's own fee for 1,000 videos: by the minute and the job."""
    return video.minutes * video.jobs * prices["rekognition_video_minute"].dollars * _THOUSAND
