"""Events that come twice, twenty times at once, late, out of order: the latest verdict stands."""

from typing import Any

import pytest

from lambdas.moderation.domain.content import Content
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import (
    PICTURE_REFUSED,
    answers,
    everything_of,
    held_back,
    invoke,
    s3_event,
    send,
    told_by,
    verdicts,
    wait_for_verdict,
    wait_until_dealt_with,
)
from tests.e2e.pipeline.operating import lying
from tests.e2e.pipeline.stage import Stage

pytestmark = pytest.mark.e2e


def test_an_event_that_comes_twenty_times_at_once_gives_one_verdict(stage: Stage) -> None:
    with held_back(stage, "screen-upload"):
        content = _silently_uploaded(stage, "at-once.jpg", "weapons@70")
        send(stage, [s3_event("Created", content)] * 20)
    _assert_one_verdict(stage, content)


def test_an_event_that_comes_again_after_the_verdict_costs_no_rekognition_call(
    stage: Stage,
) -> None:
    content = stage.upload("again.jpg", simulate="weapons@70")
    stage.enforced(content)
    wait_until_dealt_with(stage, content)
    before = verdicts(stage, content)
    stage.door.delete("requests")
    send(stage, [s3_event("Created", content)] * 10)
    wait_until_dealt_with(stage, content)
    assert _requests(stage, "screen-upload") > 0, "The events were looked at."
    assert answers(stage) == 0
    assert verdicts(stage, content) == before
    _assert_one_verdict(stage, content)


def test_a_deletion_that_is_told_before_its_upload_leaves_nothing_to_judge(stage: Stage) -> None:
    with held_back(stage, "screen-upload"):
        content = _silently_uploaded(stage, "late.jpg", "weapons@70")
        stage.aws.client("s3").delete_object(
            Bucket=content.bucket, Key=content.key, VersionId=content.version_id
        )
        _silence(stage, content)
        send(stage, [s3_event("Deleted", content)])
    wait_until_dealt_with(stage, content)
    send(stage, [s3_event("Created", content)])
    wait_until_dealt_with(stage, content)
    state = stage.state(content)
    assert state is not None
    assert (state.status, state.due) == ("gone", None)
    assert verdicts(stage, content) == []
    assert stage.heard(stage.events, content) == stage.heard(stage.alerts, content) == []


def test_a_version_that_is_told_of_after_a_newer_one_has_its_own_verdict(stage: Stage) -> None:
    with held_back(stage, "screen-upload"):
        older = _silently_uploaded(stage, "two-versions.jpg", "weapons@99")
        newer = _silently_uploaded(stage, "two-versions.jpg", "nothing")
        send(stage, [s3_event("Created", newer)])
    stage.enforced(newer)
    send(stage, [s3_event("Created", older)])
    stage.enforced(older)
    assert (stage.tag(older), stage.tag(newer)) == ("rejected", "approved")
    assert (stage.reads(older), stage.reads(newer)) == (403, 200)


def test_a_stream_record_replayed_before_a_later_verdict_is_enforced_applies_the_latest(
    stage: Stage,
) -> None:
    content, record = _approved(stage, "replayed-early.jpg")
    with held_back(stage, "enforce-verdict"):
        _judge_again(stage, content)
        assert stage.tag(content) == "approved"
        assert invoke(stage, "enforce-verdict", {"Records": [record]}) == {"batchItemFailures": []}
        assert stage.tag(content) == "in_review"
    _assert_the_latest_stands(stage, content)


def test_a_stream_batch_replayed_after_later_verdicts_changes_nothing(stage: Stage) -> None:
    content, record = _approved(stage, "replayed-late.jpg")
    _judge_again(stage, content)
    stage.enforced(content, revision=2)
    until(lambda: len(stage.heard(stage.events, content)) == 2)
    stage.door.delete("requests")
    batch = {"Records": [record] * 3}
    assert invoke(stage, "enforce-verdict", batch) == {"batchItemFailures": []}
    assert _requests(stage, "enforce-verdict") == 3, "The state was read for each record."
    _assert_the_latest_stands(stage, content)


def _silently_uploaded(stage: Stage, key: str, simulate: str) -> Content:
    """An object whose own event is taken out of the intake queue: the test sends it."""
    content = stage.upload(key, simulate=simulate)
    _silence(stage, content)
    return content


def _silence(stage: Stage, content: Content) -> None:
    until(lambda: lying(stage, "IntakeQueue", content))
    stage.purge(stage.outputs["IntakeQueue"])


def _approved(stage: Stage, key: str) -> tuple[Content, dict[str, Any]]:
    """An approved content, and the stream record that had it enforced."""
    with held_back(stage, "enforce-verdict"):
        content = stage.upload(key)
        wait_for_verdict(stage, content)
        name = {"content_id": {"S": content.content_id}, "item": {"S": "state"}}
        table = stage.outputs["ModerationTable"]
        item = stage.aws.client("dynamodb").get_item(TableName=table, Key=name)["Item"]
    stage.enforced(content)
    image = {"Keys": name, "NewImage": item, "SequenceNumber": "1", "StreamViewType": "NEW_IMAGE"}
    return content, {"eventID": "1", "eventSource": "aws:dynamodb", "dynamodb": image}


def _judge_again(stage: Stage, content: Content) -> None:
    """Screens it again, with a Rekognition that refuses the picture now: a person has to look."""
    stage.door.post("rekognition", PICTURE_REFUSED)
    answer = told_by(stage, "rescreen", content.content_id, "--why", "doubts")
    assert answer["screening"] == 2
    until(lambda: len(verdicts(stage, content)) == 2, seconds=30)


def _requests(stage: Stage, function: str) -> int:
    rows = stage.door.get("requests")
    return sum(row["count"] for row in rows if row["caller"].endswith(function))


def _assert_one_verdict(stage: Stage, content: Content) -> None:
    stage.enforced(content)
    wait_until_dealt_with(stage, content)
    until(lambda: stage.heard(stage.events, content))
    told = everything_of(stage, content)
    assert (told["verdicts"], told["tag"]) == (["in_review"], "in_review")
    assert len(told["alerts"]) == len(told["events"]) == 1


def _assert_the_latest_stands(stage: Stage, content: Content) -> None:
    stage.enforced(content, revision=2)
    until(lambda: len(stage.heard(stage.events, content)) == 2)
    assert stage.tag(content) == "in_review"
    assert stage.reads(content) == 403
    assert [each["status"] for each in stage.heard(stage.events, content)] == [
        "approved",
        "in_review",
    ]
    assert [each["status"] for each in stage.heard(stage.alerts, content)] == ["in_review"]
