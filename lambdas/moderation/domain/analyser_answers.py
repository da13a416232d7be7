"""Rekognition's answers, read into findings.

Shapes: the service model of DetectModerationLabels and DetectLabels, API version 2016-06-27.
"""

from collections.abc import Iterator, Mapping

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.answer_shapes import (
    UNKNOWN_VERSION,
    boxes_of,
    confidence_of,
    mapping_of,
    name_of,
    rows_of,
    text_of,
)
from lambdas.moderation.domain.findings import Analysis, ContentType, Finding


def moderation_labels(response: Mapping[str, object]) -> Analysis:
    """DetectModerationLabels: the picture's content types are copied to each of its findings."""
    answer = mapping_of(response, "the answer")
    labels = rows_of(answer, "ModerationLabels")
    content_types = tuple(
        ContentType(name_of(row), confidence_of(row))
        for row in rows_of(answer, "ContentTypes", optional=True)
    )
    above = {name_of(row).casefold(): text_of(row, "ParentName") for row in labels}
    findings = tuple(
        Finding(
            source="moderation_labels",
            label=name_of(row),
            confidence=confidence_of(row),
            parents=tuple(_line_above(name_of(row), above)),
            content_types=content_types,
        )
        for row in labels
    )
    version = text_of(answer, "ModerationModelVersion") or UNKNOWN_VERSION
    return Analysis("moderation_labels", version, findings)


def labels(response: Mapping[str, object]) -> Analysis:
    """DetectLabels: the parents of a label are ordered by how many parents they have themselves.

    The service lists all ancestors without promising an order. Aliases and categories are left out:
    rules name labels. Boxes are for people's eyes: of a label at most the first ten.
    """
    answer = mapping_of(response, "the answer")
    rows = rows_of(answer, "Labels")
    parents = {
        name_of(row): tuple(name_of(parent) for parent in rows_of(row, "Parents", optional=True))
        for row in rows
    }
    findings = tuple(
        Finding(
            source="labels",
            label=name_of(row),
            confidence=confidence_of(row),
            parents=tuple(
                sorted(parents[name_of(row)], key=lambda name: -len(parents.get(name, ())))
            ),
            boxes=boxes_of(row),
        )
        for row in rows
    )
    return Analysis("labels", text_of(answer, "LabelModelVersion") or UNKNOWN_VERSION, findings)


def _line_above(name: str, above: Mapping[str, str]) -> Iterator[str]:
    """The parents by the answer itself, nearest first, then those that only the taxonomy knows."""
    seen = {name.casefold()}
    here = name
    while parent := above.get(here.casefold(), ""):
        if parent.casefold() in seen:
            break
        seen.add(parent.casefold())
        yield parent
        here = parent
    for known in (*taxonomy.parents_of(name), *taxonomy.parents_of(here)):
        if known.casefold() not in seen:
            seen.add(known.casefold())
            yield known
