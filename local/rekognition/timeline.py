"""What a script says that a video shows, and when: one look every half second.

A look at a time stands for the half second that follows. What is seen at any moment of it is seen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from local.rekognition.model import Document
from local.rekognition.sight import Sight

STEP_MS = 500


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something seen from one moment (included) to another (excluded); None: to the end."""

    sight: Sight
    start_ms: int = 0
    end_ms: int | None = None


Timeline = tuple[Stretch, ...]
"""What a whole video shows. Where stretches overlap, the surest of each name counts."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Looks one after another that show the same: their first and last number, and the sight."""

    first: int
    last: int
    sight: Sight


def scenes_of(timeline: Timeline, duration_ms: int) -> Iterator[Scene]:
    """A video's scenes in order, without those in which nothing is said."""
    looks = -(-duration_ms // STEP_MS)
    spans = [(each, *_looks(each, looks)) for each in timeline]
    borders = sorted({0, looks, *(border for _, first, end in spans for border in (first, end))})
    for first, after in pairwise(borders):
        seen = [each.sight for each, begin, end in spans if begin <= first < end]
        if seen:
            yield Scene(first, after - 1, _merged(seen))


def _looks(stretch: Stretch, looks: int) -> tuple[int, int]:
    """Numbers of the first look of a stretch and of the one after its last."""
    end = looks if stretch.end_ms is None else min(looks, -(-stretch.end_ms // STEP_MS))
    return min(stretch.start_ms // STEP_MS, end), end


def _merged(sights: list[Sight]) -> Sight:
    if len(sights) == 1:
        return sights[0]
    moderation = [each.moderation for each in sights]
    labels = [each.labels for each in sights]
    return Sight(
        {
            **moderation[0],
            "ModerationLabels": _surest(moderation, "ModerationLabels"),
            "ContentTypes": _surest(moderation, "ContentTypes"),
        },
        {**labels[0], "Labels": _surest(labels, "Labels")},
    )


def _surest(answers: Iterable[Document], rows: str) -> list[Document]:
    """Every named row once, the surest of its name, surest first."""
    found: dict[str, Document] = {}
    for row in (row for answer in answers for row in answer.get(rows, ())):
        if row["Name"] not in found or found[row["Name"]]["Confidence"] < row["Confidence"]:
            found[row["Name"]] = row
    return sorted(found.values(), key=lambda row: -row["Confidence"])
