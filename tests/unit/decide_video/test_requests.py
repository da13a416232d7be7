"""What `decide_video` can be asked, and that nothing else passes for it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.decide_video.request import Branch, Request, StepFailure, read_request
from lambdas.moderation.domain.errors import ModerationError, Permanent
from lambdas.moderation.domain.verdict import Status
from tests.unit.decide_video.rig import CONTENT, Rig, plenty

EVENTS = Path(__file__).parents[2] / "events"
RECORDED = "7d2fda01aa0c98a0b1a9b1a3d5e6f708"
ID = CONTENT.content_id
FAILURE = {"Error": "States.Timeout", "Cause": "late"}
DECIDE: dict[str, Any] = {
    "content_id": ID,
    "screening": 3,
    "jobs": [
        {"analyser": "moderation_labels", "job_id": "4f1c"},
        {"analyser": "labels", "failure": FAILURE},
    ],
}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def recorded(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


def test_a_request_to_decide_has_the_end_of_each_branch() -> None:
    assert read_request(DECIDE) == Request(
        ID,
        3,
        (
            Branch("moderation_labels", "4f1c"),
            Branch("labels", failure=StepFailure("States.Timeout", "late")),
        ),
    )


@pytest.mark.parametrize("beside", [{}, {"jobs": DECIDE["jobs"]}, {"jobs": "nonsense"}])
def test_a_request_to_hold_has_a_failure_which_wins_over_jobs(beside: dict[str, Any]) -> None:
    asked = {"content_id": ID, "screening": 1, "failure": FAILURE, **beside}
    assert read_request(asked) == Request(ID, 1, failure=StepFailure("States.Timeout", "late"))


@pytest.mark.parametrize("cause", [{}, {"Cause": None}, {"Cause": ""}])
def test_a_failure_may_have_no_cause(cause: dict[str, Any]) -> None:
    asked = {"content_id": ID, "screening": 1, "failure": {"Error": "Oops", **cause}}
    assert read_request(asked).failure == StepFailure("Oops")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("execution_failed", "States.Runtime"),
        ("execution_failed_without_input", "States.DataLimitExceeded"),
        ("execution_timed_out", "ExecutionTimedOut"),
        ("execution_aborted", "ExecutionAborted"),
    ],
)
def test_an_execution_that_ended_badly_asks_to_hold(name: str, error: str) -> None:
    request = read_request(recorded(name))
    assert (request.content_id, request.screening) == (RECORDED, 2)
    assert request.failure
    assert request.failure.error == error


@pytest.mark.parametrize("name", ["execution_failed", "execution_timed_out", "execution_aborted"])
def test_an_execution_that_ended_badly_holds_its_content(name: str) -> None:
    rig, event = Rig(), recorded(name)
    event["detail"]["input"] = json.dumps({"content_id": ID, "screening": 1})
    assert rig.use_case.handle(event, plenty) is True
    state = rig.state()
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, "held-workflow-failed")


@pytest.mark.parametrize("text", [None, "", "[]", "{}", "[" * 100_000, '{"content_id": 7}', 7])
def test_the_name_of_an_execution_tells_what_its_input_does_not(text: object) -> None:
    event = recorded("execution_failed")
    event["detail"]["input"] = text
    assert read_request(event).content_id == RECORDED
    assert read_request(event).screening == 2


@pytest.mark.parametrize("name", [None, "by-hand", f"{RECORDED}-0", f"{RECORDED}-10000", RECORDED])
def test_an_execution_that_says_nothing_of_its_content_is_told_so(name: object) -> None:
    event = recorded("execution_failed_without_input")
    event["detail"]["name"] = name
    assert "`detail.name`" in refused(event)


def test_an_execution_of_any_name_is_known_by_its_input() -> None:
    event = recorded("execution_failed")
    event["detail"]["name"] = "started-by-hand"
    assert read_request(event).content_id == RECORDED


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"content_id": None}, "`content_id`"),
        ({"content_id": ID.upper()}, "`content_id`"),
        ({"content_id": f"{ID}\n"}, "`content_id`"),
        ({"screening": 0}, "`screening`"),
        ({"screening": 10_000}, "`screening`"),
        ({"screening": True}, "`screening`"),
        ({"screening": 1.0}, "`screening`"),
        ({"screening": "1"}, "`screening`"),
        ({"jobs": []}, "`jobs`"),
        ({"jobs": {}}, "`jobs`"),
        ({"jobs": [7]}, "`jobs[0]`"),
        ({"jobs": [{"analyser": "faces", "job_id": "1"}]}, "`jobs[0].analyser`"),
        ({"jobs": [{"analyser": [], "job_id": "1"}]}, "`jobs[0].analyser`"),
        ({"jobs": [{"analyser": "labels"}]}, "`jobs[0]`"),
        ({"jobs": [{"analyser": "labels", "job_id": " "}]}, "`jobs[0]`"),
        ({"jobs": [{"analyser": "labels", "job_id": "a\nb"}]}, "`jobs[0]`"),
        ({"jobs": [{"analyser": "labels", "failure": "x"}]}, "`jobs[0].failure`"),
        ({"jobs": [DECIDE["jobs"][0]] * 2}, "twice"),
        ({"failure": 7}, "`failure`"),
        ({"failure": {}}, "`failure.Error`"),
        ({"failure": {"Error": ""}}, "`failure.Error`"),
        ({"failure": {"Error": "x", "Cause": {}}}, "`failure.Cause`"),
        ({"detail-type": "Object Created", "source": "aws.s3"}, "the event"),
        ({"detail-type": ["x"]}, "the event"),
    ],
)
def test_what_is_wrong_with_a_request_is_named(changes: dict[str, Any], words: str) -> None:
    assert words in refused({**DECIDE, **changes})


@pytest.mark.parametrize("status", ["SUCCEEDED", "RUNNING", None, [], {}])
def test_an_execution_that_did_not_end_badly_is_no_request(status: object) -> None:
    event = recorded("execution_failed")
    event["detail"]["status"] = status
    assert "`detail.status`" in refused(event)


@settings(max_examples=150)
@given(event=ANY_JSON)
def test_any_json_is_refused_clearly(event: object) -> None:
    refused(event)


@settings(max_examples=300)
@given(data=st.data(), value=ANY_JSON)
def test_any_json_in_any_place_is_taken_or_refused_clearly(
    data: st.DataObject, value: object
) -> None:
    shapes = [DECIDE, {**DECIDE, "failure": FAILURE}, recorded("execution_failed")]
    event = json.loads(json.dumps(data.draw(st.sampled_from(shapes))))
    inside, place = data.draw(st.sampled_from(list(places_in(event))))
    inside[place] = value
    try:
        request = read_request(event)
    except ModerationError as error:
        assert isinstance(error, Permanent)
        assert error.code == "unreadable-request"
    else:
        assert len(request.content_id) == 32
        assert bool(request.branches) != bool(request.failure)


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in it, however deep, as the object or list that it is in and its key."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for place, each in inside:
        yield value, place
        if isinstance(each, dict | list):
            yield from places_in(each)


def refused(event: object) -> str:
    with pytest.raises(Permanent) as raised:
        read_request(event)
    assert raised.value.code == "unreadable-request"
    return str(raised.value)
