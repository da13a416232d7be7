"""The messages of the completions queue."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.finish_video_job.message import Check, Completion, read_message
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.video_jobs import JobKey
from tests.unit.video.world import check, completion

KEY = JobKey("0123456789abcdef" * 2, 2, "moderation_labels")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def changed(**fields: Any) -> str:
    """A completion with other fields; None leaves one out."""
    message = json.loads(completion(KEY, "job-1")) | fields
    return json.dumps({name: value for name, value in message.items() if value is not None})


@pytest.mark.parametrize(
    ("status", "good"), [("SUCCEEDED", True), ("FAILED", False), ("ERROR", False), ("ODD", False)]
)
def test_a_completion_is_good_only_if_it_says_so(status: str, *, good: bool) -> None:
    assert read_message(completion(KEY, "job-1", status)) == Completion(KEY, "job-1", good)


@pytest.mark.parametrize("api", ["StartContentModeration", "LABEL_DETECTION", None])
def test_a_completion_is_told_by_its_tag_whatever_api_it_names(api: str | None) -> None:
    assert read_message(changed(API=api)) == Completion(KEY, "job-1", succeeded=True)


@pytest.mark.parametrize("tag", [None, "", "somebody-elses", "a.1.labels", KEY.tag + "s", "ü"])
def test_a_job_of_others_is_no_job_of_ours(tag: str | None) -> None:
    assert read_message(changed(JobTag=tag)) == Completion(None, "job-1", succeeded=True)


def test_our_own_request_names_a_job_by_its_tag() -> None:
    assert read_message(check(KEY)) == Check(KEY)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "nonsense",
        "[]",
        "null",
        '"detail-type"',
        "[" * 100_000,
        changed(JobId=None),
        changed(JobId=7),
        changed(JobId="no id, this"),
        changed(Status=None),
        changed(Status=["SUCCEEDED"]),
        changed(JobTag=5),
        json.dumps({"source": "content-moderation", "detail-type": "Video Job Check"}),
        json.dumps({"source": "content-moderation", "detail-type": "Other", "detail": {}}),
        json.dumps({"Type": "Notification", "Message": completion(KEY, "job-1")}),
        check(KEY).replace("content-moderation", "aws.s3"),
    ],
)
def test_anything_else_is_unreadable(body: str) -> None:
    with pytest.raises(Permanent) as raised:
        read_message(body)
    assert raised.value.code == "unreadable-message"


@given(st.dictionaries(st.sampled_from(["JobId", "Status", "JobTag", "detail-type"]), JSON))
def test_any_message_is_read_or_unreadable(message: dict[str, object]) -> None:
    try:
        read_message(json.dumps(message))
    except Permanent as error:
        assert error.code == "unreadable-message"
