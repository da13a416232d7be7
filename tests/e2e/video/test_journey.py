"""A video's journey: in, watched by both analysers, judged by its spans, enforced, told."""

import pytest

from lambdas.moderation.domain.verdict import Status
from samples.videos import clean_video, unsupported_codec_video, violent_video
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import VIDEO_SECONDS, execution, held_slots, upload_video

pytestmark = pytest.mark.e2e


def test_a_video_with_nothing_in_it_is_approved_and_readable(stage: Stage) -> None:
    content = upload_video(stage, "videos/clean.mp4", body=clean_video())
    assert stage.reads(content) == 403
    state = stage.enforced(content, seconds=VIDEO_SECONDS)
    assert (state.status, stage.reads(content)) == (Status.APPROVED, 200)
    assert execution(stage, content)["status"] == "SUCCEEDED"
    assert held_slots(stage) == 0


def test_a_violent_video_is_rejected_and_everybody_hears_where(stage: Stage) -> None:
    content = upload_video(
        stage, "videos/fight.mp4", simulate="graphic-violence@95[4-8]", body=violent_video()
    )
    state = stage.enforced(content, seconds=VIDEO_SECONDS)
    assert (state.status, stage.reads(content)) == (Status.REJECTED, 403)
    event = until(lambda: stage.heard(stage.events, content))[0]
    (span,) = event["reasons"][0]["findings"][0]["spans"]
    assert (span["start_ms"], span["end_ms"], span["peak"]) == (4_000, 7_500, 95.0)
    assert stage.heard(stage.alerts, content)[0]["reasons"] == event["reasons"]


def test_a_video_that_cannot_be_read_is_held_with_rekognitions_own_words(stage: Stage) -> None:
    content = upload_video(stage, "videos/old.mp4", body=unsupported_codec_video())
    state = stage.enforced(content, seconds=VIDEO_SECONDS)
    assert state.status is Status.IN_REVIEW
    assert state.reasons[0].rule == "held-video-unreadable"
    assert "Unsupported codec/format" in state.reasons[0].text
    assert execution(stage, content)["status"] == "SUCCEEDED"


def test_the_evidence_of_a_video_is_in_the_evidence_bucket(stage: Stage) -> None:
    content = upload_video(stage, "videos/proof.mp4", simulate="weapons@97[0-2]")
    stage.enforced(content, seconds=VIDEO_SECONDS)
    evidence = stage.contents.load_evidence(content.content_id, 1)
    assert evidence is not None
    assert evidence.stored_as is not None
    stored = stage.aws.client("s3").get_object(
        Bucket=stage.outputs["EvidenceBucket"], Key=evidence.stored_as
    )
    assert stored["ContentEncoding"] == "gzip"
    assert evidence.duration_ms == 3_000
