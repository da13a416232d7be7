"""The operations that the stand-in simulates: one entry in `OPERATIONS` each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from local.rekognition.model import Document
from local.rekognition.refusals import Refusal, invalid_parameters
from local.rekognition.sight import Sight

# Defaults: the API reference of either operation, parameter MinConfidence (and MaxLabels).
DEFAULT_MODERATION_CONFIDENCE = 50.0
DEFAULT_LABELS_CONFIDENCE = 55.0
DEFAULT_MAX_LABELS = 1000

Look = Callable[[], Sight]
"""Fetches the request's picture, refuses what the service refuses, says what its script says."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One API operation. `respond` gets valid parameters and raises `Refusal`."""

    name: str
    respond: Callable[[Document, Look], Document]

    @property
    def iam_action(self) -> str:
        """What the caller must be allowed, on `*`."""
        return f"rekognition:{self.name}"


def detect_moderation_labels(parameters: Document, look: Look) -> Document:
    """The script's moderation labels from `MinConfidence` on; content types are never left out."""
    if "HumanLoopConfig" in parameters:
        raise invalid_parameters("the stand-in has no human loops (Amazon A2I).")
    if "ProjectVersion" in parameters:
        raise Refusal("ResourceNotFoundException", "The stand-in has no moderation adapters.")
    least = parameters.get("MinConfidence", DEFAULT_MODERATION_CONFIDENCE)
    seen = look().moderation
    return {**seen, "ModerationLabels": _at_least(least, seen["ModerationLabels"])}


def detect_labels(parameters: Document, look: Look) -> Document:
    """The script's general labels from `MinConfidence` on, filtered, the surest `MaxLabels`."""
    if "IMAGE_PROPERTIES" in parameters.get("Features", ()):
        raise invalid_parameters("the stand-in has no IMAGE_PROPERTIES.")
    settings = parameters.get("Settings", {}).get("GeneralLabels", {})
    least = parameters.get("MinConfidence", DEFAULT_LABELS_CONFIDENCE)
    seen = look().labels
    kept = [row for row in _at_least(least, seen["Labels"]) if _passes(row, settings)]
    kept.sort(key=lambda row: -row["Confidence"])
    return {**seen, "Labels": kept[: parameters.get("MaxLabels", DEFAULT_MAX_LABELS)]}


def _at_least(least: float, rows: list[Document]) -> list[Document]:
    return [row for row in rows if row["Confidence"] >= least]


def _passes(row: Document, settings: Mapping[str, Any]) -> bool:
    """Whether a label passes the request's four lists of names and categories."""
    names = {row["Name"]}
    categories = {each["Name"] for each in row.get("Categories", ())}
    wanted_names = settings.get("LabelInclusionFilters", ())
    wanted_categories = settings.get("LabelCategoryInclusionFilters", ())
    if (wanted_names or wanted_categories) and not (
        _meets(names, wanted_names) or _meets(categories, wanted_categories)
    ):
        return False
    return not (
        _meets(names, settings.get("LabelExclusionFilters", ()))
        or _meets(categories, settings.get("LabelCategoryExclusionFilters", ()))
    )


def _meets(names: set[str], filters: Iterable[str]) -> bool:
    return not names.isdisjoint(filters)


OPERATIONS: Mapping[str, Operation] = {
    each.name: each
    for each in (
        Operation("DetectModerationLabels", detect_moderation_labels),
        Operation("DetectLabels", detect_labels),
    )
}
"""Every simulated operation by its name."""
