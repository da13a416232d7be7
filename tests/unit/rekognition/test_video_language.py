"""The `simulate` language for videos, and the rows that follow from it."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.rekognition import model
from local.rekognition.rows import BY_NAME, BY_TIMESTAMP, Rows, Run
from local.rekognition.scenarios import all_scenarios
from local.rekognition.script import ScriptMistakeError, read_script, read_video_script
from local.rekognition.simulate import timeline_of
from local.rekognition.timeline import STEP_MS, scenes_of
from local.rekognition.words import content_type_words, moderation_words
from tests.unit.rekognition.callers import found

_PIECES = ["@", ",", "[", "]", "-", "label:", "97", "[1-3]", "[0.5-2]", "@80", "nothing", " "]
_WORDS = [*moderation_words(), *content_type_words(), *all_scenarios(), *_PIECES]


def _looks(text: str, duration_ms: int = 6000) -> dict[int, dict[str, float]]:
    """What is seen at each look, by its time."""
    return {
        look * STEP_MS: found(scene.sight.moderation) | found(scene.sight.labels)
        for scene in scenes_of(read_video_script(text), duration_ms)
        for look in range(scene.first, scene.last + 1)
    }


def _times(text: str, name: str, duration_ms: int = 6000) -> list[int]:
    return [at for at, names in _looks(text, duration_ms).items() if name in names]


@given(
    st.text() | st.lists(st.sampled_from(_WORDS), max_size=8).map("".join),
    st.integers(1, 100_000),
)
def test_any_text_is_either_seen_with_answers_of_the_service_or_a_mistake(
    text: str, duration_ms: int
) -> None:
    try:
        timeline = read_video_script(text)
    except ScriptMistakeError as mistake:
        assert str(mistake).isascii()
        assert str(mistake).isprintable()
        return
    last = -1
    for scene in scenes_of(timeline, duration_ms):
        assert last < scene.first <= scene.last < duration_ms / STEP_MS
        last = scene.last
        assert model.answer_mistakes("DetectModerationLabels", scene.sight.moderation) == []
        assert model.answer_mistakes("DetectLabels", scene.sight.labels) == []


@given(st.text() | st.lists(st.sampled_from(_WORDS), max_size=8).map("".join))
def test_without_seconds_and_timelines_a_video_shows_what_a_picture_shows(text: str) -> None:
    try:
        sight = read_script(text)
    except ScriptMistakeError:
        return
    if not any(text.strip().casefold() == name for name in ("bar-fight-video", "nothing")):
        assert [scene.sight for scene in scenes_of(read_video_script(text), 900)] == [sight]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("weapons@88[1-3]", [1000, 1500, 2000, 2500]),
        ("weapons[1-2], weapons@70[4.5-5]", [1000, 1500, 4500]),
        (" Weapons @ 88 [ 1-2 ] ", [1000, 1500]),
        ("weapons[0.1-0.2]", [0]),
        ("weapons[0.9-1.1]", [500, 1000]),
        ("weapons[5-99]", [5000, 5500]),
        ("weapons[6-99]", []),
        ("weapons", list(range(0, 6000, 500))),
    ],
)
def test_a_thing_is_seen_in_every_half_second_of_its_seconds(text: str, times: list[int]) -> None:
    assert _times(text, "Weapons") == times
    assert _times(text, "Violence") == times


def test_a_video_of_less_than_half_a_second_is_looked_at_once() -> None:
    assert _times("weapons", "Weapons", duration_ms=40) == [0]


def test_where_ranges_overlap_the_surest_counts() -> None:
    looks = _looks("weapons@60, weapons@95[1-2], violence@70[1.5-3]", 3500)
    assert {at: seen["Weapons"] for at, seen in looks.items()} == {
        **dict.fromkeys((0, 500, 2000, 2500, 3000), 60),
        **dict.fromkeys((1000, 1500), 95),
    }
    assert [seen["Violence"] for seen in looks.values()] == [60, 60, 95, 95, 70, 70, 60]


def test_content_types_have_seconds_of_their_own() -> None:
    scenes = scenes_of(read_video_script("weapons, animated@80[0-1]"), 2000)
    seen = [(scene.first, scene.last, scene.sight.moderation["ContentTypes"]) for scene in scenes]
    assert seen == [(0, 1, [{"Name": "Animated", "Confidence": 80.0}]), (2, 3, [])]


def test_general_labels_have_seconds_too() -> None:
    assert _times("label:dog@90[3-4], weapons[0-1]", "Dog") == [3000, 3500]


def test_a_scenario_may_have_a_timeline() -> None:
    assert _times("bar-fight-video", "Physical Violence", 9000) == list(range(4000, 8000, 500))
    assert _times("bar-fight-video", "Drinking", 9000) == list(range(0, 4000, 500))
    assert _times("bar-fight-video", "Person", 9000) == list(range(0, 9000, 500))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("weapons[3-1]", "end after they begin"),
        ("weapons[1-1]", "end after they begin"),
        ("weapons[1]", "written like"),
        ("weapons[1-2", "written like"),
        ("weapons[1-2]]", "written like"),
        ("weapons[a-b]", "written like"),
        ("weapons[-1-2]", "written like"),
        ("weapons[\N{ARABIC-INDIC DIGIT ONE}-9]", "written like"),
        ("weapons[1-2]@90", "written like"),
        ("[1-2]", "no word"),
        ("nothing[1-2]", "stands alone"),
        ("bar-fight-video[1-2]", "stands alone"),
    ],
)
def test_a_mistake_in_the_seconds_says_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(ScriptMistakeError, match=why):
        read_video_script(text)


def test_a_mistake_in_a_videos_metadata_is_logged_and_nothing_is_found(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert timeline_of({"simulate": "weapons[3-1]"}, "a.mp4") == ()
    assert [each.levelno for each in caplog.records].count(logging.ERROR) == 1


def test_a_file_name_may_have_seconds() -> None:
    assert timeline_of({}, "clips/weapons@88[1-3].mp4") == read_video_script("weapons@88[1-3]")


_RUNS = st.lists(
    st.tuples(st.integers(1, 5), st.lists(st.sampled_from("abcd"), unique=True, max_size=4)),
    max_size=6,
)


@given(_RUNS, st.integers(1, 7), st.sampled_from([BY_TIMESTAMP, BY_NAME]))
def test_pages_give_every_row_exactly_once_and_in_order(
    runs: list[tuple[int, list[str]]], most: int, sort_by: str
) -> None:
    made, first = [], 0
    for length, names in runs:
        made.append(Run(first, first + length - 1, tuple((name, {"Name": name}) for name in names)))
        first += length
    rows = Rows(made)
    pages = [rows.page(start, most, sort_by) for start in range(0, len(rows) + most, most)]
    seen = [(row["Timestamp"], row["Name"]) for page in pages for row in page]
    assert all(len(page) <= most for page in pages)
    assert len(seen) == len(set(seen)) == len(rows) == sum(n * len(each) for n, each in runs)
    order = [(name, at) if sort_by == BY_NAME else ("", at) for at, name in seen]
    assert order == sorted(order)
