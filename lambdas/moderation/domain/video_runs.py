"""The spans of one label at one level, gathered sighting by sighting in bounded memory."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from functools import reduce
from typing import Any

from lambdas.moderation.domain.findings import ContentType, Span

JOINED_WITHIN_MS = 2_000
"""A sighting this long after the one before still belongs to the same span."""

MOST_SPANS = 1_000
"""The most spans of a label at a level. Beyond it the shortest breaks between spans are closed.

A span that was made so also holds the break: it lasts longer, so that no rule gets milder.
"""

LATEST_MS = 2**53
"""No time in a video is as late as this: the next whole number that a JSON number may not tell."""

_MOST_UNSORTED = MOST_SPANS + MOST_SPANS // 4
_MOST_PERCENT = 100.0
_ROUNDING = 1e-6

Types = tuple[ContentType, ...]


class Runs:
    """Spans in order of time. Takes sightings in any order; those in order of time are cheap."""

    __slots__ = ("_counts", "_ends", "_peaks", "_starts", "_sums", "_types")

    def __init__(self) -> None:
        self._starts = array("q")
        self._ends = array("q")
        self._peaks = array("d")
        self._sums = array("d")
        self._counts = array("q")
        self._types: list[Types] = []

    def add(self, at_ms: int, confidence: float, types: Types) -> None:
        """Takes in one sighting."""
        ends = self._ends
        if not ends or at_ms - ends[-1] > JOINED_WITHIN_MS:
            self._insert(len(ends), at_ms, confidence, types)
        elif at_ms >= ends[-1]:
            ends[-1] = at_ms
            self._take_in(-1, confidence, types)
        else:
            self._add_late(at_ms, confidence, types)

    def copy(self) -> "Runs":
        """The same spans, to be added to without changing these."""
        other = Runs()
        for name in Runs.__slots__:
            setattr(other, name, getattr(self, name)[:])
        return other

    def spans(self, at_least: float) -> tuple[Span, ...]:
        """At most `MOST_SPANS` spans, in order of time. Changes nothing."""
        runs = self
        if len(self._starts) > MOST_SPANS:
            runs = self.copy()
            runs._close_gaps()
        return tuple(
            Span(start, end, peak, min(peak, total / count), at_least, types)
            for start, end, peak, total, count, types in zip(
                runs._starts, runs._ends, runs._peaks, runs._sums, runs._counts, runs._types,
                strict=True,
            )
        )  # fmt: skip

    def to_plain(self) -> list[list[Any]]:
        """JSON values: a list for each property of the spans; that of the content types last."""
        types = [[[each.name, each.confidence] for each in types] for types in self._types]
        numbers = (self._starts, self._ends, self._peaks, self._sums, self._counts)
        return [*(list(each) for each in numbers), types if any(types) else []]

    @classmethod
    def from_plain(cls, plain: Any) -> "Runs":
        """What `to_plain` gave; `ValueError` for anything else."""
        runs = cls()
        try:
            starts, ends, peaks, sums, counts, types = plain
            for name, values in (("_starts", starts), ("_ends", ends), ("_counts", counts)):
                if not all(type(each) is int for each in values):
                    raise ValueError(name)
                setattr(runs, name, array("q", values))
            runs._peaks, runs._sums = array("d", peaks), array("d", sums)
            runs._types = [types_from_plain(each) for each in types]
            if not runs._types:
                runs._types = [()] * len(runs._starts)
        except (TypeError, OverflowError) as error:
            raise ValueError(str(error)) from error
        runs._check()
        return runs

    def _check(self) -> None:
        columns = (self._ends, self._peaks, self._sums, self._counts, self._types)
        if {len(self._starts)} != {len(column) for column in columns}:
            raise ValueError("The columns of the spans are not of one length.")
        last = -1
        for start, end, peak, total, count in zip(
            self._starts, self._ends, self._peaks, self._sums, self._counts, strict=True
        ):
            if not (last < start <= end < LATEST_MS and count >= 1 and 0 <= peak <= _MOST_PERCENT):
                raise ValueError("A span is damaged.")
            if not 0 <= total <= peak * count + _ROUNDING * count:
                raise ValueError("A span's mean is above its peak.")
            last = end

    def _insert(self, place: int, at_ms: int, confidence: float, types: Types) -> None:
        self._starts.insert(place, at_ms)
        self._ends.insert(place, at_ms)
        self._peaks.insert(place, confidence)
        self._sums.insert(place, confidence)
        self._counts.insert(place, 1)
        self._types.insert(place, types)
        if len(self._starts) > _MOST_UNSORTED:
            self._close_gaps()

    def _take_in(self, place: int, confidence: float, types: Types) -> None:
        self._peaks[place] = max(self._peaks[place], confidence)
        self._sums[place] += confidence
        self._counts[place] += 1
        known = self._types[place]
        if known and known != types:
            self._types[place] = shared(known, types)

    def _add_late(self, at_ms: int, confidence: float, types: Types) -> None:
        """A sighting before the last one: into a span, between two (joining them), or alone."""
        place = bisect_right(self._starts, at_ms) - 1
        following = place + 1
        if place >= 0 and at_ms - self._ends[place] <= JOINED_WITHIN_MS:
            self._ends[place] = max(self._ends[place], at_ms)
            self._take_in(place, confidence, types)
            if (
                following < len(self._starts)
                and self._starts[following] - self._ends[place] <= JOINED_WITHIN_MS
            ):
                self._close_gaps({place})
        elif self._starts[following] - at_ms <= JOINED_WITHIN_MS:
            self._starts[following] = at_ms
            self._take_in(following, confidence, types)
        else:
            self._insert(following, at_ms, confidence, types)

    def _close_gaps(self, closed: set[int] | None = None) -> None:
        """Joins spans with their next: those given, else where it is shortest down to the most."""
        breaks = range(len(self._starts) - 1)
        if closed is None:
            by_length = sorted(
                breaks, key=lambda place: self._ends[place] - self._starts[place + 1]
            )
            closed = set(by_length[MOST_SPANS - 1 :])
        old = self.copy()
        firsts = [0, *(place + 1 for place in breaks if place not in closed)]
        groups = [
            slice(first, after)
            for first, after in zip(firsts, [*firsts[1:], len(self._starts)], strict=True)
        ]
        self._starts = array("q", (old._starts[group.start] for group in groups))
        self._ends = array("q", (old._ends[group.stop - 1] for group in groups))
        self._peaks = array("d", (max(old._peaks[group]) for group in groups))
        self._sums = array("d", (sum(old._sums[group]) for group in groups))
        self._counts = array("q", (sum(old._counts[group]) for group in groups))
        self._types = [reduce(shared, old._types[group]) for group in groups]


def shared(one: Types, other: Types) -> Types:
    """The content types that both have, each as sure as the less sure of them."""
    least: dict[str, float] = {}
    for each in other:
        least[each.name] = min(each.confidence, least.get(each.name, _MOST_PERCENT))
    return tuple(
        each if each.confidence <= least[each.name] else ContentType(each.name, least[each.name])
        for each in one
        if each.name in least
    )


def shared_by_all(types: Iterable[Types]) -> Types:
    """The content types that all of these have, each as sure as the least sure of them."""
    return reduce(shared, types)


def types_from_plain(plain: Any) -> Types:
    """Content types out of pairs of a name and percent; `ValueError` or `TypeError` if not."""
    types = []
    for name, confidence in plain:
        if not isinstance(name, str) or not 0 <= confidence <= _MOST_PERCENT:
            raise ValueError("A content type is damaged.")
        types.append(ContentType(name, float(confidence)))
    return tuple(types)
