"""How far a reading has come survives being written down, wherever it stopped."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.findings import Finding, Sighting, VideoPage
from lambdas.moderation.domain.video_reading import Reading

LABELS = {"Weapons": ("Violence",), "Alcohol": ()}
SIGHTINGS = st.builds(
    lambda label, confidence: Finding("moderation_labels", label, confidence, LABELS[label]),
    st.sampled_from(sorted(LABELS)),
    st.floats(40, 100),
)


def pages_of(rows: list[Sighting], size: int) -> list[VideoPage]:
    starts = range(0, len(rows) or 1, size)
    return [
        VideoPage(
            sightings=tuple(rows[start : start + size]),
            model_version="7.0",
            next_page=f"from-{start + size}" if start + size < len(rows) else None,
            duration_ms=90_000,
        )
        for start in starts
    ]


def reading(*pages: VideoPage) -> Reading:
    begun = Reading(job_id="job-1", levels=(60.0, 90.0))
    for page in pages:
        begun.add(page)
    return begun


def rewritten(before: Reading) -> Reading:
    return Reading.from_plain(json.loads(json.dumps(before.to_plain())))


@given(
    found=st.lists(st.tuples(st.integers(0, 90_000), SIGHTINGS), max_size=30),
    size=st.integers(1, 8),
    stop=st.integers(0, 30),
)
def test_a_reading_goes_on_exactly_where_it_stopped(
    found: list[tuple[int, Finding]], size: int, stop: int
) -> None:
    rows = [Sighting(*each) for each in sorted(found, key=lambda each: each[0])]
    pages = pages_of(rows, size)
    whole, begun = reading(*pages), reading(*pages[:stop])
    assert rewritten(begun).to_plain() == begun.to_plain()
    resumed = rewritten(begun)
    for page in pages[stop:]:
        resumed.add(page)
    assert resumed.to_plain() == whole.to_plain()
    assert resumed.findings() == whole.findings()
    assert (resumed.done, resumed.pages) == (True, len(pages))


def test_a_reading_knows_its_next_page_until_it_is_done() -> None:
    first, last = pages_of([Sighting(0, Finding("labels", "Dog", 90.0))] * 2, 1)
    begun = reading(first)
    assert (begun.next_page, begun.done) == ("from-1", False)
    begun.add(last)
    assert (begun.next_page, begun.done) == (None, True)


def test_the_length_and_model_are_those_of_the_first_page_that_tells() -> None:
    pages = [
        VideoPage(sightings=(), model_version="7.0", next_page="2"),
        VideoPage(sightings=(), model_version="7.1", next_page="3", duration_ms=5_000),
        VideoPage(sightings=(), model_version="7.1", duration_ms=6_000),
    ]
    whole = reading(*pages)
    assert (whole.model_version, whole.duration_ms) == ("7.0", 5_000)


SOUND = reading(*pages_of([Sighting(0, Finding("labels", "Dog", 90.0))] * 3, 1)[:2]).to_plain()


@pytest.mark.parametrize(
    "changes",
    [
        {"job_id": 7},
        {"levels": [True]},
        {"levels": ["60"]},
        {"levels": [10**400]},
        {"levels": [-1]},
        {"pages": -1},
        {"pages": 2.0},
        {"next_page": 7},
        {"next_page": None},
        {"done": True},
        {"done": 1},
        {"duration_ms": "long"},
        {"duration_ms": -1},
        {"model_version": None},
        {"fold": None},
        {"fold": {}},
        {"more": 1},
    ],
)
def test_a_damaged_reading_is_none(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Reading.from_plain({**SOUND, **changes})


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_reading_with_a_part_missing_is_none(name: str) -> None:
    plain = {key: value for key, value in SOUND.items() if key != name}
    with pytest.raises(ValueError, match=r"."):
        Reading.from_plain(plain)


@pytest.mark.parametrize("plain", [None, [], "x", 7, {}])
def test_what_is_no_reading_is_told(plain: object) -> None:
    with pytest.raises(ValueError, match="how far"):
        Reading.from_plain(plain)
