"""Rekognition's answers, read into findings.

Shapes: the service model of DetectModerationLabels and DetectLabels, API version 2016-06-27.
"""

from collections.abc import Iterator, Mapping, Sequence

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.findings import Analysis, ContentType, Finding

_UNKNOWN_VERSION = "unknown"
_MOST = 100.0
_ROUNDING = 0.01


def moderation_labels(response: Mapping[str, object]) -> Analysis:
    """DetectModerationLabels: the picture's content types are copied to each of its findings."""
    answer = _mapping(response, "the answer")
    labels = _rows(answer, "ModerationLabels")
    content_types = tuple(
        ContentType(_name(row), _confidence(row))
        for row in _rows(answer, "ContentTypes", optional=True)
    )
    above = {_name(row).casefold(): _text(row, "ParentName") for row in labels}
    findings = tuple(
        Finding(
            source="moderation_labels",
            label=_name(row),
            confidence=_confidence(row),
            parents=tuple(_line_above(_name(row), above)),
            content_types=content_types,
        )
        for row in labels
    )
    version = _text(answer, "ModerationModelVersion") or _UNKNOWN_VERSION
    return Analysis("moderation_labels", version, findings)


def labels(response: Mapping[str, object]) -> Analysis:
    """DetectLabels: the parents of a label are ordered by how many parents they have themselves.

    The service lists all ancestors without promising an order. Aliases, categories and boxes are
    left out: rules name labels.
    """
    answer = _mapping(response, "the answer")
    rows = _rows(answer, "Labels")
    parents = {
        _name(row): tuple(_name(parent) for parent in _rows(row, "Parents", optional=True))
        for row in rows
    }
    findings = tuple(
        Finding(
            source="labels",
            label=_name(row),
            confidence=_confidence(row),
            parents=tuple(
                sorted(parents[_name(row)], key=lambda name: -len(parents.get(name, ())))
            ),
        )
        for row in rows
    )
    return Analysis("labels", _text(answer, "LabelModelVersion") or _UNKNOWN_VERSION, findings)


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


def _rows(
    answer: Mapping[str, object], key: str, *, optional: bool = False
) -> list[Mapping[str, object]]:
    rows = answer.get(key)
    if rows is None and optional:
        return []
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes):
        raise _unreadable(f"`{key}` is not a list")
    return [_mapping(row, f"an entry of `{key}`") for row in rows]


def _mapping(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _unreadable(f"{what} is not a structure")
    return value


def _name(row: Mapping[str, object]) -> str:
    name = _text(row, "Name")
    if not name.strip():
        raise _unreadable("a label has no name")
    return name


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _unreadable(f"`{key}` is not text")
    return value


def _confidence(row: Mapping[str, object]) -> float:
    value = row.get("Confidence")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unreadable("a confidence is not a number")
    if not 0 <= value <= _MOST + _ROUNDING:
        raise _unreadable("a confidence is not between 0 and 100")
    return min(float(value), _MOST)


def _unreadable(what: str) -> Permanent:
    return Permanent(f"Rekognition's answer cannot be read: {what}.", code="unreadable-answer")
