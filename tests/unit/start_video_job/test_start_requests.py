"""What `start_video_job` is asked for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.video_jobs import JobKey
from lambdas.start_video_job.request import JobRequest, read_request

GOOD: dict[str, Any] = {
    "content_id": "0123456789abcdef" * 2,
    "screening": 3,
    "analyser": "labels",
    "branch": "token-1",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def test_a_branch_asks_for_its_job() -> None:
    key = JobKey(GOOD["content_id"], 3, "labels")
    assert read_request(GOOD) == JobRequest(key, "token-1")


def test_a_request_to_dispatch_is_for_no_job() -> None:
    assert read_request({"dispatch": True}) is None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("content_id", "../other", "content_id"),
        ("content_id", None, "content_id"),
        ("screening", 0, "screening"),
        ("screening", 10_000, "screening"),
        ("screening", True, "screening"),
        ("screening", "3", "screening"),
        ("analyser", "faces", "analyser"),
        ("analyser", 5, "analyser"),
        ("branch", "", "branch"),
    ],
)
def test_what_is_wrong_is_named(field: str, value: object, told: str) -> None:
    with pytest.raises(Permanent, match=told) as raised:
        read_request({**GOOD, field: value})
    assert raised.value.code == "unreadable-request"


@given(st.dictionaries(st.sampled_from([*GOOD, "dispatch"]), JSON))
def test_any_event_is_a_request_or_unreadable(event: dict[str, object]) -> None:
    try:
        request = read_request(event)
    except Permanent:
        return
    assert (request is None) == (event.get("dispatch") is True)
