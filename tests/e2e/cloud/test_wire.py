"""The wire counts requests, injects faults, and opens its control door on the plain port only."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloud.settings import Cloud
from tests.e2e.cloud.clients import EVERYTHING_IN_S3, Aws
from tests.e2e.cloud.door import Door, DoorRefusedError

pytestmark = pytest.mark.e2e

WRITER = (
    "import boto3\n"
    "def handler(event, context):\n"
    "    boto3.client('s3').put_object(Bucket=event['bucket'], Key='k', Body=b'x')\n"
)
CALLS: dict[str, Callable[[Aws], Any]] = {
    "dynamodb.ListTables": lambda aws: aws.client("dynamodb").list_tables(),
    "sqs.ListQueues": lambda aws: aws.client("sqs").list_queues(),
    "events.ListRules": lambda aws: aws.client("events").list_rules(),
    "sns.ListTopics": lambda aws: aws.client("sns").list_topics(),
    "s3.ListBuckets": lambda aws: aws.client("s3").list_buckets(),
    "lambda.*": lambda aws: aws.client("lambda").list_functions(),
    "monitoring.DescribeAlarms": lambda aws: aws.client("cloudwatch").describe_alarms(),
    "rekognition.DetectLabels": lambda aws: aws.client("rekognition").detect_labels(
        Image={"Bytes": b"x"}
    ),
}


def test_requests_are_counted_by_service_operation_and_caller(aws: Aws, door: Door) -> None:
    user, bucket = aws.user("s3", EVERYTHING_IN_S3), aws.bucket()
    door.delete("requests")
    user.put_object(Bucket=bucket, Key="k", Body=b"x")
    user.head_object(Bucket=bucket, Key="k")
    user.copy_object(Bucket=bucket, Key="c", CopySource={"Bucket": bucket, "Key": "k"})
    rows = [(r["service"], r["operation"], r["count"]) for r in door.get("requests")]
    assert rows == [("s3", "CopyObject", 1), ("s3", "HeadObject", 1), ("s3", "PutObject", 1)]
    assert {r["caller"].split("-")[0] for r in door.get("requests")} == {"user"}


def test_the_door_is_shut_over_tls(cloud: Cloud, aws: Aws) -> None:
    assert aws.ask("GET", f"{cloud.endpoint}/_local/faults", b"", {}) == 404


@pytest.mark.parametrize("operation", CALLS)
def test_a_failure_comes_in_the_words_of_its_protocol(aws: Aws, door: Door, operation: str) -> None:
    door.post(
        "faults", [{"on": operation, "do": "fail", "code": "ThrottlingException", "status": 400}]
    )
    with pytest.raises(ClientError) as failed:
        CALLS[operation](aws)
    assert failed.value.response["Error"]["Code"] == "ThrottlingException"
    assert failed.value.response["Error"]["Message"] == "A fault was asked for here."


def test_a_fault_skips_then_strikes_then_is_used_up(aws: Aws, door: Door) -> None:
    door.post("faults", [{"on": "sqs.*", "do": "fail", "skip": 1, "times": 2}])
    outcomes = [_fails(lambda: aws.client("sqs").list_queues()) for _ in range(4)]
    assert outcomes == [False, True, True, False]
    assert door.get("faults")[0]["times"] == 0


def test_a_fault_strikes_only_the_named_caller_and_content(aws: Aws, door: Door) -> None:
    user, bucket = aws.user("s3", EVERYTHING_IN_S3), aws.bucket()
    fault = {"on": "s3.PutObject", "do": "fail", "caller": "user-", "containing": "bad", "times": 9}
    door.post("faults", [fault])
    aws.client("s3").put_object(Bucket=bucket, Key="bad", Body=b"")
    user.put_object(Bucket=bucket, Key="good", Body=b"")
    assert _fails(lambda: user.put_object(Bucket=bucket, Key="bad", Body=b""))


def test_a_delay_is_waited_for_and_the_answer_is_the_real_one(aws: Aws, door: Door) -> None:
    door.post("faults", [{"on": "sqs.ListQueues", "do": "delay", "seconds": 0.4}])
    begun = time.monotonic()
    aws.client("sqs").list_queues()
    assert time.monotonic() - begun >= 0.4


@pytest.mark.parametrize(("effect", "is_there"), [("kill_before", False), ("kill_after", True)])
def test_a_functions_process_is_killed_at_a_request(
    aws: Aws, door: Door, effect: str, is_there: bool
) -> None:
    bucket, function = aws.bucket(), aws.function(WRITER, EVERYTHING_IN_S3)
    payload = f'{{"bucket": "{bucket}"}}'.encode()
    door.post("faults", [{"on": "s3.PutObject", "caller": function, "do": effect}])
    died = _invoke(aws, function, payload)
    listed = aws.client("s3").list_object_versions(Bucket=bucket).get("Versions", [])
    assert (died, len(listed)) == (True, int(is_there))
    assert not _invoke(aws, function, payload), "The next invocation has a process of its own."


def test_a_client_that_is_no_function_is_not_killed(aws: Aws, door: Door) -> None:
    door.post("faults", [{"on": "sqs.ListQueues", "do": "kill_before"}])
    with pytest.raises(ClientError, match="not a function of this cloud"):
        aws.client("sqs").list_queues()


@pytest.mark.parametrize(
    "faults", [{}, ["x"], [{"on": "s3.*"}], [{"on": "s3", "do": "fail"}], [{"do": "fail", "x": 1}]]
)
def test_a_fault_that_makes_no_sense_is_refused(door: Door, faults: Any) -> None:
    with pytest.raises(DoorRefusedError, match="400"):
        door.post("faults", faults)


def _fails(call: Callable[[], Any]) -> bool:
    try:
        call()
    except ClientError:
        return True
    return False


def _invoke(aws: Aws, function: str, payload: bytes) -> bool:
    answer = aws.client("lambda").invoke(FunctionName=function, Payload=payload)
    with answer["Payload"] as body:
        body.read()
    return "FunctionError" in answer
