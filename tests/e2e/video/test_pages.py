"""Results of many pages, or that are hard or impossible to read: the verdict is right."""

from collections.abc import Mapping
from typing import Any

import pytest

from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.domain.video_jobs import JobStatus
from samples.videos import clip
from tests.e2e.pipeline.backstage import invoke
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import (
    VIDEO_SECONDS,
    job_statuses,
    slots_taken,
    upload_video,
    wait_until_idle,
    wait_until_waiting,
)

pytestmark = pytest.mark.e2e

SECONDS = 60
MUCH = ",".join(
    [
        *("graphic-violence@95[10-20]", "blood-gore@91", "weapons@88", "smoking@80", "drinking@80"),
        *("gambling@80", "middle-finger@80", "nazi-party@80"),
        *("label:dog@90", "label:red-panda@90", "label:tree@90", "label:car@90", "label:cat@90"),
    ]
)
"""Seen all the time: in a minute more than a page of results of either analyser."""

VIDEO_CALLS = ["StartContentModeration", "GetContentModeration"]
VIDEO_CALLS += ["StartLabelDetection", "GetLabelDetection"]


def test_results_of_several_pages_are_read_to_their_end(stage: Stage) -> None:
    evidence = _judged(stage, "pages/many.mp4", {})
    assert evidence.calls["GetContentModeration"] > 1
    assert evidence.calls["GetLabelDetection"] > 1


def test_results_whose_pages_expire_are_read_from_their_beginning(stage: Stage) -> None:
    """More often than one invocation begins anew: the workflow asks another one."""
    evidence = _judged(stage, "pages/expired.mp4", {"pages_expire": 9})
    assert _expired(stage) == 9
    assert evidence.calls["GetContentModeration"] > 1


def test_videos_are_judged_though_rekognition_throttles_what_is_asked(stage: Stage) -> None:
    stage.door.delete("rekognition")
    stage.door.post("rekognition", {"throttle_per_second": 1, "operations": VIDEO_CALLS})
    with slots_taken(stage):
        contents = [
            upload_video(stage, f"throttled/{number}.mp4", simulate="graphic-violence@95")
            for number in range(3)
        ]
        for content in contents:
            wait_until_waiting(stage, content)
    invoke(stage, "sweep")
    for content in contents:
        state = stage.enforced(content, seconds=VIDEO_SECONDS)
        assert (state.status, state.revision) == (Status.REJECTED, 1)
    assert _calls(stage, "StartContentModeration")["throttled"] > 0
    wait_until_idle(stage)


def test_a_video_whose_results_are_gone_is_held_and_says_so(stage: Stage) -> None:
    stage.door.post("rekognition", {"results_gone": True})
    content = upload_video(stage, "pages/gone.mp4", simulate="graphic-violence@95")
    state = stage.enforced(content, seconds=VIDEO_SECONDS)
    assert (state.status, job_statuses(stage, content)) == (
        Status.IN_REVIEW,
        {JobStatus.SUCCEEDED},
    )
    (reason,) = state.reasons
    assert reason.rule == "held-results-gone"
    assert "does not keep the results any more" in reason.text


def _calls(stage: Stage, operation: str) -> Any:
    return stage.door.get("rekognition")["calls"][operation]


def _expired(stage: Stage) -> int:
    """How often a page was refused, of either analyser."""
    refused = [_calls(stage, operation)["refused"] for operation in VIDEO_CALLS[1::2]]
    return sum(each.get("InvalidPaginationTokenException", 0) for each in refused)


def _judged(stage: Stage, key: str, plan: Mapping[str, Any]) -> Evidence:
    """What is on record of a long video after its verdict: all of it, wherever the pages end."""
    stage.door.delete("rekognition")
    stage.door.post("rekognition", plan)
    content = upload_video(stage, key, simulate=MUCH, body=clip(seconds=SECONDS))
    state = stage.enforced(content, seconds=VIDEO_SECONDS)
    assert (state.status, state.revision) == (Status.REJECTED, 1)
    evidence = stage.contents.load_evidence(content.content_id, 1)
    assert evidence is not None
    assert evidence.duration_ms == SECONDS * 1000
    spans = [
        (span.start_ms, span.end_ms)
        for reason in state.reasons
        for finding in reason.findings
        if finding.label == "Weapons"
        for span in finding.spans
    ]
    assert spans == [(0, SECONDS * 1000 - 500)]
    return evidence
