"""What a script says that a picture shows, in the shape of the service's answers."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lambdas.moderation.domain import taxonomy
from local.rekognition import vocabulary
from local.rekognition.model import Document

MODERATION_MODEL_VERSION = "7.0"
LABEL_MODEL_VERSION = "3.0"


def moderation_answer(
    labels: Mapping[str, float], content_types: Mapping[str, float] | None = None
) -> Document:
    """DetectModerationLabels's answer: every label with all above it, surest first.

    A label that stands above several others is as sure as the surest of them.
    """
    sure: dict[str, float] = {}
    for name, confidence in labels.items():
        for each in (name, *taxonomy.parents_of(name)):
            sure[each] = max(sure.get(each, 0.0), confidence)
    found = [label for label in taxonomy.all_labels() if label.name in sure]
    return {
        "ModerationLabels": [
            {
                "Name": label.name,
                "ParentName": label.parents[0] if label.parents else "",
                "Confidence": sure[label.name],
                "TaxonomyLevel": label.level,
            }
            for label in sorted(found, key=lambda label: -sure[label.name])
        ],
        "ModerationModelVersion": MODERATION_MODEL_VERSION,
        "ContentTypes": [
            {"Name": name, "Confidence": confidence}
            for name, confidence in (content_types or {}).items()
        ],
    }


def labels_answer(labels: Mapping[str, float]) -> Document:
    """DetectLabels's answer: each ancestor of a label is a label of its own, surest first."""
    sure: dict[str, float] = {}
    for name, confidence in labels.items():
        for each in (name, *vocabulary.label_named(name).parents):
            sure[each] = max(sure.get(each, 0.0), confidence)
    return {
        "Labels": [
            _label(name, confidence)
            for name, confidence in sorted(sure.items(), key=lambda item: -item[1])
        ],
        "LabelModelVersion": LABEL_MODEL_VERSION,
    }


def _label(name: str, confidence: float) -> Document:
    known = vocabulary.label_named(name)
    return {
        "Name": name,
        "Confidence": confidence,
        "Instances": [_instance(name, confidence)] if known.placed else [],
        "Parents": _names(known.parents),
        "Aliases": _names(known.aliases),
        "Categories": _names(known.categories),
    }


def _instance(name: str, confidence: float) -> Document:
    """Somewhere in the picture, always in the same place for a label."""
    left, top = (byte / 512 for byte in hashlib.sha256(name.encode()).digest()[:2])
    box = {"Width": 0.375, "Height": 0.4375, "Left": left, "Top": top}
    return {"BoundingBox": box, "Confidence": confidence}


def _names(names: Iterable[str]) -> list[Document]:
    return [{"Name": name} for name in names]


@dataclass(frozen=True, slots=True)
class Sight:
    """Whole answers, before `MinConfidence`, `MaxLabels` and filters."""

    moderation: Document = field(default_factory=lambda: moderation_answer({}))
    labels: Document = field(default_factory=lambda: labels_answer({}))
