"""One analyser's sightings of a video, folded into findings with spans.

The memory needed grows with the labels and the levels, not with the pages: every sighting goes into
a span of its label at once (`video_runs` says how many spans are kept).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lambdas.moderation.domain.findings import Finding, Sighting
from lambdas.moderation.domain.most_specific import most_specific, sound
from lambdas.moderation.domain.video_runs import LATEST_MS, Runs, shared_by_all, types_from_plain

_MOST = 100.0

Key = tuple[str, str]


@dataclass(slots=True)
class _Label:
    """What was sighted of one label: its line above, and its spans by level."""

    parents: tuple[str, ...]
    runs: list[Runs]

    def copy(self) -> "_Label":
        return _Label(self.parents, [each.copy() for each in self.runs])


class Fold:
    """Folds pages of sightings; page boundaries make no difference.

    All sightings of one time are one picture, in which a label that a more specific one restates is
    left out, as in an image. A span of a level is a run of sightings at least that sure, each at
    most `JOINED_WITHIN_MS` after the one before. Rows that come twice or late lose nothing.
    """

    def __init__(self, levels: Iterable[float] = ()) -> None:
        """`levels` in percent, 0 to 100; the level 0, of all sightings, is always there."""
        self._levels = tuple(sorted({0.0, *map(float, levels)}))
        self._labels: dict[Key, _Label] = {}
        self._at_ms: int | None = None
        self._picture: list[Finding] = []

    def add(self, sightings: Iterable[Sighting]) -> None:
        """Takes in one page, its rows in order of time. A time may go on in the next page."""
        for sighting in sightings:
            if sighting.at_ms != self._at_ms:
                self._fold(self._labels)
                self._at_ms = sighting.at_ms
                self._picture = []
            self._picture.append(sound(sighting.finding))

    def findings(self) -> tuple[Finding, ...]:
        """One finding for each label, the surest first, with the spans of every level.

        Its confidence is the peak of all its sightings, its content types are those of all of
        them. Changes nothing, so that more may be added.
        """
        labels = dict(self._labels)
        for each in self._picture:
            if known := labels.get((each.source, each.label)):
                labels[each.source, each.label] = known.copy()
        self._fold(labels)
        found = (self._finding(key, label) for key, label in labels.items())
        return tuple(sorted(found, key=lambda each: (-each.confidence, each.source, each.label)))

    def to_plain(self) -> dict[str, Any]:
        """Everything as JSON values, the unfinished picture too, to go on elsewhere."""
        return {
            "levels": list(self._levels),
            "labels": [
                [*key, list(label.parents), [runs.to_plain() for runs in label.runs]]
                for key, label in self._labels.items()
            ],
            "at_ms": self._at_ms,
            "picture": [
                [
                    each.source,
                    each.label,
                    each.confidence,
                    list(each.parents),
                    [[kind.name, kind.confidence] for kind in each.content_types],
                ]
                for each in self._picture
            ],
        }

    @classmethod
    def from_plain(cls, plain: object) -> "Fold":
        """The fold that `to_plain` wrote. `ValueError` for anything else."""
        try:
            return cls._read(plain)
        except (TypeError, KeyError, AttributeError, OverflowError) as error:
            raise ValueError("This is not a fold as `to_plain` writes it.") from error

    @classmethod
    def _read(cls, plain: Any) -> "Fold":
        levels = tuple(plain["levels"])
        if not all(0 <= level <= _MOST for level in levels):
            raise ValueError("A level is not between 0 and 100.")
        fold = cls(levels)
        if fold._levels != levels:
            raise ValueError("The levels are not in order.")
        fold._labels = dict(_labels_from_plain(plain["labels"], len(levels)))
        fold._at_ms = plain["at_ms"]
        fold._picture = [_finding_from_plain(row) for row in plain["picture"]]
        if fold._at_ms is None:
            is_whole = not fold._picture
        else:
            is_whole = (
                type(fold._at_ms) is int and 0 <= fold._at_ms < LATEST_MS and bool(fold._picture)
            )
        if not is_whole:
            raise ValueError("The unfinished picture is damaged.")
        return fold

    def _fold(self, labels: dict[Key, _Label]) -> None:
        """Takes the picture into these labels."""
        at_ms = self._at_ms
        if at_ms is None:
            return
        for finding, _ in most_specific(self._picture):
            key = finding.source, finding.label
            label = labels.get(key)
            if label is None:
                label = labels[key] = _Label(finding.parents, [Runs() for _ in self._levels])
            elif finding.parents != label.parents:
                label.parents = max(
                    label.parents, finding.parents, key=lambda line: (len(line), line)
                )
            confidence = finding.confidence
            for level, runs in zip(self._levels, label.runs, strict=True):
                if confidence < level:
                    break
                runs.add(at_ms, confidence, finding.content_types)

    def _finding(self, key: Key, label: _Label) -> Finding:
        levels = zip(self._levels, label.runs, strict=True)
        by_level = [runs.spans(level) for level, runs in levels]
        base = by_level[0]
        return Finding(
            *key,
            confidence=max(span.peak for span in base),
            parents=label.parents,
            content_types=shared_by_all(span.content_types for span in base),
            spans=tuple(span for spans in by_level for span in spans),
        )


def _labels_from_plain(rows: Any, levels: int) -> Iterator[tuple[Key, _Label]]:
    for source, label, parents, by_level in rows:
        runs = [Runs.from_plain(each) for each in by_level]
        if len(runs) != levels or not runs[0].spans(0.0):
            raise ValueError("A label's spans do not fit the levels.")
        yield (_text(source), _text(label)), _Label(_texts(parents), runs)


def _finding_from_plain(row: Any) -> Finding:
    source, label, confidence, parents, types = row
    if not 0 <= confidence <= _MOST:
        raise ValueError("A confidence is not between 0 and 100.")
    texts = _texts(parents)
    return Finding(_text(source), _text(label), float(confidence), texts, types_from_plain(types))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError("not a list")
    return tuple(map(_text, values))
