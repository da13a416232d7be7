"""`moderate status` of a video: while its workflow is under way, and after the verdict."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.findings import Evidence, Finding, Span
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import with_gone, with_rescreen, with_started
from lambdas.moderation.domain.verdict import Action, Reason
from lambdas.moderation.domain.video_jobs import (
    JobFailure,
    JobKey,
    VideoJob,
    abandoned,
    failed,
    put_off,
    recorded,
    succeeded,
    with_slot,
    with_start,
)
from tests.unit.cli.desk import BUCKET, NOON, WEAPONS, Desk

KEY = "clip.mp4"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def handed_over(desk: Desk, before: ContentState | None = None) -> ContentState:
    """Stores the clip with its newest screening in the workflow."""
    state = with_started(
        before,
        content=Content(BUCKET, KEY, "v1"),
        upload=Upload(media_type=MediaType.MP4, size=2_000_000),
        screening=before.screening if before else 1,
        now=NOON,
    )
    assert state
    desk.contents.save(state)
    return state


def asked_again(desk: Desk, state: ContentState) -> ContentState:
    change = with_rescreen(state, who="ana", why="new policy", now=NOON)
    assert change
    desk.contents.save(*change)
    return change[0]


def test_a_first_screening_is_told_without_a_verdict(desk: Desk) -> None:
    handed_over(desk)
    ran = desk.run("status", KEY)
    assert ran.exit_code == 0
    assert "screening: no verdict yet, so it cannot be read" in ran.out
    assert "number 1 is under way in the video workflow\n" in ran.out
    assert "video/mp4, 2.0 MB (2,000,000 bytes)" in ran.out
    assert "decided" not in ran.out


def test_a_further_screening_is_told_with_the_verdict_that_stands(desk: Desk) -> None:
    handed_over(desk, asked_again(desk, desk.enforced(KEY)))
    ran = desk.run("status", KEY)
    words = "number 2 is under way in the video workflow; the verdict above stands until then"
    assert words in ran.out


def test_one_that_is_only_asked_for_is_in_no_workflow_yet(desk: Desk) -> None:
    asked_again(desk, handed_over(desk))
    out = desk.run("status", KEY).out
    assert "number 2 is under way" in out
    assert "workflow" not in out


def test_a_deleted_video_is_in_no_workflow(desk: Desk) -> None:
    change = with_gone(handed_over(desk), NOON)
    assert change
    desk.contents.save(*change)
    assert "under way" not in desk.run("status", KEY).out


def test_among_its_versions_screening_is_said_once(desk: Desk) -> None:
    handed_over(desk)
    assert "screening, screening" not in desk.run("status", KEY, "--all-versions").out


def test_among_its_versions_a_verdict_and_a_screening_are_both_said(desk: Desk) -> None:
    handed_over(desk, asked_again(desk, desk.enforced(KEY)))
    assert "approved, screening" in desk.run("status", KEY, "--all-versions").out


def job_of(desk: Desk, state: ContentState, analyser: str = "labels") -> VideoJob:
    """A job of the newest screening that has waited for 40 seconds."""
    key = JobKey(state.content.content_id, state.screening, analyser)
    since = NOON - timedelta(seconds=40)
    job = recorded(key, branch="token", parameters={"min_confidence": 40}, now=since)
    desk.jobs.save(job)
    return job


def running(desk: Desk, state: ContentState) -> VideoJob:
    """The same, at work in slot 3."""
    starting = with_slot(job_of(desk, state), 3, NOON)
    job = with_start(starting, "job-1", look_at=NOON + timedelta(minutes=30))
    desk.jobs.save(starting)
    desk.jobs.save(job)
    return job


def seen(desk: Desk, *spans: Span, label: str = "Weapons") -> ContentState:
    """Stores the clip with a verdict for what was seen, enforced, and its evidence archived."""
    handed_over(desk)
    found = Finding("moderation_labels", label, 88.14, ("Violence",), spans=spans)
    state = desk.enforced(KEY, replace(WEAPONS, findings=(found,)))
    kept = Evidence(duration_ms=62_500, stored_as="evidence/2026/11/24/clip-0001.json.gz")
    desk.contents.save_evidence(state.content.content_id, state.screened, kept)
    return state


def test_a_job_without_a_slot_says_since_when_it_waits(desk: Desk) -> None:
    job_of(desk, handed_over(desk))
    words = "labels: waits for a slot since 2026-11-24 11:59:20 UTC (40 seconds)\n"
    assert words in desk.run("status", KEY).out


def test_a_job_whose_start_failed_says_how_often_and_when_it_goes_on(desk: Desk) -> None:
    job = with_slot(job_of(desk, handed_over(desk)), 1, NOON)
    desk.jobs.save(job)
    desk.jobs.save(put_off(job, NOON))
    assert "; 1 start failed, the next at 2026-11-24 12:00:15 UTC" in desk.run("status", KEY).out
    desk.now = NOON + timedelta(minutes=1)
    assert "; 1 start failed, the next is due" in desk.run("status", KEY).out


def test_a_job_that_is_being_started_says_so(desk: Desk) -> None:
    desk.jobs.save(with_slot(job_of(desk, handed_over(desk)), 1, NOON))
    assert "labels: is being started, asked for since" in desk.run("status", KEY).out


def test_a_running_job_says_when_it_is_looked_after(desk: Desk) -> None:
    running(desk, handed_over(desk))
    words = "(40 seconds); looked after at 2026-11-24 12:30:00 UTC at the latest"
    assert words in desk.run("status", KEY).out


def test_jobs_that_are_over_say_how_it_ended(desk: Desk) -> None:
    state = handed_over(desk)
    desk.jobs.save(succeeded(running(desk, state), "job-1"))
    broken = job_of(desk, state, "moderation_labels")
    desk.jobs.save(failed(broken, JobFailure("video-unreadable", "Unsupported\x1b codec.")))
    late = job_of(desk, state, "segments")
    desk.jobs.save(abandoned(late))
    out = desk.run("status", KEY).out
    assert "labels: done\n" in out
    assert "moderation_labels: failed: Unsupported\\x1b codec. [video-unreadable]\n" in out
    assert "segments: not started, because the screening was over first\n" in out


def test_a_workflow_that_has_no_job_yet_says_so(desk: Desk) -> None:
    handed_over(desk)
    assert "none is recorded yet" in desk.run("status", KEY).out


def test_the_jobs_are_those_of_the_screening_that_is_under_way(desk: Desk) -> None:
    first = handed_over(desk)
    running(desk, first)
    job_of(desk, handed_over(desk, asked_again(desk, desk.enforced(KEY))))
    out = desk.run("status", KEY).out
    assert "waits for a slot" in out
    assert "labels: runs" not in out


def test_after_the_verdict_no_job_is_told_but_in_json(desk: Desk) -> None:
    running(desk, handed_over(desk))
    desk.enforced(KEY)
    ran = desk.run("status", KEY)
    assert "runs, asked for" not in ran.out
    assert desk.run("status", KEY, "--json").json["jobs"] == [
        {
            "analyser": "labels",
            "screening": 1,
            "status": "running",
            "waiting_since": "2026-11-24T11:59:20.000Z",
            "due_at": "2026-11-24T12:30:00.000Z",
            "attempts": 0,
            "slot": 3,
            "job_id": "job-1",
            "failure": None,
        }
    ]


def test_a_failed_job_has_its_reason_in_json(desk: Desk) -> None:
    job = job_of(desk, handed_over(desk))
    desk.jobs.save(failed(job, JobFailure("video-unreadable", "Unsupported codec.")))
    (told,) = desk.run("status", KEY, "--json").json["jobs"]
    assert told["failure"] == {"code": "video-unreadable", "text": "Unsupported codec."}


def test_a_verdict_says_where_in_the_video_it_was_and_where_its_evidence_is(desk: Desk) -> None:
    seen(desk, Span(12_000, 31_500, 88.1, 80.0), Span(3_661_000, 3_661_000, 70.0, 70.0))
    out = desk.run("status", KEY).out
    assert "Weapons 88.1 %: 0:12-0:31, 1:01:01\n" in out
    assert "s3://evidence/evidence/2026/11/24/clip-0001.json.gz\n" in out
    assert ", 1:02 long, " in out


def test_many_spans_and_labels_are_told_in_short(desk: Desk) -> None:
    spans = tuple(Span(at * 60_000, at * 60_000, 90.0, 90.0) for at in range(20))
    found = tuple(
        Finding("moderation_labels", f"Label {number}", 90.0, spans=spans) for number in range(8)
    )
    handed_over(desk)
    desk.enforced(KEY, replace(WEAPONS, findings=found))
    out = desk.run("status", KEY).out
    assert "6:00, 7:00 and 12 more\n" in out
    assert "Label 5" not in out
    assert "and 3 further labels: see --json\n" in out


def test_a_label_cannot_steer_the_terminal(desk: Desk) -> None:
    seen(desk, Span(0, 0, 88.1, 80.0), label="Gun\x1b[2J")
    out = desk.run("status", KEY).out
    assert "Gun\\x1b[2J 88.1 %: 0:00\n" in out
    assert "\x1b" not in out


def test_json_has_length_evidence_and_the_screening_that_was_handed_over(desk: Desk) -> None:
    seen(desk, Span(0, 500, 88.1, 80.0))
    answer = desk.run("status", KEY, "--json").json
    assert (answer["started"], answer["duration_ms"]) == (1, 62_500)
    assert answer["evidence"] == "s3://evidence/evidence/2026/11/24/clip-0001.json.gz"
    assert answer["reasons"][0]["findings"][0]["spans"][0]["end_ms"] == 500


def test_of_a_picture_neither_jobs_nor_archived_evidence_are_asked_for(desk: Desk) -> None:
    desk.jobs.trouble.before("of_screening")
    desk.contents.trouble.before("load_evidence")
    desk.enforced("cat.jpg", Reason(rule="r", action=Action.REVIEW, text="because"))
    assert desk.run("status", "cat.jpg").exit_code == 0
    answer = desk.run("status", "cat.jpg", "--json").json
    assert (answer["jobs"], answer["evidence"], answer["duration_ms"]) == ([], None, None)
