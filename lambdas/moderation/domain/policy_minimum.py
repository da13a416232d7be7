"""Whether what a rule selects in a video lasts long enough, or comes often enough.

Never milder for more evidence: a longer span, one more span or one more finding can only meet more
minimums. So the number of spans is that of the moments, each more than `JOINED_WITHIN_MS` after the
one before, that can be told apart in all of them: three flashes are three, and a stretch that lasts
as long as three of them do is no less.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lambdas.moderation.domain.findings import Finding, Span
from lambdas.moderation.domain.most_specific import Seen
from lambdas.moderation.domain.policy import Minimum, Selector
from lambdas.moderation.domain.video_runs import JOINED_WITHIN_MS, LATEST_MS

_MOST = 100.0
_MS = 1000

Stretch = tuple[int, int]
"""Start and end in milliseconds."""


class Minimums:
    """The minimums that hold for some findings, each looked at once."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self._seen = seen
        self._known: dict[tuple[Selector, Minimum, float], bool] = {}

    def hold(self, minimum: Minimum, selector: Selector, at_least: float) -> bool:
        """Whether all that is selected, `at_least` percent sure, is as much as the minimum asks.

        A finding that has spans, but none that can be counted at that level, counts as enough.
        """
        key = (selector, minimum, at_least)
        if key not in self._known:
            self._known[key] = self._look(minimum, selector, at_least)
        return self._known[key]

    def _look(self, minimum: Minimum, selector: Selector, at_least: float) -> bool:
        spans: list[Span] = []
        for finding, line in self._seen:
            if (
                finding.spans
                and finding.confidence >= at_least
                and selector.selects(finding.source, line)
            ):
                fitting = fitting_spans(finding, at_least)
                if not fitting:
                    return True
                spans.extend(fitting)
        stretches = merged(spans)
        lasts = sum(end - start for start, end in stretches)
        return (minimum.seconds is None or lasts >= minimum.seconds * _MS) and (
            minimum.spans is None or _moments(stretches) >= minimum.spans
        )


def fitting_spans(finding: Finding, at_least: float) -> tuple[Span, ...]:
    """The spans of the highest level that is not above `at_least`, in order of time."""
    level = max((span.at_least for span in finding.spans if span.at_least <= at_least), default=-1)
    return tuple(span for span in finding.spans if span.at_least == level)


def merged(spans: Iterable[Span]) -> list[Stretch]:
    """The stretches of time that these spans cover together, in order."""
    stretches: list[Stretch] = []
    for start, end in sorted((span.start_ms, span.end_ms) for span in spans):
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = stretches[-1][0], max(end, stretches[-1][1])
        else:
            stretches.append((start, end))
    return stretches


def without_damaged_spans(finding: Finding) -> Finding:
    """The finding, without any spans if one of them cannot be: then no minimum is asked of it."""
    if all(map(_is_sound, finding.spans)):
        return finding
    return replace(finding, spans=())


def _is_sound(span: Span) -> bool:
    return (
        0 <= span.start_ms <= span.end_ms < LATEST_MS
        and all(0 <= each <= _MOST for each in (span.peak, span.mean, span.at_least))
        and all(0 <= each.confidence <= _MOST for each in span.content_types)
    )


def _moments(stretches: Iterable[Stretch]) -> int:
    """How many moments, each more than `JOINED_WITHIN_MS` after the one before, fit in there."""
    apart = JOINED_WITHIN_MS + 1
    count, earliest = 0, 0
    for start, end in stretches:
        first = max(start, earliest)
        if first <= end:
            more = (end - first) // apart + 1
            count += more
            earliest = first + more * apart
    return count
