"""Asking where a content stands, and having it screened again, by the command line."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.state import ContentState, EventKind
from lambdas.moderation.domain.transitions import with_rescreen
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import (
    PICTURE_REFUSED,
    held_back,
    history_of,
    moderate,
    sweep_when_due,
    told_by,
    verdicts,
)
from tests.e2e.pipeline.stage import Stage

pytestmark = pytest.mark.e2e

FIELDS = {
    *("content_id", "bucket", "key", "version_id", "status", "severity", "category", "reasons"),
    *("decider", "policy_version", "model_versions", "history", "previous_status", "profile"),
    *("decided_at", "created_at", "calls", "revision", "enforced_revision", "enforced"),
    *("screening", "screened", "screening_under_way", "pinned", "upload", "older_versions"),
    *("started", "jobs", "duration_ms", "evidence", "case"),
}
"""All fields of `moderate status --json`, a public interface."""


def test_status_tells_where_a_content_stands_and_why(stage: Stage) -> None:
    metadata = {"uploader-id": "u-7", "reference": "r-7"}
    content = stage.upload("asked about.jpg", simulate="weapons@70", metadata=metadata)
    stage.enforced(content)
    until(lambda: told_by(stage, "status", "asked about.jpg")["case"], seconds=30)
    told = told_by(stage, "status", "asked about.jpg", "--history")
    assert set(told) == FIELDS
    by_id = told_by(stage, "status", content.content_id)
    assert by_id == told
    assert (told["case"]["status"], told["case"]["queue"]) == ("open", "general")
    assert (told["content_id"], told["bucket"]) == (content.content_id, content.bucket)
    assert (told["key"], told["version_id"]) == (content.key, content.version_id)
    assert (told["status"], told["category"], told["enforced"]) == ("in_review", "violence", True)
    assert told["decider"] == f"policy@{told['policy_version']}"
    assert set(told["model_versions"]) == {"moderation_labels", "labels"}
    assert told["calls"] == {"DetectModerationLabels": 1, "DetectLabels": 1}
    assert (told["revision"], told["enforced_revision"], told["screening"]) == (1, 1, 1)
    assert (told["upload"]["uploader_id"], told["upload"]["reference"]) == ("u-7", "r-7")
    [reason] = told["reasons"]
    assert (reason["rule"], reason["action"]) == ("weapons", "review")
    [finding] = reason["findings"]
    assert (finding["label"], finding["confidence"]) == ("Weapons", 70.0)
    [event] = [event for event in told["history"] if not event["kind"].startswith("case_")]
    assert (event["kind"], event["status"], event["number"]) == ("verdict", "in_review", 1)
    assert event["reasons"] == told["reasons"]


def test_status_of_what_nobody_knows_is_a_plain_sentence_and_a_no(stage: Stage) -> None:
    said = moderate(stage, "status", "nobody/knows.jpg", expected=1)
    assert "knows no content named nobody/knows.jpg" in said
    assert "Traceback" not in said


def test_a_rescreen_leaves_the_verdict_until_the_next_one_replaces_it(stage: Stage) -> None:
    content = stage.upload("again please.jpg")
    stage.enforced(content)
    stage.door.post("rekognition", PICTURE_REFUSED)
    with held_back(stage, "screen-upload"):
        told = told_by(stage, "rescreen", "again please.jpg", "--why", "a complaint")
        assert (told["screening"], told["message_sent"]) == (2, True)
        assert _standing(stage, content) == ("approved", 1, 2, 1)
        assert (stage.tag(content), stage.reads(content)) == ("approved", 200)
    stage.enforced(content, revision=2)
    assert _standing(stage, content) == ("in_review", 2, 2, 2)
    assert (stage.tag(content), stage.reads(content)) == ("in_review", 403)
    history = told_by(stage, "status", content.content_id, "--history")["history"]
    first, asked, second = (event for event in history if not event["kind"].startswith("case_"))
    assert [first["kind"], asked["kind"], second["kind"]] == [
        "verdict",
        "rescreen_requested",
        "verdict",
    ]
    assert (asked["why"], asked["decider"]) == ("a complaint", "arn:aws:iam::000000000000:root")
    assert (second["previous_status"], second["screening"]) == ("approved", 2)


def test_a_rescreen_whose_message_was_never_sent_is_made_up_for_by_the_sweep(
    stage: Stage,
) -> None:
    content = stage.upload("asked and died.jpg")
    change = with_rescreen(
        stage.enforced(content), who="somebody", why="doubts", now=datetime.now(UTC)
    )
    assert change
    stage.contents.save(*change)
    sweep_when_due(stage, content)
    stage.enforced(content, revision=2)
    assert _standing(stage, content) == ("approved", 2, 2, 2)
    assert _state(stage, content).due is None


def test_a_rescreen_does_not_change_what_a_person_decided(stage: Stage) -> None:
    content = stage.upload("decided.jpg")
    state = stage.enforced(content)
    stage.contents.save(replace(state, write=state.write + 1, pinned=True, decider="moderator-1"))
    stage.door.post("rekognition", PICTURE_REFUSED)
    told_by(stage, "rescreen", content.content_id, "--why", "curious")
    until(lambda: _state(stage, content).screened == 2, seconds=30)
    assert _standing(stage, content) == ("approved", 1, 2, 2)
    assert (_state(stage, content).due, _state(stage, content).decider) == (None, "moderator-1")
    *_, last = history_of(stage, content)
    assert (last.kind, last.status) == (EventKind.VERDICT_NOT_APPLIED, "in_review")
    assert len(verdicts(stage, content)) == 1
    assert (stage.tag(content), stage.reads(content)) == ("approved", 200)


def _state(stage: Stage, content: Content) -> ContentState:
    state = stage.state(content)
    assert state is not None
    return state


def _standing(stage: Stage, content: Content) -> tuple[str, int, int, int]:
    """Status, revision, and the screenings asked for and recorded."""
    state = _state(stage, content)
    return state.status.value, state.revision, state.screening, state.screened
