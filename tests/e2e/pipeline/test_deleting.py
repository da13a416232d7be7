"""Deleting an upload: what becomes of its verdict and history."""

from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Status
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import history_of
from tests.e2e.pipeline.stage import Stage


def test_a_deleted_version_is_gone_and_its_verdict_history_and_evidence_stay(stage: Stage) -> None:
    content = stage.upload("deleted.jpg", simulate="weapons@70")
    judged = stage.enforced(content)
    stage.app.delete_object(Bucket=content.bucket, Key=content.key, VersionId=content.version_id)
    until(lambda: (state := stage.state(content)) and state.status is Status.GONE, seconds=30)
    state = stage.state(content)
    assert state is not None
    assert state.previous_status is Status.IN_REVIEW
    assert (state.reasons, state.decider) == (judged.reasons, judged.decider)
    history = history_of(stage, content)
    assert [event.kind for event in history] == [EventKind.VERDICT, EventKind.GONE]
    assert history[0].reasons
    evidence = stage.contents.load_evidence(content.content_id, 1)
    assert evidence is not None
    assert any(finding.label == "Weapons" for finding in evidence.findings)


def test_under_a_delete_marker_a_version_stays_what_it_was(stage: Stage) -> None:
    content = stage.upload("hidden.jpg", simulate="nothing")
    stage.enforced(content)
    stage.app.delete_object(Bucket=content.bucket, Key=content.key)
    # The marker's message is older than this upload's, and nothing is left in the queue.
    stage.enforced(stage.upload("later.jpg", simulate="nothing"))
    until(lambda: stage.depth("IntakeQueue") == 0, seconds=30)
    state = stage.state(content)
    assert state is not None
    assert state.status is Status.APPROVED
    assert [event.kind for event in history_of(stage, content)] == [EventKind.VERDICT]
    assert stage.reads(content) == 200
