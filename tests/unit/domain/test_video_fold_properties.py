"""What holds of a fold for all sightings."""

import itertools
import json

from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.findings import Sighting
from lambdas.moderation.domain.most_specific import line_of
from lambdas.moderation.domain.video_fold import Fold
from lambdas.moderation.domain.video_runs import JOINED_WITHIN_MS
from tests.unit.domain.sightings import (
    FLAT,
    IN_ORDER,
    LEVELS,
    ROWS,
    folded,
    spans,
)


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
