"""Anything in the intake queue is a message that is understood, or unreadable; nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Permanent
from lambdas.screen_upload.message import IntakeMessage, Occasion, read_message
from tests.unit.screen_upload.rig import content, created, deleted, requested

EVENTS = Path(__file__).parents[2] / "events"
KINDS = ["Object Created", "Object Deleted", "Screening Requested"]
SOURCES = ["aws.s3", "content-moderation"]
NAMES = [
    *("source", "detail-type", "detail", "bucket", "name", "object", "key"),
    *("version-id", "version_id", "screening", "deletion-type"),
]

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(KINDS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=6)
    ),
    max_leaves=12,
)


def understood_or_unreadable(body: str) -> None:
    try:
        message = read_message(body)
    except Permanent as error:
        assert error.code == "unreadable-message"
    else:
        assert len(message.content.content_id) == 32


@pytest.mark.parametrize(
    ("event", "occasion", "key"),
    [
        ("object_created", Occasion.SCREEN, "avatars/käse + 100%.jpg"),
        ("object_created_elsewhere", Occasion.SCREEN, "cat.jpg"),
        ("object_created_multipart", Occasion.SCREEN, "videos/holiday"),
        ("object_deleted", Occasion.DELETED, "avatars/käse + 100%.jpg"),
        ("object_deleted_by_life_cycle", Occasion.DELETED, "avatars/old.jpg"),
        ("object_delete_marker_created", Occasion.NOTHING, "avatars/käse + 100%.jpg"),
    ],
)
def test_an_event_of_s3_is_understood(event: str, occasion: Occasion, key: str) -> None:
    body = (EVENTS / f"{event}.json").read_text()
    detail = json.loads(body)["detail"]
    expected = Content(detail["bucket"]["name"], key, detail["object"]["version-id"])
    assert read_message(body) == IntakeMessage(occasion, expected)


@pytest.mark.parametrize(
    "event", ["object_tags_added", *sorted(path.stem for path in EVENTS.glob("stream_*.json"))]
)
def test_an_event_that_is_not_for_this_queue_is_unreadable(event: str) -> None:
    with pytest.raises(Permanent) as raised:
        read_message((EVENTS / f"{event}.json").read_text())
    assert raised.value.code == "unreadable-message"


@pytest.mark.parametrize("version", [{}, {"version-id": ""}, {"version-id": None}])
def test_without_a_version_id_it_is_the_version_null(version: dict[str, Any]) -> None:
    body = created(content(), object={"key": "a.jpg", **version})
    assert read_message(body).content == content("a.jpg", "null")


@pytest.mark.parametrize(
    "key",
    [
        *("a b.jpg", " a  b ", "1+1=2.jpg", "100%25 wool %2F.jpg", "\N{SUNFLOWER} été.jpg"),
        *("é" * 512, "a/../b\\c", "line\nbreak", "a\0b", "/", "%"),
    ],
)
def test_a_key_is_taken_as_it_is(key: str) -> None:
    assert read_message(created(content(key))).content.key == key
    assert read_message(deleted(content(key))).content.key == key


@given(key=st.text(min_size=1, max_size=1_024), screening=st.integers(1, 9_999))
def test_our_own_request_is_understood_whatever_the_key(key: str, screening: int) -> None:
    expected = IntakeMessage(Occasion.SCREEN, content(key), screening)
    assert read_message(requested(content(key), screening)) == expected


@pytest.mark.parametrize("screening", [0, -1, 10_000, 1.0, True, "2", None])
def test_a_screening_that_is_no_number_from_1_to_9999_is_unreadable(screening: object) -> None:
    with pytest.raises(Permanent):
        read_message(requested(content(), screening))


@pytest.mark.parametrize("part", ["", 7, None, ["a"], "half \ud83d of a character"])
@pytest.mark.parametrize("name", ["bucket", "key", "version_id"])
def test_a_name_that_is_no_text_is_unreadable(name: str, part: object) -> None:
    event = json.loads(requested(content(), 2))
    event["detail"][name] = part
    with pytest.raises(Permanent):
        read_message(json.dumps(event))


@given(st.text())
def test_any_text_is_understood_or_unreadable(body: str) -> None:
    understood_or_unreadable(body)


@given(any_json)
def test_any_json_is_understood_or_unreadable(value: object) -> None:
    understood_or_unreadable(json.dumps(value))


@given(st.sampled_from(SOURCES), st.sampled_from(KINDS), any_json)
def test_any_detail_is_understood_or_unreadable(source: str, kind: str, detail: object) -> None:
    body = json.dumps({"source": source, "detail-type": kind, "detail": detail})
    understood_or_unreadable(body)


@pytest.mark.parametrize("detail", ["x", None, 7, [], {}, {"object": "x"}, {"object": [1]}])
@pytest.mark.parametrize("kind", KINDS)
def test_a_detail_of_another_shape_is_unreadable(kind: str, detail: object) -> None:
    source = "content-moderation" if kind == "Screening Requested" else "aws.s3"
    with pytest.raises(Permanent) as raised:
        read_message(json.dumps({"source": source, "detail-type": kind, "detail": detail}))
    assert raised.value.code == "unreadable-message"


@pytest.mark.parametrize("body", ["", "null", "[" * 100_000, '{"a":' * 100_000, "1" * 5_000])
def test_text_that_breaks_a_json_reader_is_unreadable(body: str) -> None:
    with pytest.raises(Permanent):
        read_message(body)
