"""The items of the moderation table: how big they are, and what a damaged one does."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambdas.moderation.aws import event_items, items
from lambdas.moderation.aws.reasons import (
    findings_from_plain,
    findings_to_plain,
    in_short,
    reasons_from_plain,
    reasons_to_plain,
)
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.findings import ContentType, Finding, Span
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.transitions import with_enforced
from tests.contract.examples import (
    CARTOON,
    GUN,
    LATER,
    approval,
    content,
    decided,
    evidence,
    rejection,
)

ONE_WRITE_UNIT = 1024
MOST_OF_AN_ITEM = 400_000
ID = content().content_id
DRAWN = (ContentType("Animated", 88.25),)
SPANS = (
    Span(0, 0, 97.12, 97.12),
    Span(12_000, 31_500, 88.0, 71.5, content_types=DRAWN),
    Span(0, 0, 97.12, 97.12, 64.125),
)
FILMED = replace(GUN, spans=SPANS)
KEY = "user-uploads/2026/11/24/6d0f2f5e-8c5e-4b0c-9a50-5a7f6a1d3c9b/original image.jpeg"
UPLOADED = content(KEY, "contentmoderation-prod-storage-uploadsbucket5e5e9b-1a2b3c4d5e6f")


def size_of(item: Any) -> int:
    """What DynamoDB counts for an item (its developer guide, "item sizes and formats")."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(attribute: Any) -> int:
    match attribute:
        case {"S": text}:
            return len(text.encode())
        case {"N": digits}:
            return (len(digits) + 1) // 2 + 1
        case {"B": data}:
            return len(data)
        case {"BOOL": _}:
            return 1
        case {"M": members}:
            return 3 + sum(1 + len(name) + _size(value) for name, value in members.items())
    raise AssertionError(attribute)


class TestSizes:
    def test_the_state_of_an_approved_upload_costs_one_write_unit(self) -> None:
        state, _ = decided(approval(), of=UPLOADED)
        assert size_of(items.state_to_item(state)) <= ONE_WRITE_UNIT

    def test_the_state_of_a_flagged_upload_with_three_reasons_costs_one_write_unit(self) -> None:
        state, _ = decided(rejection(), of=UPLOADED)
        assert size_of(items.state_to_item(state)) <= ONE_WRITE_UNIT

    def test_the_state_of_a_flagged_video_costs_one_write_unit(self) -> None:
        state, event = decided(rejection(), of=UPLOADED)
        gun = replace(FILMED, spans=SPANS * 7)
        reasons = tuple(replace(each, findings=(gun,) * 3) for each in event.reasons)
        assert size_of(items.state_to_item(replace(state, reasons=reasons))) <= ONE_WRITE_UNIT

    def test_an_event_with_more_spans_than_anybody_reads_fits_into_an_item(self) -> None:
        _, event = decided(rejection(), of=UPLOADED)
        noise = random.Random(7)  # noqa: S311 - the same numbers in every run, no secret
        spans = tuple(
            Span(noise.randrange(10**7), 10**7, noise.uniform(0, 100), noise.uniform(0, 100))
            for _ in range(20)
        )
        reasons = tuple(
            replace(each, findings=(replace(GUN, spans=spans),) * 50) for each in event.reasons * 10
        )
        item = event_items.event_to_item(ID, replace(event, reasons=reasons))
        assert size_of(item) < MOST_OF_AN_ITEM

    def test_a_verdict_event_with_three_reasons_costs_one_write_unit(self) -> None:
        _, event = decided(rejection(), of=UPLOADED)
        assert size_of(event_items.event_to_item(ID, event)) <= ONE_WRITE_UNIT

    def test_evidence_with_twelve_findings_costs_one_write_unit(self) -> None:
        names = random.Random(7)  # noqa: S311 - the same names in every run, no secret
        findings = [
            Finding(
                "labels" if number % 2 else "moderation_labels",
                "".join(names.choices("abcdefghijklmnopqrstuvwxyz ", k=14)),
                names.uniform(50, 100),
                tuple("".join(names.choices("abcdefghij", k=12)) for _ in range(2)),
            )
            for number in range(12)
        ]
        item = items.evidence_to_item(ID, 1, evidence(*findings))
        assert size_of(item) <= ONE_WRITE_UNIT


class TestConfidences:
    @given(
        confidence=st.floats(0, 100),
        threshold=st.integers(0, 10_000).map(lambda hundredths: hundredths / 100),
    )
    @example(confidence=79.998, threshold=80)
    @example(confidence=1.15, threshold=1.15)
    @example(confidence=59.99999999999999, threshold=60)
    def test_no_finding_moves_across_a_threshold_by_being_stored(
        self, confidence: float, threshold: float
    ) -> None:
        (stored,) = findings_from_plain(findings_to_plain([replace(GUN, confidence=confidence)]))
        assert (stored.confidence >= threshold) == (confidence >= threshold)

    @given(confidence=st.floats(0, 100))
    def test_storing_twice_is_storing_once(self, confidence: float) -> None:
        once = findings_to_plain([replace(CARTOON, confidence=confidence)])
        assert findings_to_plain(findings_from_plain(once)) == once

    def test_a_state_put_in_short_twice_is_the_same(self) -> None:
        state, event = decided(rejection())
        long = replace(event.reasons[0], text="very " * 100)
        short = in_short(replace(state, reasons=(long, *event.reasons)))
        assert in_short(short) == short


class TestSpans:
    def test_findings_in_a_video_come_back_with_all_their_spans(self) -> None:
        many = replace(FILMED, spans=SPANS * 1000)
        assert findings_from_plain(findings_to_plain([many, GUN])) == (many, GUN)

    def test_a_finding_of_an_image_takes_no_room_for_them(self) -> None:
        (row,) = findings_to_plain([GUN])
        assert len(row) == 4

    def test_reasons_come_back_with_their_spans(self) -> None:
        _, event = decided(rejection())
        reasons = tuple(replace(each, findings=(FILMED,)) for each in event.reasons)
        assert reasons_from_plain(reasons_to_plain(reasons)) == reasons

    def test_the_state_keeps_the_first_two_without_their_content_types(self) -> None:
        state, event = decided(rejection())
        reason = replace(event.reasons[0], findings=(FILMED,))
        (short,) = in_short(replace(state, reasons=(reason,))).reasons
        assert short.findings[0].spans == (SPANS[0], replace(SPANS[1], content_types=()))

    @given(
        peak=st.floats(0, 100),
        threshold=st.integers(0, 10_000).map(lambda hundredths: hundredths / 100),
        level=st.floats(0, 100),
    )
    def test_no_span_moves_across_a_threshold_by_being_stored(
        self, peak: float, threshold: float, level: float
    ) -> None:
        span = Span(1, 2, peak, peak, level)
        (stored,) = findings_from_plain(findings_to_plain([replace(GUN, spans=(span,))]))
        assert (stored.spans[0].peak >= threshold) == (peak >= threshold)
        assert stored.spans[0].at_least == level


class TestDamage:
    @pytest.mark.parametrize(
        "damage",
        [
            {"write": None},
            {"status": {"S": "splendid"}},
            {"size": {"N": "many"}},
            {"reasons": {"B": b"not zlib"}},
            {"reasons": {"S": "{]"}},
            {"decided_at": {"S": "yesterday"}},
            {"bucket": {"N": "1"}},
            {"model_versions": {"L": []}},
        ],
    )
    def test_a_damaged_state_is_named(self, damage: dict[str, Any]) -> None:
        item = {**items.state_to_item(decided(approval())[0]), **damage}
        item = {name: value for name, value in item.items() if value is not None}
        with pytest.raises(Permanent, match=f"item state of {ID}") as raised:
            items.item_to_state(item)
        assert raised.value.code == "unreadable-state"

    def test_a_damaged_event_is_named(self) -> None:
        _, event = decided(approval())
        item = {**event_items.event_to_item(ID, event), "item": {"S": "history#now"}}
        with pytest.raises(Permanent, match="history#now"):
            event_items.item_to_event(item)

    def test_damaged_evidence_is_named(self) -> None:
        item = {**items.evidence_to_item(ID, 1, evidence()), "findings": {"S": "[[1]]"}}
        with pytest.raises(Permanent, match="evidence#0001"):
            items.item_to_evidence(item)

    def test_attributes_of_a_later_version_do_not_matter(self) -> None:
        state, _ = decided(approval())
        item = {**items.state_to_item(state), "mood": {"S": "good"}}
        assert items.item_to_state(item) == state


class TestIndexes:
    def test_only_a_verdict_stands_in_the_index_by_day(self) -> None:
        _, event = decided(approval())
        assert event_items.event_to_item(ID, event)["day"]["S"].startswith("2026-11-24#")
        gone = replace(event, kind=EventKind.GONE)
        assert "day" not in event_items.event_to_item(ID, gone)

    def test_an_enforced_state_is_in_no_index_of_what_is_due(self) -> None:
        state, _ = decided(approval())
        item = items.state_to_item(with_enforced(state, 1, LATER))
        assert not {"due_kind", "due_at"} & item.keys()
