"""Queues and what feeds on them: nothing is lost on the way."""

import pytest

from stacks.parts.queue import MAX_RECEIVES
from tests.infrastructure.templates import Assembly, Json

VISIBILITY_FACTOR = 6
FOURTEEN_DAYS = 14 * 24 * 3600


def queues(assembly: Assembly) -> dict[str, Json]:
    """All queues by the name that alarms and redrive policies use: their path."""
    return assembly.resources("AWS::SQS::Queue")


def test_every_queue_has_dead_letters_or_is_one(aws: Assembly) -> None:
    for path, queue in queues(aws).items():
        assert path.endswith("DeadLetters/Queue") != ("RedrivePolicy" in queue), path


def test_dead_letters_belong_to_a_queue_that_exists(aws: Assembly) -> None:
    for queue in queues(aws).values():
        if "RedrivePolicy" in queue:
            target = queue["RedrivePolicy"]["deadLetterTargetArn"]
            assert target.removesuffix(".Arn") in queues(aws)


def test_every_queue_keeps_messages_for_fourteen_days(aws: Assembly) -> None:
    for queue in queues(aws).values():
        assert queue["MessageRetentionPeriod"] == FOURTEEN_DAYS


def test_every_queue_is_encrypted_by_sqs_and_by_no_customer_key(aws: Assembly) -> None:
    for queue in queues(aws).values():
        assert queue["SqsManagedSseEnabled"] is True
        assert "KmsMasterKeyId" not in queue


def test_every_queue_refuses_plain_http(aws: Assembly) -> None:
    refusing = {
        policy["Queues"][0]
        for policy in aws.resources("AWS::SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
        and statement["Effect"] == "Deny"
        and statement["Action"] == "sqs:*"
    }
    assert refusing == set(queues(aws))


def test_a_message_stays_hidden_for_six_times_its_functions_time_out(aws: Assembly) -> None:
    functions = aws.resources("AWS::Lambda::Function")
    sources = [
        source
        for source in aws.resources("AWS::Lambda::EventSourceMapping").values()
        if source["EventSourceArn"].removesuffix(".Arn") in queues(aws)
    ]
    assert sources
    for source in sources:
        queue = queues(aws)[source["EventSourceArn"].removesuffix(".Arn")]
        timeout = functions[source["FunctionName"]]["Timeout"]
        assert queue["VisibilityTimeout"] >= VISIBILITY_FACTOR * timeout


def test_uploads_are_taken_in_tens_by_as_many_workers_as_the_quota_feeds(aws: Assembly) -> None:
    (source,) = [
        each
        for each in aws.resources("AWS::Lambda::EventSourceMapping").values()
        if each["FunctionName"] == "Intake/ScreenUpload/Function"
    ]
    assert source["BatchSize"] == 10
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"] == {"MaximumConcurrency": 7}
    assert "ReservedConcurrentExecutions" not in str(aws.pipeline)


def test_workers_times_their_rate_is_the_quota(aws: Assembly, local: Assembly) -> None:
    for assembly, quota in ((aws, 50), (local, 5)):
        function = assembly.resources("AWS::Lambda::Function")["Intake/ScreenUpload/Function"]
        (source,) = [
            each
            for each in assembly.resources("AWS::Lambda::EventSourceMapping").values()
            if each["FunctionName"] == "Intake/ScreenUpload/Function"
        ]
        rate = float(function["Environment"]["Variables"]["IMAGE_TPS"])
        together = rate * source["ScalingConfig"]["MaximumConcurrency"]
        assert together == pytest.approx(quota, abs=0.01)
        assert together <= quota


@pytest.mark.parametrize(
    "path", ["Intake/Intake/Queue", "Video/Jobs/Completions/Queue", "Enforcement/Review/Queue"]
)
def test_what_feeds_a_function_of_ours_outlasts_a_days_outage(aws: Assembly, path: str) -> None:
    redrive = queues(aws)[path]["RedrivePolicy"]
    assert redrive["maxReceiveCount"] == MAX_RECEIVES
    waited, pause, receives = 0, 30, 0
    while waited < 24 * 3600:
        waited, pause, receives = waited + pause, min(2 * pause, 15 * 60), receives + 1
    assert receives <= redrive["maxReceiveCount"] * 0.75


def test_only_this_rule_may_put_uploads_into_the_intake(aws: Assembly) -> None:
    policies = aws.resources("AWS::SQS::QueuePolicy")
    for path in ("Intake/Intake/Queue", "Intake/Intake/DeadLetters/Queue"):
        (policy,) = [each for each in policies.values() if each["Queues"] == [path]]
        (allowed,) = [
            each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"
        ]
        assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
        assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": "Intake/Uploads.Arn"}}
        assert "sqs:SendMessage" in allowed["Action"]


def test_an_undeliverable_event_is_retried_for_a_day_and_then_kept(aws: Assembly) -> None:
    (target,) = aws.resources("AWS::Events::Rule")["Intake/Uploads"]["Targets"]
    assert target["Arn"] == "Intake/Intake/Queue.Arn"
    assert target["DeadLetterConfig"] == {"Arn": "Intake/Intake/DeadLetters/Queue.Arn"}
    assert target["RetryPolicy"] == {
        "MaximumEventAgeInSeconds": 86400,
        "MaximumRetryAttempts": 185,
    }


def test_only_what_is_in_review_goes_to_the_review_queue_as_it_is(aws: Assembly) -> None:
    (subscription,) = [
        each
        for each in aws.resources("AWS::SNS::Subscription").values()
        if each["Protocol"] == "sqs" and each["TopicArn"] == "Enforcement/Alerts"
    ]
    assert subscription["Endpoint"] == "Enforcement/Review/Queue.Arn"
    assert subscription["RawMessageDelivery"] is True
    assert subscription["FilterPolicy"] == {"status": ["in_review"]}
    dead_letters = "Enforcement/Review/DeadLetters/Queue.Arn"
    assert subscription["RedrivePolicy"] == {"deadLetterTargetArn": dead_letters}


def test_every_completion_goes_to_its_queue_as_it_is(aws: Assembly) -> None:
    (subscription,) = [
        each
        for each in aws.resources("AWS::SNS::Subscription").values()
        if each["TopicArn"] == "Video/Jobs/Topic"
    ]
    assert subscription["Protocol"] == "sqs"
    assert subscription["Endpoint"] == "Video/Jobs/Completions/Queue.Arn"
    assert subscription["RawMessageDelivery"] is True
    assert "FilterPolicy" not in subscription
    dead_letters = "Video/Jobs/Completions/DeadLetters/Queue.Arn"
    assert subscription["RedrivePolicy"] == {"deadLetterTargetArn": dead_letters}


def test_only_the_topic_may_put_completions_into_their_queue(aws: Assembly) -> None:
    policies = aws.resources("AWS::SQS::QueuePolicy")
    for path in ("Video/Jobs/Completions/Queue", "Video/Jobs/Completions/DeadLetters/Queue"):
        (policy,) = [each for each in policies.values() if each["Queues"] == [path]]
        (allowed,) = [
            each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"
        ]
        assert allowed["Principal"] == {"Service": "sns.amazonaws.com"}
        assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": "Video/Jobs/Topic"}}
        assert allowed["Action"] == "sqs:SendMessage"


def test_only_rekognition_in_its_own_role_may_publish_completions(aws: Assembly) -> None:
    (policy,) = [
        each
        for each in aws.resources("AWS::SNS::TopicPolicy").values()
        if each["Topics"] == ["Video/Jobs/Topic"]
    ]
    refused, allowed = policy["PolicyDocument"]["Statement"]
    assert refused["Effect"] == "Deny"
    assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert allowed == {
        "Sid": "AllowRekognition",
        "Effect": "Allow",
        "Principal": {"AWS": "Video/Jobs/PublishingRole.Arn"},
        "Action": "sns:Publish",
        "Resource": "Video/Jobs/Topic",
    }


def test_no_topic_has_a_key_that_its_publishers_may_not_use(aws: Assembly) -> None:
    assert len(aws.resources("AWS::SNS::Topic")) == 3
    for topic in aws.resources("AWS::SNS::Topic").values():
        assert "KmsMasterKeyId" not in topic


def test_completions_are_taken_in_tens_by_two_workers(aws: Assembly) -> None:
    (source,) = [
        each
        for each in aws.resources("AWS::Lambda::EventSourceMapping").values()
        if each["FunctionName"] == "Video/Jobs/FinishVideoJob/Function"
    ]
    assert source["EventSourceArn"] == "Video/Jobs/Completions/Queue.Arn"
    assert source["BatchSize"] == 10
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"] == {"MaximumConcurrency": 2}


@pytest.mark.parametrize(
    "path", ["Video/Jobs/StartVideoJob/Function", "Video/DecideVideo/Function"]
)
def test_asynchronous_calls_that_fail_are_kept(aws: Assembly, path: str) -> None:
    function = aws.resources("AWS::Lambda::Function")[path]
    assert function["DeadLetterConfig"] == {"TargetArn": "Video/DeadLetters/Queue.Arn"}
    assert not aws.resources("AWS::Lambda::EventInvokeConfig")  # Lambda's own: three attempts


def test_a_failed_execution_is_told_for_a_day_and_then_kept(aws: Assembly) -> None:
    (target,) = aws.resources("AWS::Events::Rule")["Video/Workflow/Failures"]["Targets"]
    assert target["Arn"] == "Video/DecideVideo/Function.Arn"
    assert target["DeadLetterConfig"] == {"Arn": "Video/DeadLetters/Queue.Arn"}
    assert target["RetryPolicy"] == {
        "MaximumEventAgeInSeconds": 86400,
        "MaximumRetryAttempts": 185,
    }
    assert {
        "Action": "lambda:InvokeFunction",
        "FunctionName": "Video/DecideVideo/Function.Arn",
        "Principal": "events.amazonaws.com",
        "SourceArn": "Video/Workflow/Failures.Arn",
    } in aws.resources("AWS::Lambda::Permission").values()


def test_the_sweep_runs_every_five_minutes_and_its_failures_are_kept(aws: Assembly) -> None:
    rule = aws.resources("AWS::Events::Rule")["Operations/Schedule"]
    assert rule["ScheduleExpression"] == "rate(5 minutes)"
    dead_letters = "Operations/SweepDeadLetters/Queue.Arn"
    assert rule["Targets"][0]["DeadLetterConfig"] == {"Arn": dead_letters}
    sweep = aws.resources("AWS::Lambda::Function")["Operations/Sweep/Function"]
    assert sweep["DeadLetterConfig"] == {"TargetArn": dead_letters}


def test_the_emails_of_the_settings_are_subscribed(aws: Assembly) -> None:
    emails = {
        (each["TopicArn"], each["Endpoint"])
        for each in aws.resources("AWS::SNS::Subscription").values()
        if each["Protocol"] == "email"
    }
    assert emails == {
        ("Enforcement/Alerts", "moderators@example.com"),
        ("Alarms/Topic", "on-call@example.com"),
    }
