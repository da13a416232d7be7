"""Where in a video something was seen, in words and as the spans that a reason carries."""

from collections.abc import Iterable
from dataclasses import replace

from lambdas.moderation.domain.findings import Finding, Span
from lambdas.moderation.domain.policy_minimum import fitting_spans, merged

MOST_SPANS_SHOWN = 20
"""The most spans of a finding that a reason carries; its text tells how many there are."""

_MS = 1000
_MINUTE = 60
_HOUR = 3600


def showing(finding: Finding, at_least: float) -> Finding:
    """The finding with those of its spans that made a threshold fire: the surest, in order of time.

    At most `MOST_SPANS_SHOWN` of them.
    """
    if not finding.spans:
        return finding
    spans = _firing_spans(finding, at_least)
    if len(spans) > MOST_SPANS_SHOWN:
        surest = sorted(spans, key=lambda span: (-span.peak, span.start_ms))[:MOST_SPANS_SHOWN]
        spans = tuple(sorted(surest, key=lambda span: (span.start_ms, span.end_ms)))
    return replace(finding, spans=spans)


def where(findings: Iterable[Finding], at_least: float) -> str:
    """`0:12-0:31 (19 s)`, or `in 3 places, 41 s together, first 0:12-0:31`; empty for images."""
    spans = [span for finding in findings for span in _firing_spans(finding, at_least)]
    stretches = merged(spans)
    if not stretches:
        return ""
    first, *others = stretches
    if not others:
        return _stretch(*first, with_length=True)
    together = sum(end - start for start, end in stretches)
    length = f" {_length(together)} together," if together else ""
    return f"in {len(stretches)} places,{length} first {_stretch(*first)}"


def _firing_spans(finding: Finding, at_least: float) -> tuple[Span, ...]:
    """Of a level below the threshold only the spans that reach it."""
    spans = fitting_spans(finding, at_least)
    return tuple(span for span in spans if span.peak >= at_least) or spans


def _stretch(start_ms: int, end_ms: int, *, with_length: bool = False) -> str:
    start, end = clock(start_ms), clock(end_ms)
    place = f"at {start}" if start == end else f"{start}-{end}"
    return f"{place} ({_length(end_ms - start_ms)})" if with_length and end_ms > start_ms else place


def clock(at_ms: int) -> str:
    """A place in a video as a player shows it: `0:07`, `12:30`, `1:02:03`."""
    seconds = at_ms // _MS
    minutes = f"{seconds // _MINUTE % _MINUTE}"
    if seconds < _HOUR:
        return f"{minutes}:{seconds % _MINUTE:02}"
    return f"{seconds // _HOUR}:{minutes:0>2}:{seconds % _MINUTE:02}"


def _length(ms: int) -> str:
    seconds = ms // _MS
    if seconds >= _HOUR:
        return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
    if seconds >= _MINUTE:
        return f"{seconds // _MINUTE} min {seconds % _MINUTE} s"
    if seconds:
        return f"{seconds} s"
    return f"{max(ms, 100) // 100 / 10:g} s"
