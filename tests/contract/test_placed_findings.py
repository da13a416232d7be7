"""Where in a picture something was found, as it is kept and as people and programs are told."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.aws import event_items, items
from lambdas.moderation.aws.announcement import announcement
from lambdas.moderation.aws.reasons import (
    findings_from_plain,
    findings_to_plain,
    in_short,
    reasons_to_plain,
)
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.findings import Box, Finding, Span
from lambdas.moderation.domain.verdict import Reason
from tests.contract.examples import CARTOON, DOG, GUN, content, decided, evidence, rejection
from tests.contract.test_table_items import MOST_OF_AN_ITEM, ONE_WRITE_UNIT, UPLOADED, size_of

ID = content().content_id
BOXES = (Box(0.1235, 0.25, 0.5, 0.5), Box(0.0, 0.0, 1.0, 0.0625))
PLACED = replace(DOG, boxes=BOXES)
SIDES = st.integers(0, 10_000).map(lambda ten_thousandths: ten_thousandths / 10_000)


def crowd(boxes: int) -> Finding:
    """A label with so many boxes, no two alike."""
    noise = random.Random(7)  # noqa: S311 - the same numbers in every run, no secret
    sides = [[noise.randrange(10_000) / 10_000 for _ in range(4)] for _ in range(boxes)]
    return replace(DOG, boxes=tuple(Box(*each) for each in sides))


class TestKept:
    @given(st.lists(st.builds(Box, SIDES, SIDES, SIDES, SIDES), max_size=10))
    def test_a_finding_comes_back_with_its_boxes(self, boxes: list[Box]) -> None:
        finding = replace(CARTOON, boxes=tuple(boxes))
        assert findings_from_plain(findings_to_plain([finding, GUN])) == (finding, GUN)

    def test_boxes_are_kept_beside_spans(self) -> None:
        both = replace(PLACED, spans=(Span(0, 500, 90.0, 90.0),))
        assert findings_from_plain(findings_to_plain([both])) == (both,)

    def test_evidence_has_all_of_them(self) -> None:
        found = evidence(*[crowd(10)] * 30)
        assert items.item_to_evidence(items.evidence_to_item(ID, 1, found)) == found

    @pytest.mark.parametrize("length", [3, 4, 5, 6])
    def test_a_row_from_before_there_were_any_is_read(self, length: int) -> None:
        old = ["labels", "Dog", 99, ["Pet"], [["Animated", 80]], [[0, 500, 90, 90]]][:length]
        (finding,) = findings_from_plain([old])
        assert (finding.label, finding.boxes) == ("Dog", ())

    def test_what_has_no_place_takes_no_room_for_one(self) -> None:
        assert len(findings_to_plain([GUN])[0]) == 4

    @pytest.mark.parametrize("damage", [[[0.1, 0.2]], [["x", 0, 1, 1]], [7], "box"])
    def test_a_damaged_box_is_a_damaged_item(self, damage: object) -> None:
        row = [*["labels", "Dog", 99], [], [], [], damage]
        found = {"findings": {"S": json.dumps([row])}, "item": {"S": "evidence#0001"}}
        with pytest.raises(Permanent) as raised:
            items.item_to_evidence(found)
        assert raised.value.code == "unreadable-state"

    def test_the_state_keeps_none_and_costs_one_write_unit(self) -> None:
        state, event = decided(rejection(), of=UPLOADED)
        reasons = tuple(replace(each, findings=(crowd(10),) * 3) for each in event.reasons)
        crowded = replace(state, reasons=reasons)
        kept = [finding for each in in_short(crowded).reasons for finding in each.findings]
        assert kept
        assert all(finding.boxes == () for finding in kept)
        assert size_of(items.state_to_item(crowded)) <= ONE_WRITE_UNIT

    def test_reasons_have_two_thousand_and_fit_into_an_item(self) -> None:
        _, event = decided(rejection(), of=UPLOADED)
        reasons = tuple(replace(each, findings=(crowd(10),) * 100) for each in event.reasons * 5)
        kept = [finding for row in reasons_to_plain(reasons) for finding in row[5]]
        assert sum(len(finding[6]) for finding in kept if len(finding) == 7) == 2_000
        unalike = replace(event, reasons=tuple(_unalike(each) for each in event.reasons * 5))
        assert size_of(event_items.event_to_item(ID, unalike)) < MOST_OF_AN_ITEM


class TestTold:
    def test_a_finding_that_has_a_place_says_where(self) -> None:
        state, event = decided(rejection())
        reason = replace(event.reasons[0], findings=(PLACED, GUN))
        placed, gun = announcement(state, replace(event, reasons=(reason,)))["reasons"][0][
            "findings"
        ]
        assert placed["boxes"] == [
            {"left": 0.1235, "top": 0.25, "width": 0.5, "height": 0.5},
            {"left": 0.0, "top": 0.0, "width": 1.0, "height": 0.0625},
        ]
        assert "boxes" not in gun

    def test_all_together_have_fifty(self) -> None:
        state, event = decided(rejection())
        reason = replace(event.reasons[0], findings=(PLACED, *[crowd(10)] * 7))
        told = announcement(state, replace(event, reasons=(reason,)))["reasons"][0]["findings"]
        assert [len(each.get("boxes", ())) for each in told] == [2, 10, 10, 10, 10, 8, 0, 0]
        assert all("boxes" not in each for each in told[6:])


def _unalike(reason: Reason) -> Reason:
    """With 1,000 boxes, spread over findings."""
    boxes = crowd(1_000).boxes
    findings = (replace(DOG, boxes=boxes[at : at + 10]) for at in range(0, len(boxes), 10))
    return replace(reason, findings=tuple(findings))
