"""Sightings folded into spans."""

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.moderation.domain.findings import ContentType, Finding, Sighting, Span
from lambdas.moderation.domain.video_fold import Fold
from lambdas.moderation.domain.video_runs import MOST_SPANS
from tests.unit.domain.sightings import (
    FLAT,
    LEVELS,
    folded,
    gun,
    spans,
)


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

    def test_looking_at_the_findings_changes_nothing(self) -> None:
        fold = Fold()
        fold.add([gun(0, 50), gun(1, 80)])
        assert fold.findings() == fold.findings()
        fold.add([gun(2, 80)])
        assert fold.findings()[0].spans == (Span(0, 2000, 80.0, 70.0),)

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
