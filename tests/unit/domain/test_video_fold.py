"""Sightings folded into spans."""

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.moderation.domain.findings import ContentType, Finding, Sighting, Span
from lambdas.moderation.domain.most_specific import line_of
from lambdas.moderation.domain.video_fold import Fold
from lambdas.moderation.domain.video_runs import JOINED_WITHIN_MS, MOST_SPANS

LEVELS = (0.0, 60.0, 90.0)
TYPES = st.lists(
    st.builds(ContentType, st.sampled_from(["Animated", "Illustrated"]), st.floats(0, 100)),
    max_size=2,
    unique_by=lambda each: each.name,
).map(tuple)
CHAINS = st.sampled_from(
    [
        ("Violence", ()),
        ("Weapons", ("Violence",)),
        ("Graphic Violence", ("Violence",)),
        ("Blood & Gore", ("Graphic Violence", "Violence")),
        ("Alcohol", ()),
        ("Zork", ("Weapons",)),
    ]
)
SURE = st.sampled_from([10.0, 59.9, 60.0, 75.5, 90.0, 99.5]) | st.floats(0, 100)
FINDINGS = st.builds(
    lambda chain, sure, types: Finding("moderation_labels", chain[0], sure, chain[1], types),
    CHAINS,
    SURE,
    TYPES,
)
TIMES = st.integers(0, 60).map(lambda halves: halves * 500)
ROWS = st.lists(st.builds(Sighting, TIMES, FINDINGS), max_size=30)
IN_ORDER = ROWS.map(lambda rows: sorted(rows, key=lambda row: row.at_ms))
FLAT = st.builds(
    Sighting,
    TIMES,
    st.builds(lambda label, sure: Finding("labels", label, sure), st.sampled_from("ab"), SURE),
)


def gun(at_s: float, sure: float = 90.0, **types: float) -> Sighting:
    """A gun, so many seconds from the beginning."""
    kinds = tuple(ContentType(name.title(), each) for name, each in types.items())
    finding = Finding("moderation_labels", "Weapons", sure, ("Violence",), kinds)
    return Sighting(round(at_s * 1000), finding)


def folded(*sightings: Sighting, levels: tuple[float, ...] = ()) -> tuple[Finding, ...]:
    """The findings of sightings that came in one page."""
    fold = Fold(levels)
    fold.add(sightings)
    return fold.findings()


def spans(finding: Finding, at_least: float = 0.0) -> list[tuple[int, int]]:
    """Start and end of the spans of one level."""
    return [(each.start_ms, each.end_ms) for each in finding.spans if each.at_least == at_least]


class TestSpans:
    def test_sightings_within_two_seconds_are_one_span(self) -> None:
        (found,) = folded(gun(1, 80), gun(3, 90), gun(5, 85))
        assert found.spans == (Span(1000, 5000, 90.0, 85.0),)
        assert found.confidence == 90.0

    def test_a_longer_break_begins_another_span(self) -> None:
        (found,) = folded(gun(1), gun(3.001), gun(5))
        assert spans(found) == [(1000, 1000), (3001, 5000)]

    def test_each_level_has_the_spans_of_those_that_are_sure_enough(self) -> None:
        (found,) = folded(gun(1, 95), gun(2, 70), gun(3, 50), gun(3.5, 91), levels=(60, 90))
        assert spans(found, 0.0) == [(1000, 3500)]
        assert spans(found, 60.0) == [(1000, 3500)]
        assert spans(found, 90.0) == [(1000, 1000), (3500, 3500)]

    def test_a_span_has_the_content_types_of_all_its_sightings_as_sure_as_the_least(self) -> None:
        (found,) = folded(
            gun(0, animated=95, illustrated=60), gun(1, illustrated=70, animated=80), gun(9)
        )
        drawn = (ContentType("Animated", 80), ContentType("Illustrated", 60))
        assert [each.content_types for each in found.spans] == [drawn, ()]
        assert found.content_types == ()

    def test_one_that_is_not_drawn_makes_the_whole_span_not_drawn(self) -> None:
        (found,) = folded(gun(0, animated=95), gun(1), gun(2, animated=95))
        assert found.spans[0].content_types == found.content_types == ()

    def test_the_longest_line_of_a_label_is_kept(self) -> None:
        short = replace(gun(0).finding, parents=())
        for rows in itertools.permutations([Sighting(0, short), gun(1)]):
            assert folded(*rows)[0].parents == ("Violence",)

    def test_the_surest_label_comes_first(self) -> None:
        other = Sighting(0, Finding("moderation_labels", "Alcohol", 99.0))
        assert [each.label for each in folded(gun(0), other)] == ["Alcohol", "Weapons"]

    def test_nothing_gives_nothing(self) -> None:
        assert folded() == ()


class TestPictures:
    def test_what_a_more_specific_label_restates_is_left_out(self) -> None:
        violence = Finding("moderation_labels", "Violence", 90.0)
        assert [each.label for each in folded(gun(1), Sighting(1000, violence))] == ["Weapons"]

    def test_at_another_time_it_stands(self) -> None:
        violence = Finding("moderation_labels", "Violence", 90.0)
        found = folded(gun(1), Sighting(1500, violence))
        assert [each.label for each in found] == ["Violence", "Weapons"]

    def test_a_confidence_that_makes_no_sense_is_as_sure_as_can_be(self) -> None:
        (found,) = folded(gun(1, float("nan"), animated=-1), levels=(90,))
        assert found.confidence == 100.0
        assert spans(found, 90.0) == [(1000, 1000)]
        assert found.content_types == (ContentType("Animated", 0.0),)


class TestDisorder:
    @pytest.mark.parametrize("rows", list(itertools.permutations([gun(0), gun(2), gun(4), gun(9)])))
    def test_rows_in_any_order_give_the_same_spans(self, rows: tuple[Sighting, ...]) -> None:
        (found,) = folded(*rows)
        assert spans(found) == [(0, 4000), (9000, 9000)]

    @settings(max_examples=50)
    @given(st.lists(FLAT, max_size=30), st.randoms())
    def test_any_disorder_gives_the_same_times(self, rows: list[Sighting], chance: Any) -> None:
        shuffled = list(rows)
        chance.shuffle(shuffled)
        ordered = folded(*sorted(rows, key=lambda row: row.at_ms), levels=LEVELS)
        again = {each.label: each for each in folded(*shuffled, levels=LEVELS)}
        for finding in ordered:
            for level in LEVELS:
                assert spans(again[finding.label], level) == spans(finding, level)


class TestBounds:
    def test_a_label_has_at_most_so_many_spans_and_lasts_no_less(self) -> None:
        many = [gun(2 * 3 * number) for number in range(5 * MOST_SPANS)]
        (found,) = folded(*many)
        assert len(found.spans) == MOST_SPANS
        assert (found.spans[0].start_ms, found.spans[-1].end_ms) == (0, many[-1].at_ms)
        assert found.confidence == 90.0

    def test_the_shortest_breaks_are_closed_first(self) -> None:
        close = [gun(3 * number) for number in range(2)]
        far = [gun(100 * number) for number in range(1, MOST_SPANS)]
        (found,) = folded(*close, *far)
        assert spans(found)[:2] == [(0, 3000), (100_000, 100_000)]
        assert len(found.spans) == MOST_SPANS

    def test_its_plain_form_does_not_grow_with_the_pages(self) -> None:
        fold = Fold()
        sizes = []
        for page in range(40):
            fold.add(gun(3 * (page * 100 + number)) for number in range(100))
            sizes.append(len(json.dumps(fold.to_plain())))
        assert max(sizes[20:]) <= 1.1 * max(sizes[:20])


@given(IN_ORDER, st.lists(st.integers(0, 30), max_size=4))
def test_it_does_not_matter_how_rows_are_cut_into_pages(
    rows: list[Sighting], cuts: list[int]
) -> None:
    fold = Fold(LEVELS)
    for start, end in itertools.pairwise([0, *sorted(cuts), len(rows)]):
        fold.add(rows[start:end])
        fold.findings()
    assert fold.findings() == folded(*rows, levels=LEVELS)


@given(ROWS, st.integers(0, 30))
def test_it_goes_on_where_it_stopped_after_a_way_through_json(
    rows: list[Sighting], cut: int
) -> None:
    fold = Fold(LEVELS)
    fold.add(rows[:cut])
    fold = Fold.from_plain(json.loads(json.dumps(fold.to_plain())))
    fold.add(rows[cut:])
    assert fold.findings() == folded(*rows, levels=LEVELS)


@given(ROWS)
def test_every_sighting_lies_in_a_span_of_its_label_or_is_restated(rows: list[Sighting]) -> None:
    found = folded(*sorted(rows, key=lambda row: row.at_ms), levels=LEVELS)
    for row in rows:
        line = line_of("moderation_labels", row.finding.label, row.finding.parents)
        inside = [
            each
            for each in found
            if line <= line_of("moderation_labels", each.label, each.parents)
            and each.confidence >= row.finding.confidence
            and any(start <= row.at_ms <= end for start, end in spans(each))
        ]
        assert inside


@given(IN_ORDER)
def test_spans_are_in_order_apart_and_say_what_is_in_them(rows: list[Sighting]) -> None:
    for finding in folded(*rows, levels=LEVELS):
        assert finding.confidence == max(each.peak for each in finding.spans)
        for level in LEVELS:
            ours = [each for each in finding.spans if each.at_least == level]
            assert all(level <= each.mean + 1e-9 and each.mean <= each.peak for each in ours)
            assert all(
                after.start_ms - before.end_ms > JOINED_WITHIN_MS
                for before, after in itertools.pairwise(ours)
            )


@given(st.lists(FLAT, max_size=25), FLAT)
def test_one_more_sighting_never_makes_a_label_shorter_or_less_sure(
    rows: list[Sighting], more: Sighting
) -> None:
    def lengths(rows: list[Sighting]) -> dict[tuple[str, float], tuple[int, float]]:
        found = folded(*sorted(rows, key=lambda row: row.at_ms), levels=LEVELS)
        return {
            (each.label, level): (
                sum(span.duration_ms for span in each.spans if span.at_least == level),
                max((span.peak for span in each.spans if span.at_least == level), default=0.0),
            )
            for each in found
            for level in LEVELS
        }

    after = lengths([*rows, more])
    for key, (length, peak) in lengths(rows).items():
        assert after[key][0] >= length
        assert after[key][1] >= peak


def _plain() -> dict[str, Any]:
    fold = Fold((60,))
    fold.add([gun(1), gun(9, animated=90), gun(10)])
    plain: dict[str, Any] = json.loads(json.dumps(fold.to_plain()))
    return plain


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        "fold",
        _plain() | {"levels": [60]},
        _plain() | {"levels": [60, 0]},
        _plain() | {"levels": [0, float("nan")]},
        _plain() | {"levels": "0"},
        _plain() | {"labels": [["moderation_labels", "Weapons", [], []]]},
        _plain() | {"labels": [[1, "Weapons", [], [[[], [], [], [], [], []]] * 2]]},
        _plain() | {"labels": 7},
        _plain() | {"at_ms": None},
        _plain() | {"at_ms": -1},
        _plain() | {"at_ms": 1.5},
        _plain() | {"picture": []},
        _plain() | {"picture": [["moderation_labels", "Weapons", 101, [], []]]},
        _plain() | {"picture": [["moderation_labels", "Weapons", 50, "Violence", []]]},
        _plain() | {"picture": [["moderation_labels", "Weapons", 50, [], [["Animated", "x"]]]]},
    ],
)
def test_a_damaged_fold_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Fold.from_plain(plain)


@pytest.mark.parametrize("column", range(6))
@pytest.mark.parametrize(
    "damage", [None, [], "ab", [float("nan"), 2], [-1, 2], [2**70, 1], [[], 1], [5, 4, 3]]
)
def test_so_is_one_with_damaged_spans(column: int, damage: object) -> None:
    plain = _plain()
    plain["labels"][0][3][0][column] = damage
    if column == 5 and damage == []:  # no content types at all: that is allowed
        Fold.from_plain(plain)
        return
    with pytest.raises(ValueError, match=r"\w"):
        Fold.from_plain(plain)


def test_an_undamaged_one_is_not() -> None:
    assert Fold.from_plain(_plain()).to_plain() == _plain()
