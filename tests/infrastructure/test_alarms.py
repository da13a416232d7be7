"""Alarms: they exist, and they can be heard."""

from pathlib import Path

import pytest

from stacks.parts.layer import ROOT
from tests.infrastructure.templates import ACCOUNT, Assembly, Json

FUNCTIONS = (
    "screen-upload",
    "start-video-job",
    "finish-video-job",
    "decide-video",
    "enforce-verdict",
    "sweep",
    "open-case",
    "close-case",
    "show-upload",
    "review-api",
)
"""All but `serve-console`, which asks AWS for nothing."""


def alarms(assembly: Assembly) -> dict[str, Json]:
    """All alarms by name, without the prefix that they share."""
    found = assembly.resources("AWS::CloudWatch::Alarm").values()
    return {each["AlarmName"].removeprefix("content-moderation-prod-"): each for each in found}


def dimensions(alarm: Json) -> dict[str, str]:
    """What the alarm's metric is of."""
    return {each["Name"]: each["Value"] for each in alarm.get("Dimensions", [])}


def watched_queues(assembly: Assembly, metric: str) -> set[str]:
    """The queues whose metric has an alarm."""
    return {
        dimensions(alarm)["QueueName"].removesuffix(".QueueName")
        for alarm in alarms(assembly).values()
        if alarm.get("MetricName") == metric
    }


def test_every_dead_letter_queue_rings_from_the_first_message(aws: Assembly) -> None:
    metric = "ApproximateNumberOfMessagesVisible"
    ends = {path for path in aws.resources("AWS::SQS::Queue") if path.endswith("DeadLetters/Queue")}
    assert watched_queues(aws, metric) == ends
    for alarm in alarms(aws).values():
        if alarm.get("MetricName") == metric:
            assert alarm["Threshold"] == 0
            assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
            assert alarm["EvaluationPeriods"] == 1


def test_every_other_queue_rings_when_its_oldest_message_is_old(aws: Assembly) -> None:
    others = {
        path for path in aws.resources("AWS::SQS::Queue") if not path.endswith("DeadLetters/Queue")
    }
    assert watched_queues(aws, "ApproximateAgeOfOldestMessage") == others


def test_every_function_rings_on_errors_and_throttles(aws: Assembly) -> None:
    for metric in ("Errors", "Throttles"):
        watched = {
            dimensions(alarm)["FunctionName"]
            for alarm in alarms(aws).values()
            if alarm.get("MetricName") == metric
        }
        assert watched == set(aws.resources("AWS::Lambda::Function"))


def test_every_function_rings_when_aws_refuses_it_something(aws: Assembly) -> None:
    for function in FUNCTIONS:
        alarm = alarms(aws)[f"{function}-configuration"]
        assert alarm["Namespace"] == "ContentModeration"
        assert alarm["MetricName"] == "ConfigurationErrors"
        assert dimensions(alarm) == {"service": function, "stage": "prod"}


def test_what_is_overdue_rings_and_so_does_a_sweep_that_says_nothing(aws: Assembly) -> None:
    for name, metric in (
        ("unenforced-overdue", "UnenforcedOverdue"),
        ("unscreened-overdue", "ScreeningOverdue"),
    ):
        alarm = alarms(aws)[name]
        assert alarm["MetricName"] == metric
        assert dimensions(alarm) == {"service": "sweep", "stage": "prod"}
        assert alarm["TreatMissingData"] == "breaching"
        assert alarm["Statistic"] == "Maximum"


def test_silence_rings_while_messages_arrive(aws: Assembly) -> None:
    alarm = alarms(aws)["silence"]
    metrics = {each["Id"]: each for each in alarm["Metrics"]}
    assert metrics["arrived"]["MetricStat"]["Metric"]["MetricName"] == "NumberOfMessagesSent"
    finished = {metrics[f"f{number}"]["MetricStat"]["Metric"]["MetricName"] for number in range(5)}
    assert finished == {
        "ContentsScreened",
        "ContentsHeld",
        "ContentsGone",
        "DuplicateEvents",
        "VideosStarted",
    }
    (expression,) = [each["Expression"] for each in alarm["Metrics"] if "Expression" in each]
    assert expression == (
        "IF(FILL(arrived, 0) > 0 AND "
        "(FILL(f0, 0) + FILL(f1, 0) + FILL(f2, 0) + FILL(f3, 0) + FILL(f4, 0)) == 0, 1, 0)"
    )


def test_nothing_screened_for_hours_rings_where_the_stage_says_so(
    aws: Assembly, local: Assembly
) -> None:
    alarm = alarms(aws)["nothing-screened"]
    metrics = {each["Id"]: each["MetricStat"] for each in alarm["Metrics"] if "MetricStat" in each}
    assert {each["Metric"]["MetricName"] for each in metrics.values()} == {"ContentsScreened"}
    assert {dimensions(each["Metric"])["service"] for each in metrics.values()} == {
        "screen-upload",
        "decide-video",
    }
    (expression,) = [each["Expression"] for each in alarm["Metrics"] if "Expression" in each]
    assert expression == "FILL(images, 0) + FILL(videos, 0)"
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert {each["Period"] for each in metrics.values()} == {3600}
    assert alarm["EvaluationPeriods"] == 6
    assert alarm["TreatMissingData"] == "breaching"
    assert "nothing-screened" not in str(local.pipeline)


@pytest.mark.parametrize("stage", ["aws", "local"])
def test_an_execution_that_ends_without_a_verdict_rings(
    stage: str, request: pytest.FixtureRequest
) -> None:
    assembly: Assembly = request.getfixturevalue(stage)
    watched = {
        alarm["AlarmName"].split("-", 3)[3]: alarm
        for alarm in assembly.resources("AWS::CloudWatch::Alarm").values()
        if alarm.get("Namespace") == "AWS/States"
    }
    assert {name: alarm["MetricName"] for name, alarm in watched.items()} == {
        "video-workflow-failed": "ExecutionsFailed",
        "video-workflow-timed-out": "ExecutionsTimedOut",
        "video-workflow-aborted": "ExecutionsAborted",
    }
    for alarm in watched.values():
        assert dimensions(alarm) == {"StateMachineArn": "Video/Workflow/Machine"}
        assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 0)


def test_a_video_that_waits_for_six_hours_rings(aws: Assembly) -> None:
    alarm = alarms(aws)["video-jobs-waiting"]
    assert alarm["MetricName"] == "VideoJobWaitSeconds"
    assert dimensions(alarm) == {"service": "sweep", "stage": "prod"}
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Maximum", 6 * 3600)
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"


def test_cases_that_wait_past_their_time_ring_where_there_is_a_desk(
    aws: Assembly, without_desk: Assembly
) -> None:
    alarm = alarms(aws)["cases-overdue"]
    assert alarm["MetricName"] == "CasesOverdue"
    assert dimensions(alarm) == {"service": "sweep", "stage": "prod"}
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Maximum", 0)
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (300, 3)
    assert "cases-overdue" not in alarms(without_desk)


def test_a_desk_that_fails_its_callers_rings(aws: Assembly) -> None:
    alarm = alarms(aws)["review-api-faults"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/ApiGateway", "5xx")
    assert dimensions(alarm) == {"ApiId": "DeskAddress/Api"}
    assert (alarm["Statistic"], alarm["Threshold"], alarm["Period"]) == ("Sum", 5, 300)


def test_cloudwatch_may_really_publish_every_alarm(aws: Assembly) -> None:
    """Walks from the alarm to its topic, the topic's policy and its key."""
    topics = aws.resources("AWS::SNS::Topic")
    for name, alarm in alarms(aws).items():
        (topic,) = alarm["AlarmActions"]
        assert "KmsMasterKeyId" not in topics[topic], name
        allowed = [
            statement
            for policy in aws.resources("AWS::SNS::TopicPolicy").values()
            if topic in policy["Topics"]
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Allow"
        ]
        assert allowed == [
            {
                "Sid": "AllowCloudWatchAlarms",
                "Effect": "Allow",
                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": topic,
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            }
        ], name


def test_every_metric_that_rings_is_counted_by_a_function(aws: Assembly) -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(ROOT, "lambdas").rglob("*.py")
    )
    metrics = {
        metric
        for alarm in aws.resources("AWS::CloudWatch::Alarm").values()
        for metric in own_metrics(alarm)
    }
    assert metrics
    assert not {metric for metric in metrics if f'"{metric}"' not in source}


def own_metrics(alarm: Json) -> set[str]:
    """The functions' own metrics that an alarm looks at."""
    plain = [alarm] if "MetricName" in alarm else []
    inner = [
        each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each
    ]
    return {
        each["MetricName"] for each in plain + inner if each["Namespace"] == "ContentModeration"
    }


def test_alarms_do_not_go_where_moderation_alerts_go(aws: Assembly) -> None:
    assert {topic for alarm in alarms(aws).values() for topic in alarm["AlarmActions"]} == {
        "Alarms/Topic"
    }


def test_every_alarm_says_what_it_means_and_where_to_read_on(aws: Assembly) -> None:
    for name, alarm in alarms(aws).items():
        assert alarm["AlarmDescription"].endswith(f"docs/operations.md, {name}.")
