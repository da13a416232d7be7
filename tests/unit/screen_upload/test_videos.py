"""A video goes to its workflow: on record first, started once, held where it ended without one."""

import pytest

from lambdas.moderation.domain.content import Content, MediaType
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.domain.media_stretches import HEAD_BYTES
from lambdas.moderation.domain.state import Due, DueKind, EventKind
from lambdas.moderation.domain.transitions import WORKFLOW_AFTER
from lambdas.moderation.domain.verdict import Status
from samples.catalogue import make_sample
from tests.unit.screen_upload.clip import CLIP, ID, decided, rig_with_clip, started
from tests.unit.screen_upload.rig import START, Rig, created, requested


@pytest.fixture
def rig() -> Rig:
    return rig_with_clip()


def test_a_video_is_on_record_and_its_workflow_started(rig: Rig) -> None:
    state = started(rig)
    assert (state.status, state.started, state.screened) == (Status.SCREENING, 1, 0)
    assert state.due == Due(DueKind.WORKFLOW, START + WORKFLOW_AFTER)
    assert rig.workflow.started == [(ID, 1)]
    assert rig.counter.counts == {"VideosStarted": 1}


def test_its_upload_is_taken_along(rig: Rig) -> None:
    upload = started(rig).upload
    assert (upload.uploader_id, upload.media_type) == ("user-7", MediaType.MP4)
    assert upload.size == len(make_sample("video"))


def test_only_its_head_is_read_and_no_picture_call_made(rig: Rig) -> None:
    started(rig)
    assert rig.uploads.reads == [(CLIP, 0, HEAD_BYTES)]
    assert len(rig.analysers) == 0
    assert rig.history(CLIP) == []


def test_the_record_comes_before_the_workflow(rig: Rig) -> None:
    rig.workflow.trouble.before("start", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        started(rig)
    assert rig.state(CLIP).started == 1


def test_without_a_record_no_workflow_starts(rig: Rig) -> None:
    rig.contents.trouble.before("save")
    with pytest.raises(Retryable):
        started(rig)
    assert (rig.workflow.asked, len(rig.contents), len(rig.counter)) == ([], 0, 0)


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("method", ["save", "start"])
def test_after_a_crash_anywhere_the_same_message_leads_to_one_workflow(
    rig: Rig, method: str, where: str
) -> None:
    trouble = rig.contents.trouble if method == "save" else rig.workflow.trouble
    getattr(trouble, where)(method, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        started(rig)
    state = started(rig)
    assert (state.started, state.write) == (1, 1)
    assert rig.workflow.started == [(ID, 1)]


def test_a_workflow_that_cannot_be_started_now_is_started_by_the_retry(rig: Rig) -> None:
    rig.workflow.trouble.before("start", Misconfigured("Refused.", code="access-denied"), times=2)
    for _ in range(2):
        with pytest.raises(Misconfigured):
            started(rig)
    started(rig)
    assert rig.workflow.started == [(ID, 1)]
    assert rig.counter.counts == {"VideosStarted": 1, "DuplicateEvents": 1}


def test_a_repeat_changes_nothing_and_reads_nothing(rig: Rig) -> None:
    first = started(rig)
    assert started(rig) == first
    assert (len(rig.uploads.reads), rig.contents.saves) == (1, 1)
    assert rig.workflow.started == [(ID, 1)]
    assert rig.counter.counts == {"VideosStarted": 1, "DuplicateEvents": 1}


def test_a_repeat_needs_no_policy_while_the_workflow_runs(rig: Rig) -> None:
    first = started(rig)
    rig.policies.policy = None
    assert started(rig) == first


def test_after_the_verdict_a_repeat_asks_no_workflow(rig: Rig) -> None:
    before = decided(rig)
    assert started(rig) == before
    assert rig.workflow.asked == [(ID, 1)]


def test_a_workflow_that_ended_without_a_verdict_holds_the_video(rig: Rig) -> None:
    started(rig)
    rig.workflow.end(ID, 1)
    state = started(rig)
    assert (state.status, state.screened) == (Status.IN_REVIEW, 1)
    assert (state.reasons[0].rule, state.profile) == ("held-workflow-failed", "default")
    assert state.reasons[0].text.endswith("has ended without a verdict.")
    assert state.upload.uploader_id == "user-7"
    assert state.due and state.due.kind is DueKind.ENFORCE
    assert rig.counter.counts == {"VideosStarted": 1, "ContentsHeld": 1}


def test_a_video_whose_record_was_lost_after_its_workflow_ended_is_held(rig: Rig) -> None:
    rig.workflow.start(ID, 1)
    rig.workflow.end(ID, 1)
    assert started(rig).reasons[0].rule == "held-workflow-failed"
    assert rig.counter.counts == {"VideosStarted": 1, "ContentsHeld": 1}


def test_holding_it_needs_the_policy_and_is_tried_again_without(rig: Rig) -> None:
    started(rig)
    rig.workflow.end(ID, 1)
    policy, rig.policies.policy = rig.policies.policy, None
    with pytest.raises(Misconfigured):
        started(rig)
    rig.policies.policy = policy
    assert started(rig).status is Status.IN_REVIEW


def test_holding_it_twice_is_one_verdict(rig: Rig) -> None:
    started(rig)
    rig.workflow.end(ID, 1)
    first = started(rig)
    assert started(rig) == first
    assert rig.kinds(CLIP) == [EventKind.VERDICT]


def test_what_the_sweep_sends_again_finds_the_workflow_that_a_lost_message_left_out(
    rig: Rig,
) -> None:
    rig.workflow.trouble.before("start", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        started(rig)
    rig.use_case.handle(requested(CLIP, rig.state(CLIP).screening))
    assert rig.workflow.started == [(ID, 1)]


def test_another_version_has_a_workflow_of_its_own(rig: Rig) -> None:
    started(rig)
    second = Content(CLIP.bucket, CLIP.key, "second")
    rig.upload("video", of=second)
    rig.use_case.handle(created(second))
    assert rig.workflow.started == [(ID, 1), (second.content_id, 1)]
