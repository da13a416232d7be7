"""Whatever kept a video from being screened: it is held, with the cause in words, or gone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.decide_video.failures import failure_of, readable
from lambdas.decide_video.request import StepFailure
from lambdas.moderation.domain.findings import Finding, Sighting
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Action, Severity, Status
from tests.unit.decide_video.rig import CODEC, CONTENT, Rig, dog, plenty, weapons


@pytest.fixture
def rig() -> Rig:
    return Rig()


def raised(name: str, message: str) -> dict[str, str]:
    """How Step Functions tells of an exception of a Python function."""
    cause = {"errorMessage": message, "errorType": name, "requestId": "r", "stackTrace": []}
    return {"Error": name, "Cause": json.dumps(cause)}


@pytest.mark.parametrize("analyser", ["moderation_labels", "labels"])
def test_a_failed_job_holds_the_video_with_rekognitions_words(rig: Rig, analyser: str) -> None:
    state = rig.decide(**{analyser: CODEC})
    assert (state.status, state.category) == (Status.IN_REVIEW, "unscreened")
    assert state.reasons[0].rule == "held-video-unreadable"
    assert state.reasons[0].text == "The codec is not supported."
    assert rig.counter.counts == {"ContentsHeld": 1}


def test_of_several_failures_the_first_of_the_policy_tells_and_all_are_named(rig: Rig) -> None:
    late = {"Error": "States.Timeout", "Cause": ""}
    state = rig.decide(labels=late, moderation_labels=CODEC)
    assert [reason.rule for reason in state.reasons] == ["held-video-unreadable"]
    for words in ("moderation_labels: The codec", "labels: A step", "States.Timeout"):
        assert words in state.reasons[0].text
    assert rig.evidence() is None


def test_what_all_analysers_say_is_said_once(rig: Rig) -> None:
    state = rig.decide(labels=CODEC, moderation_labels=CODEC)
    assert [reason.text for reason in state.reasons] == ["The codec is not supported."]


def test_what_the_other_analyser_found_is_kept(rig: Rig) -> None:
    rig.analysers.sight("labels", dog(0))
    rig.decide(moderation_labels=CODEC)
    evidence = rig.evidence()
    assert evidence is not None
    assert [found.label for found in evidence.findings] == ["Dog"]
    assert evidence.calls == {"StartLabelDetection": 1, "GetLabelDetection": 1}


def test_what_was_found_makes_a_hold_more_urgent_but_never_a_rejection(rig: Rig) -> None:
    whole = Rig()
    whole.analysers.sight("moderation_labels", *weapons(0, 1))
    rejected = whole.decide()
    rig.analysers.sight("moderation_labels", *weapons(0, 1))
    held = rig.decide(labels=CODEC)
    assert (rejected.status, held.status) == (Status.REJECTED, Status.IN_REVIEW)
    assert (held.severity, held.category) == (rejected.severity, rejected.category)
    assert [each.rule for each in held.reasons] == [
        "held-video-unreadable",
        *(each.rule for each in rejected.reasons),
    ]
    assert rig.counter.counts == {"ContentsHeld": 1}


def test_a_find_that_is_less_grave_than_the_hold_stands_beside_it(rig: Rig) -> None:
    gesture = Finding("moderation_labels", "Middle Finger", 95.0, ("Rude Gestures",))
    rig.analysers.sight("moderation_labels", Sighting(0, gesture))
    alone = Rig()
    alone.analysers.sight("moderation_labels", Sighting(0, gesture))
    assert alone.decide().severity is Severity.LOW
    held = rig.decide(labels=CODEC)
    assert (held.severity, held.category) == (Severity.MEDIUM, "unscreened")
    assert [each.action for each in held.reasons] == [Action.REVIEW, Action.REVIEW]


def test_nothing_that_is_approved_stands_beside_a_hold(rig: Rig) -> None:
    rig.analysers.sight("labels", dog(0))
    assert [each.rule for each in rig.decide(moderation_labels=CODEC).reasons] == [
        "held-video-unreadable"
    ]


@pytest.mark.parametrize(
    "failure",
    [
        {
            "Error": "VideoJobFailed",
            "Cause": json.dumps({"code": "gone", "text": "It no longer exists."}),
        },
        raised("Gone", "This version of the object no longer exists."),
    ],
)
def test_a_video_that_does_not_exist_any_more_is_gone(rig: Rig, failure: dict[str, str]) -> None:
    assert rig.decide(labels=failure).status is Status.GONE
    assert rig.kinds() == [EventKind.GONE]
    assert rig.counter.counts == {"ContentsGone": 1}
    assert rig.archive.evidence == {}


def test_a_video_that_is_gone_is_gone_whatever_else_failed(rig: Rig) -> None:
    gone = raised("Gone", "This version of the object no longer exists.")
    assert rig.decide(labels=gone, moderation_labels=CODEC).status is Status.GONE


def test_results_that_are_no_longer_kept_hold_the_video(rig: Rig) -> None:
    asked = rig.request()
    rig.analysers.forget(asked["jobs"][0]["job_id"])
    assert rig.use_case.handle(asked, plenty) is True
    assert rig.state().reasons[0].rule == "held-results-gone"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("States.Timeout", "A step of the workflow took longer than it may (States.Timeout)."),
        ("States.Runtime", "The workflow failed (States.Runtime)."),
        ("States.DataLimitExceeded", "The workflow failed (States.DataLimitExceeded)."),
        ("ExecutionAborted", "The workflow was stopped before it came to a verdict"),
        ("ExecutionTimedOut", "The workflow took longer than it may (ExecutionTimedOut)."),
        ("Lambda.Unknown", "A function of the workflow was cut short (Lambda.Unknown)."),
    ],
)
def test_a_workflow_that_failed_holds_the_video_and_says_how(
    rig: Rig, error: str, words: str
) -> None:
    rig.analysers.sight("moderation_labels", *weapons(0, 1))
    state = rig.hold(error, "in the input '{...}' of jane@example.com")
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, "held-workflow-failed")
    assert state.reasons[0].text.startswith(words)
    assert "jane" not in state.reasons[0].text
    assert rig.analysers.calls["read"] == 0


@pytest.mark.parametrize("error", ["Permanent", "Misconfigured", "Retryable", "Conflict"])
def test_errors_of_ours_speak_for_themselves(rig: Rig, error: str) -> None:
    failure = raised(error, "Access was refused.")
    state = rig.hold(failure["Error"], failure["Cause"])
    assert state.reasons[0].rule == "held-workflow-failed"
    assert state.reasons[0].text == "Access was refused."


def test_the_message_of_any_other_error_is_not_told(rig: Rig) -> None:
    failure = raised("KeyError", "'clips/jane-doe.mp4'")
    assert rig.hold(failure["Error"], failure["Cause"]).reasons[0].text == (
        "The workflow failed (KeyError)."
    )


def test_a_hold_whose_cause_is_a_job_tells_of_the_job(rig: Rig) -> None:
    assert rig.hold(CODEC["Error"], CODEC["Cause"]).reasons[0].rule == "held-video-unreadable"


@pytest.mark.parametrize(
    "cause",
    [
        "",
        "The job failed.",
        "null",
        "[]",
        "[" * 100_000,
        '{"code": "Secret Thing", "text": "x"}',
        '{"code": "ok", "text": 7}',
        '{"text": "x"}',
    ],
)
def test_a_job_whose_failure_cannot_be_read_holds_the_video_too(rig: Rig, cause: str) -> None:
    state = rig.hold("VideoJobFailed", cause)
    assert state.reasons[0].rule == "held-workflow-failed"
    assert "VideoJobFailed" in state.reasons[0].text


def test_a_hold_is_repeatable_and_comes_too_late_after_a_verdict(rig: Rig) -> None:
    approved = rig.decide()
    assert rig.hold("States.Runtime") == approved
    assert len(rig.contents.history(CONTENT.content_id)) == 1


@given(error=st.text(min_size=1), cause=st.text() | st.sampled_from(["null", "{}", "[1]"]))
def test_every_failure_has_a_class_and_words(error: str, cause: str) -> None:
    failure = failure_of(StepFailure(error, cause))
    assert failure.code
    assert failure.text.isprintable()
    assert 0 < len(failure.text) <= 400


@given(st.text(max_size=2_000))
def test_text_is_one_printable_line(text: str) -> None:
    assert readable(text).isprintable()
    assert len(readable(text)) <= 400
