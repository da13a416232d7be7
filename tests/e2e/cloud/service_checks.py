"""What other AWS services do and ministack does not: each function says whether a cloud does it."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from local.cloud.gaps.crowds import AT_ONCE
from tests.e2e.cloud.clients import Aws, unique, until


def embedded_metrics_become_metrics(aws: Aws) -> bool:
    """A function's log line in the embedded metric format."""
    line = {
        "_aws": {
            "Timestamp": 0,
            "CloudWatchMetrics": [
                {
                    "Namespace": "Probe",
                    "Dimensions": [["service"]],
                    "Metrics": [{"Name": "Held", "Unit": "Count"}],
                }
            ],
        },
        "service": "screen",
        "Held": 3,
    }
    name = aws.function(f"def handler(event, context):\n    print({json.dumps(line)!r})\n")
    aws.client("lambda").invoke(FunctionName=name)
    return _sum(aws, "Probe", "Held", {"service": "screen"}) == 3


def a_queues_depth_is_a_metric(aws: Aws) -> bool:
    """`ApproximateNumberOfMessagesVisible`."""
    url, arn = aws.queue()
    aws.client("sqs").send_message(QueueUrl=url, MessageBody="x")
    depth = "ApproximateNumberOfMessagesVisible"
    return _within(3, lambda: _sum(aws, "AWS/SQS", depth, {"QueueName": arn.split(":")[-1]}) >= 1)


def an_alarm_sees_its_own_dimensions_only(aws: Aws) -> bool:
    """Data of another function leaves an alarm alone."""
    _put_alarm(aws, "own", "this")
    _put_metric(aws, "other", age=0)
    _put_metric(aws, "this", age=0, value=0)
    return not _within(0.5, lambda: _alarm_state(aws, "own") == "ALARM")


def an_alarm_recovers_when_its_data_is_gone(aws: Aws) -> bool:
    """Missing data counts as not breaching."""
    _put_alarm(aws, "recovers", "recovering")
    _put_metric(aws, "recovering", age=58.5)
    until(lambda: _alarm_state(aws, "recovers") == "ALARM")
    return _within(4, lambda: _alarm_state(aws, "recovers") == "OK")


def a_reported_stream_failure_is_tried_again_then_set_aside(aws: Aws) -> bool:
    """`batchItemFailures` of a DynamoDB stream, `MaximumRetryAttempts`, on-failure destination."""
    url, arn = aws.queue()
    table = _table_with_stream(aws)
    function = aws.function(
        "def handler(event, context):\n"
        "    records = event['Records']\n"
        "    ids = [(r['dynamodb']['Keys']['id']['S'], r['dynamodb']['SequenceNumber'])"
        " for r in records]\n"
        "    print('TRIED', [name for name, _ in ids])\n"
        "    return {'batchItemFailures': [{'itemIdentifier': n} for i, n in ids if i == 'bad']}\n"
    )
    aws.client("lambda").create_event_source_mapping(
        FunctionName=function,
        EventSourceArn=table["LatestStreamArn"],
        StartingPosition="TRIM_HORIZON",
        BatchSize=10,
        MaximumRetryAttempts=1,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        DestinationConfig={"OnFailure": {"Destination": arn}},
    )
    for name in ("good", "bad", "after"):
        item = {"id": {"S": name}}
        aws.client("dynamodb").put_item(TableName=table["TableName"], Item=item)
    return _within(4, lambda: bool(aws.receive(url)) and _tried(aws, function, "after"))


def a_crowd_of_invocations_shares_few_processes(aws: Aws) -> bool:
    """As if they had cores enough: each of a hundred at once would wait for all others."""
    name = aws.function(
        "import os, time\ndef handler(event, context):\n    time.sleep(1)\n    return os.getpid()\n"
    )
    client = aws.client("lambda")
    crowd = 2 * AT_ONCE
    with ThreadPoolExecutor(crowd) as pool:
        asked = [pool.submit(client.invoke, FunctionName=name) for _ in range(crowd)]
        answers = [each.result()["Payload"].read() for each in asked]
    return len(answers) == crowd and len(set(answers)) <= AT_ONCE


CHECKS: tuple[Callable[[Aws], bool], ...] = (
    embedded_metrics_become_metrics,
    a_queues_depth_is_a_metric,
    an_alarm_sees_its_own_dimensions_only,
    an_alarm_recovers_when_its_data_is_gone,
    a_reported_stream_failure_is_tried_again_then_set_aside,
    a_crowd_of_invocations_shares_few_processes,
)


def _within(seconds: float, look: Callable[[], bool]) -> bool:
    try:
        return until(look, seconds=seconds)
    except AssertionError:
        return False


def _sum(aws: Aws, namespace: str, name: str, dimensions: dict[str, str]) -> float:
    answer = aws.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=name,
        Dimensions=[{"Name": n, "Value": v} for n, v in dimensions.items()],
        StartTime=time.time() - 300,
        EndTime=time.time() + 60,
        Period=60,
        Statistics=["Sum"],
    )
    return float(sum(point["Sum"] for point in answer["Datapoints"]))


def _put_alarm(aws: Aws, name: str, of: str) -> None:
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace="Alarms",
        MetricName="Errors",
        Dimensions=[{"Name": "function", "Value": of}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
    )


def _put_metric(aws: Aws, of: str, *, age: float, value: float = 5) -> None:
    datum = {"MetricName": "Errors", "Value": value, "Timestamp": time.time() - age}
    datum["Dimensions"] = [{"Name": "function", "Value": of}]
    aws.client("cloudwatch").put_metric_data(Namespace="Alarms", MetricData=[datum])


def _alarm_state(aws: Aws, name: str) -> str:
    answer = aws.client("cloudwatch").describe_alarms(AlarmNames=[name])
    return str(answer["MetricAlarms"][0]["StateValue"])


def _table_with_stream(aws: Aws) -> Any:
    name = unique("table")
    return aws.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]


def _tried(aws: Aws, function: str, name: str) -> bool:
    answer = aws.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{function}")
    return any("TRIED" in e["message"] and name in e["message"] for e in answer["events"])
