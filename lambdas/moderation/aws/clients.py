"""boto3 clients: each made once, on first use, with explicit time-outs and retries.

Clients may be shared by threads, making one may not: a lock sees to that.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

_CONNECT_SECONDS = 2
_CONNECTIONS = 25  # ten records at the same time, two analysers each, and some to spare
_FOR_LINKS = {
    "signature_version": "s3v4",
    "s3": {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
}
_LOCK = Lock()
_MADE: dict[str, Any] = {}


def s3() -> "S3Client":
    """Reads uploads and tags them, and keeps evidence."""
    client: S3Client = _client("s3", read_seconds=10, attempts=3)
    return client


def s3_links() -> "S3Client":
    """Signs links to uploads; calls nothing.

    To the bucket's host in its own Region: a browser would follow S3's redirect to another host,
    where the signature does not hold.
    """
    client: S3Client = _client("s3", read_seconds=10, attempts=1, **_FOR_LINKS)
    return client


def dynamodb() -> "DynamoDBClient":
    """Reads and writes the moderation table."""
    client: DynamoDBClient = _client("dynamodb", read_seconds=5, attempts=4)
    return client


def sqs() -> "SQSClient":
    """Sends messages, and puts them back for later."""
    client: SQSClient = _client("sqs", read_seconds=5, attempts=3)
    return client


def sns() -> "SNSClient":
    """Publishes alerts."""
    client: SNSClient = _client("sns", read_seconds=5, attempts=3)
    return client


def events() -> "EventBridgeClient":
    """Publishes verdict events."""
    client: EventBridgeClient = _client("events", read_seconds=5, attempts=3)
    return client


def rekognition() -> "RekognitionClient":
    """Analyses pictures and videos. One attempt: its adapters pace and repeat each call."""
    client: RekognitionClient = _client("rekognition", read_seconds=10, attempts=1)
    return client


def states() -> "SFNClient":
    """Starts video workflows, and resumes their branches."""
    client: SFNClient = _client("stepfunctions", read_seconds=10, attempts=3)
    return client


def lambda_() -> "LambdaClient":
    """Asks for waiting video jobs to be started."""
    client: LambdaClient = _client("lambda", read_seconds=10, attempts=3)
    return client


def lambda_that_answers() -> "LambdaClient":
    """Asks for uploads to be shown, and waits longer for it than that function may run.

    A second attempt fits into the time that API Gateway gives the one who asks.
    """
    client: LambdaClient = _client("lambda", read_seconds=13, attempts=2)
    return client


def _client(service: str, *, read_seconds: int, attempts: int, **more: Any) -> Any:
    name = f"{service} {read_seconds} {attempts} {more}"
    with _LOCK:
        if name not in _MADE:
            config = Config(
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=read_seconds,
                retries={"mode": "standard", "total_max_attempts": attempts},
                max_pool_connections=_CONNECTIONS,
                **more,
            )
            with _for_good():
                _MADE[name] = _session().client(service, config=config)
        return _MADE[name]


@contextmanager
def _for_good() -> Iterator[None]:
    """What is made inside stays: it is not searched for garbage, neither meanwhile nor later.

    A client is many thousand objects that describe its service; the search took a quarter of the
    time of making it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


@cache
def _session() -> Any:
    return boto3.session.Session()
