"""Where in a video something was found, as people and programs are told."""

from dataclasses import replace

from lambdas.moderation.aws.announcement import announcement
from lambdas.moderation.domain.findings import Span
from tests.contract.examples import (
    GUN,
    decided,
    rejection,
)


class TestSpans:
    def test_a_finding_in_a_video_says_where(self) -> None:
        state, event = decided(rejection())
        spans = (Span(12_000, 31_500, 97.12, 88.5, 60.0), Span(60_000, 60_000, 91.0, 91.0, 60.0))
        filmed = replace(event.reasons[0], findings=(replace(GUN, spans=spans), GUN))
        told = announcement(state, replace(event, reasons=(filmed,)))["reasons"][0]["findings"]
        assert told[0]["spans"] == [
            {"start_ms": 12_000, "end_ms": 31_500, "peak": 97.12, "mean": 88.5},
            {"start_ms": 60_000, "end_ms": 60_000, "peak": 91.0, "mean": 91.0},
        ]
        assert "spans" not in told[1]

    def test_a_finding_has_at_most_twenty_and_all_together_two_hundred(self) -> None:
        state, event = decided(rejection())
        filmed = replace(GUN, spans=(Span(0, 0, 90.0, 90.0),) * 30)
        reason = replace(event.reasons[0], findings=(filmed,) * 10)
        told = announcement(state, replace(event, reasons=(reason, reason)))["reasons"]
        counts = [len(each["spans"]) for reason in told for each in reason["findings"]]
        assert counts == [20] * 10 + [0] * 10
