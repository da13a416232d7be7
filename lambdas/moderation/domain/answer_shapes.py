"""The shapes that Rekognition's answers are made of, read with care.

What is not as documented raises `Permanent` with the code `unreadable-answer`.
"""

from collections.abc import Mapping, Sequence

from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.findings import Box

UNKNOWN_VERSION = "unknown"
_MOST = 100.0
_ROUNDING = 0.01
_EXACT = 2**53
_MOST_BOXES = 10
_WIDEST = 2
_GRID = 10_000


def rows_of(
    answer: Mapping[str, object], key: str, *, optional: bool = False
) -> list[Mapping[str, object]]:
    """A list of structures; one that is missing is empty where that is allowed."""
    rows = answer.get(key)
    if rows is None and optional:
        return []
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes):
        raise unreadable(f"`{key}` is not a list")
    return [mapping_of(row, f"an entry of `{key}`") for row in rows]


def mapping_of(value: object, what: str) -> Mapping[str, object]:
    """A structure; `what` names it should it be none."""
    if not isinstance(value, Mapping):
        raise unreadable(f"{what} is not a structure")
    return value


def name_of(row: Mapping[str, object]) -> str:
    """A label's name, which is never blank."""
    name = text_of(row, "Name")
    if not name.strip():
        raise unreadable("a label has no name")
    return name


def text_of(row: Mapping[str, object], key: str) -> str:
    """A text, empty where it is missing."""
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise unreadable(f"`{key}` is not text")
    return value


def confidence_of(row: Mapping[str, object]) -> float:
    """Percent 0-100; a rounding error above 100 is 100."""
    value = row.get("Confidence")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise unreadable("a confidence is not a number")
    if not 0 <= value <= _MOST + _ROUNDING:
        raise unreadable("a confidence is not between 0 and 100")
    return min(float(value), _MOST)


def boxes_of(row: Mapping[str, object]) -> tuple[Box, ...]:
    """Where a label's instances are, clipped to the picture; those that are no boxes are left out.

    A box decides nothing, so a strange one is no reason to hold the content.
    """
    instances = row.get("Instances")
    if not isinstance(instances, Sequence) or isinstance(instances, str | bytes):
        return ()
    boxes = (_box(each) for each in instances)
    return tuple(box for box in boxes if box is not None)[:_MOST_BOXES]


def milliseconds_of(row: Mapping[str, object], key: str) -> int:
    """Whole milliseconds from 0, as exact as a JSON number can be."""
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _EXACT:
        raise unreadable(f"`{key}` is not a number of milliseconds")
    return value


def _box(instance: object) -> Box | None:
    given = instance.get("BoundingBox") if isinstance(instance, Mapping) else None
    if not isinstance(given, Mapping):
        return None
    sides = [_side(given.get(name)) for name in ("Left", "Top", "Width", "Height")]
    if None in sides:
        return None
    left, top, width, height = (side or 0.0 for side in sides)
    edges = [_on_grid(edge) for edge in (left, top, left + width, top + height)]
    left_edge, top_edge, right_edge, bottom_edge = edges
    if right_edge <= left_edge or bottom_edge <= top_edge:
        return None
    spans = (left_edge, top_edge, right_edge - left_edge, bottom_edge - top_edge)
    return Box(*(each / _GRID for each in spans))


def _on_grid(edge: float) -> int:
    """In ten-thousandths of the picture, and inside of it."""
    return round(min(max(edge, 0.0), 1.0) * _GRID)


def _side(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -1 <= value <= _WIDEST else None


def unreadable(what: str) -> Permanent:
    """The error for an answer that is not as documented."""
    return Permanent(f"Rekognition's answer cannot be read: {what}.", code="unreadable-answer")
