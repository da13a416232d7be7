"""Rekognition's answers about videos, a page at a time, read into sightings.

Shapes: the service model of GetContentModeration and GetLabelDetection, API version 2016-06-27,
aggregated by timestamps.
"""

from collections.abc import Mapping

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.answer_shapes import (
    UNKNOWN_VERSION,
    confidence_of,
    mapping_of,
    milliseconds_of,
    name_of,
    rows_of,
    text_of,
)
from lambdas.moderation.domain.findings import ContentType, Finding, Sighting, VideoPage

Row = Mapping[str, object]


def content_moderation(answer: Row) -> VideoPage:
    """GetContentModeration: every row has its own content types."""
    rows = rows_of(answer, "ModerationLabels", optional=True)
    labels = [mapping_of(row.get("ModerationLabel"), "a moderation label") for row in rows]
    above = {name_of(label): text_of(label, "ParentName") for label in labels}
    lines = {name: _line_above(name, above) for name in above}
    sightings = tuple(
        Sighting(
            milliseconds_of(row, "Timestamp"),
            Finding(
                source="moderation_labels",
                label=name_of(label),
                confidence=confidence_of(label),
                parents=lines[name_of(label)],
                content_types=_content_types(row),
            ),
        )
        for row, label in zip(rows, labels, strict=True)
    )
    return _page(answer, sightings, text_of(answer, "ModerationModelVersion"))


def label_detection(answer: Row) -> VideoPage:
    """GetLabelDetection: parents are ordered by how many parents they have themselves.

    Boxes are left out: they are those of one moment, and what is told of a video is its spans.
    """
    rows = rows_of(answer, "Labels", optional=True)
    labels = [mapping_of(row.get("Label"), "a label") for row in rows]
    parents = {
        name_of(label): tuple(name_of(each) for each in rows_of(label, "Parents", optional=True))
        for label in labels
    }
    lines = {
        name: tuple(sorted(above, key=lambda parent: -len(parents.get(parent, ()))))
        for name, above in parents.items()
    }
    sightings = tuple(
        Sighting(
            milliseconds_of(row, "Timestamp"),
            Finding(
                source="labels",
                label=name_of(label),
                confidence=confidence_of(label),
                parents=lines[name_of(label)],
            ),
        )
        for row, label in zip(rows, labels, strict=True)
    )
    return _page(answer, sightings, text_of(answer, "LabelModelVersion"))


def _page(answer: Row, sightings: tuple[Sighting, ...], model_version: str) -> VideoPage:
    metadata = answer.get("VideoMetadata")
    duration = None
    if metadata is not None:
        video = mapping_of(metadata, "`VideoMetadata`")
        if video.get("DurationMillis") is not None:
            duration = milliseconds_of(video, "DurationMillis")
    return VideoPage(
        sightings=sightings,
        model_version=model_version or UNKNOWN_VERSION,
        next_page=text_of(answer, "NextToken") or None,
        duration_ms=duration,
    )


def _content_types(row: Row) -> tuple[ContentType, ...]:
    return tuple(
        ContentType(name_of(each), confidence_of(each))
        for each in rows_of(row, "ContentTypes", optional=True)
    )


def _line_above(name: str, above: Mapping[str, str]) -> tuple[str, ...]:
    """The parents by the page itself, nearest first, then those that only the taxonomy knows."""
    line: list[str] = []
    here = name
    while (parent := above.get(here, "")) and parent not in (name, *line):
        line.append(parent)
        here = parent
    known = (*taxonomy.parents_of(name), *taxonomy.parents_of(here))
    return (*line, *(each for each in dict.fromkeys(known) if each not in line))
