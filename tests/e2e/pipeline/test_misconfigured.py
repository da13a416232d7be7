"""A function lost a permission: loud, nothing approved, nobody flooded, well again by itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.state import ContentState, Due, DueKind
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import invoke
from tests.e2e.pipeline.operating import (
    counted,
    event_source,
    is_dead,
    is_ringing,
    lying,
    sent_back,
    waits_for_a_person,
    without,
)
from tests.e2e.pipeline.stage import Stage

pytestmark = pytest.mark.e2e

ERRORS = "ConfigurationErrors"
LONGEST_FIRST_DELAY_SECONDS = 30.0


@pytest.mark.parametrize("permission", ["rekognition:DetectModerationLabels", "s3:GetObject"])
def test_uploads_wait_while_screening_lacks_a_permission(stage: Stage, permission: str) -> None:
    errors = counted(stage, ERRORS, "screen-upload")
    with without(stage, "screen-upload", permission):
        harmless = stage.upload("harmless.jpg")
        weapons = stage.upload("weapons.jpg", simulate="weapons@70")
        for content in (harmless, weapons):
            until(partial(sent_back, stage, content), seconds=20)
            assert stage.state(content) is None
            assert stage.reads(content) == 403
            assert not waits_for_a_person(stage, content)
            assert not is_dead(stage, content)
        until(lambda: counted(stage, ERRORS, "screen-upload") > errors)
        until(lambda: is_ringing(stage, "screen-upload-configuration"))
    for content, status in ((harmless, "approved"), (weapons, "in_review")):
        state = stage.enforced(content, seconds=LONGEST_FIRST_DELAY_SECONDS + 20)
        assert state.status == status
        assert not is_dead(stage, content)
    assert stage.reads(harmless) == 200
    until(lambda: waits_for_a_person(stage, weapons))


def test_a_verdict_that_could_not_be_tagged_is_tagged_by_way_of_the_sweep(stage: Stage) -> None:
    errors = counted(stage, ERRORS, "enforce-verdict")
    given_up = stage.depth("EnforcementDeadLetters")
    with (
        event_source(stage, "enforce-verdict", MaximumRetryAttempts=1),
        without(stage, "enforce-verdict", "s3:PutObjectTagging"),
    ):
        content = stage.upload("untagged.jpg", simulate="weapons@70")
        state = until(partial(stage.state, content), seconds=30)
        until(lambda: stage.depth("EnforcementDeadLetters") == given_up + 1, seconds=20)
        _make_due(stage, state)
        until(lambda: stage.depth("EnforcementDeadLetters") == given_up + 2, seconds=20)
        until(lambda: counted(stage, ERRORS, "enforce-verdict") > errors)
        until(lambda: is_ringing(stage, "enforce-verdict-configuration"))
        assert stage.tag(content) is None
        assert stage.reads(content) == 403
        assert not stage.heard(stage.alerts, content)
    invoke(stage, "sweep")
    stage.enforced(content)
    assert stage.tag(content) == "in_review"
    assert len(until(lambda: stage.heard(stage.alerts, content))) == 1
    stage.purge(stage.outputs["EnforcementDeadLetters"])


def test_an_upload_that_vanished_before_it_is_screened_is_gone(stage: Stage) -> None:
    errors = counted(stage, ERRORS, "screen-upload")
    with event_source(stage, "screen-upload", Enabled=False):
        content = stage.upload("vanished.jpg")
        until(lambda: lying(stage, "IntakeQueue", content))
        _delete(stage, content)
    _is_gone_and_nobody_troubled(stage, content, errors)


def test_an_upload_that_vanishes_while_it_is_screened_is_gone(stage: Stage) -> None:
    errors = counted(stage, ERRORS, "screen-upload")
    stage.door.post(
        "faults", [{"on": "rekognition.Detect*", "do": "delay", "seconds": 3, "times": 2}]
    )
    content = stage.upload("vanishing.jpg")
    until(lambda: stage.door.get("faults")[0]["times"] == 0, seconds=20)
    _delete(stage, content)
    _is_gone_and_nobody_troubled(stage, content, errors)


def _is_gone_and_nobody_troubled(stage: Stage, content: Content, errors: float) -> None:
    state = until(partial(stage.state, content), seconds=30)
    assert (state.status, state.revision) == ("gone", 0)
    until(lambda: not lying(stage, "IntakeQueue", content))
    assert not waits_for_a_person(stage, content)
    assert not is_dead(stage, content)
    assert counted(stage, ERRORS, "screen-upload") == errors


def _delete(stage: Stage, content: Content) -> None:
    stage.aws.client("s3").delete_object(
        Bucket=content.bucket, Key=content.key, VersionId=content.version_id
    )


def _make_due(stage: Stage, state: ContentState) -> None:
    """As if the time of the sweep had come."""
    due = Due(DueKind.ENFORCE, datetime.now(UTC) - timedelta(minutes=1))
    stage.contents.save(replace(state, write=state.write + 1, due=due))
