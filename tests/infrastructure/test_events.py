"""Event patterns and stream filters, evaluated against recorded events."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.infrastructure.templates import Assembly, Json

EVENTS = Path(__file__).resolve().parents[1] / "events"


def recorded(name: str) -> Json:
    """An event as AWS sends it."""
    return dict(json.loads(Path(EVENTS, f"{name}.json").read_text(encoding="utf-8")))


def matches(pattern: object, value: object) -> bool:
    """EventBridge's rule for exact values: every key must be there with one of the values."""
    if isinstance(pattern, Mapping):
        return isinstance(value, Mapping) and all(
            key in value and matches(wanted, value[key]) for key, wanted in pattern.items()
        )
    assert isinstance(pattern, list)
    assert all(isinstance(each, str) for each in pattern), "This matcher knows exact values only."
    return value in pattern


def upload_pattern(assembly: Assembly) -> Json:
    """The rule's pattern, with the name that the bucket has in the recorded events."""
    pattern = assembly.resources("AWS::Events::Rule")["Intake/Uploads"]["EventPattern"]
    assert pattern["detail"]["bucket"] == {"name": ["Uploads"]}
    return {**pattern, "detail": {"bucket": {"name": ["uploads-example"]}}}


@pytest.mark.parametrize(
    ("event", "taken"),
    [
        ("object_created", True),
        ("object_created_multipart", True),
        ("object_deleted", True),
        ("object_deleted_by_life_cycle", True),
        ("object_delete_marker_created", True),  # nothing is gone by it: `screen_upload` ignores it
        ("object_created_elsewhere", False),
        ("object_tags_added", False),
    ],
)
def test_the_intake_takes_what_happens_to_objects_of_the_uploads_bucket(
    aws: Assembly, event: str, taken: bool
) -> None:
    assert matches(upload_pattern(aws), recorded(event)) is taken


@pytest.mark.parametrize(
    ("event", "changes", "taken"),
    [
        ("execution_failed", {}, True),
        ("execution_failed_without_input", {}, True),
        ("execution_timed_out", {}, True),
        ("execution_aborted", {}, True),
        ("execution_failed", {"status": "RUNNING"}, False),
        ("execution_failed", {"status": "SUCCEEDED"}, False),
        ("execution_failed", {"stateMachineArn": "another"}, False),
    ],
)
def test_every_execution_of_ours_that_ends_without_a_verdict_is_taken_up(
    aws: Assembly, event: str, changes: Json, taken: bool
) -> None:
    pattern = aws.resources("AWS::Events::Rule")["Video/Workflow/Failures"]["EventPattern"]
    assert pattern["detail"]["stateMachineArn"] == ["Video/Workflow/Machine"]
    sent = recorded(event)
    ours = {**pattern["detail"], "stateMachineArn": [sent["detail"]["stateMachineArn"]]}
    changed = {**sent, "detail": {**sent["detail"], **changes}}
    assert matches({**pattern, "detail": ours}, changed) is taken


@pytest.mark.parametrize(
    ("record", "taken"),
    [
        ("stream_verdict_to_enforce", True),
        ("stream_verdict_enforced", False),
        ("stream_screening_requested", False),
        ("stream_history_written", False),
        ("stream_evidence_written", False),
        ("stream_item_removed", False),
    ],
)
def test_enforcement_sees_only_states_with_a_verdict_to_enforce(
    aws: Assembly, record: str, taken: bool
) -> None:
    (source,) = [
        each
        for each in aws.resources("AWS::Lambda::EventSourceMapping").values()
        if each["FunctionName"] == "Enforcement/EnforceVerdict/Function"
    ]
    (wanted,) = source["FilterCriteria"]["Filters"]
    assert matches(json.loads(wanted["Pattern"]), recorded(record)) is taken


@pytest.mark.parametrize(
    ("record", "changes", "taken"),
    [
        ("stream_content_gone", {}, True),
        ("stream_decided_again", {}, True),
        ("stream_decided_again", {"status": "rejected", "previous_status": "approved"}, True),
        ("stream_decided_again", {"status": "in_review"}, False),
        ("stream_decided_again", {"previous_status": "screening"}, False),
        ("stream_decided_again", {"due_kind": "workflow"}, False),
        ("stream_verdict_to_enforce", {}, False),
        ("stream_verdict_enforced", {}, False),
        ("stream_screening_requested", {}, False),
        ("stream_history_written", {}, False),
        ("stream_item_removed", {}, False),
    ],
)
def test_cases_close_where_nothing_is_left_to_decide(
    aws: Assembly, record: str, changes: dict[str, str], taken: bool
) -> None:
    sent = recorded(record)
    sent["dynamodb"].get("NewImage", {}).update(
        {name: {"S": value} for name, value in changes.items()}
    )
    patterns = [json.loads(each["Pattern"]) for each in following(aws)["FilterCriteria"]["Filters"]]
    assert any(matches(pattern, sent) for pattern in patterns) is taken


def following(assembly: Assembly) -> Json:
    """How `close_case` follows the table's stream."""
    (source,) = [
        each
        for each in assembly.resources("AWS::Lambda::EventSourceMapping").values()
        if each["FunctionName"] == "Cases/CloseCase/Function"
    ]
    return source


def test_a_record_that_closes_no_case_is_kept_and_blocks_nobody_for_long(aws: Assembly) -> None:
    source = following(aws)
    assert source["EventSourceArn"] == "Moderation.StreamArn"
    assert source["BisectBatchOnFunctionError"] is True
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert (source["MaximumRecordAgeInSeconds"], source["MaximumRetryAttempts"]) == (3600, 20)
    assert source["DestinationConfig"] == {
        "OnFailure": {"Destination": "Cases/CloseCaseDeadLetters/Queue.Arn"}
    }


def test_a_bad_stream_record_neither_blocks_its_shard_for_long_nor_is_lost(aws: Assembly) -> None:
    (source,) = [
        each
        for each in aws.resources("AWS::Lambda::EventSourceMapping").values()
        if each["FunctionName"] == "Enforcement/EnforceVerdict/Function"
    ]
    assert source["EventSourceArn"] == "Moderation.StreamArn"
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert source["BisectBatchOnFunctionError"] is True
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["MaximumRecordAgeInSeconds"] == 3600
    assert source["MaximumRetryAttempts"] == 20
    assert source["DestinationConfig"] == {
        "OnFailure": {"Destination": "Enforcement/EnforcementDeadLetters/Queue.Arn"}
    }


def test_the_table_streams_new_images_and_has_the_three_indexes(aws: Assembly) -> None:
    table = aws.resources("AWS::DynamoDB::GlobalTable")["Moderation"]
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    indexes = {
        index["IndexName"]: (
            *(key["AttributeName"] for key in index["KeySchema"]),
            index["Projection"]["ProjectionType"],
        )
        for index in table["GlobalSecondaryIndexes"]
    }
    assert indexes == {
        "by-due": ("due_kind", "due_at", "KEYS_ONLY"),
        "by-key": ("key_id", "created_at", "KEYS_ONLY"),
        "by-day": ("day", "at", "ALL"),
    }


def test_the_table_can_be_restored_and_is_protected_where_the_stage_says_so(
    aws: Assembly, local: Assembly
) -> None:
    for assembly, protected in ((aws, True), (local, False)):
        (replica,) = assembly.resources("AWS::DynamoDB::GlobalTable")["Moderation"]["Replicas"]
        recovery = replica["PointInTimeRecoverySpecification"]
        assert recovery["PointInTimeRecoveryEnabled"] is True
        assert replica["DeletionProtectionEnabled"] is protected


def test_bucket_and_table_outlive_their_stack_where_the_stage_says_so(
    aws: Assembly, local: Assembly
) -> None:
    for assembly, policy in ((aws, "Retain"), (local, "Delete")):
        kept = {
            resource["DeletionPolicy"]
            for resource in assembly.storage["Resources"].values()
            if resource["Type"] in {"AWS::S3::Bucket", "AWS::DynamoDB::GlobalTable"}
        }
        assert kept == {policy}
