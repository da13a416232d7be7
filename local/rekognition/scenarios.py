"""Scenario files: whole answers, in the shape of the service's, that `simulate` names by file name.

Each is a JSON object with `description` (one sentence), `moderation` (DetectModerationLabels) and
`labels` (DetectLabels), both as the service answers with `MinConfidence` 0. For videos it may have
a `timeline`: a list of objects with `from` and `to` (seconds; without `to`, to the end) and
`moderation`, `labels` or both in the same shapes; without one, a video shows the same all the time.
tests/unit/rekognition holds every file to the service model.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local.rekognition.model import Document
from local.rekognition.sight import Sight, labels_answer, moderation_answer
from local.rekognition.timeline import Stretch, Timeline

FOLDER = Path(__file__).with_name("scenarios")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file: what it shows in one sentence, the answers for a picture, and for a video."""

    description: str
    sight: Sight
    timeline: Timeline


@cache
def all_scenarios() -> dict[str, Scenario]:
    """Every scenario by its name (the file's name without `.json`), read once a process."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.json"))}


def _read(path: Path) -> Scenario:
    document = json.loads(path.read_text(encoding="utf-8"))
    sight = Sight(document["moderation"], document["labels"])
    stretches = tuple(_stretch(each) for each in document.get("timeline", ()))
    return Scenario(document["description"], sight, stretches or (Stretch(sight),))


def _stretch(entry: Document) -> Stretch:
    until = entry.get("to")
    return Stretch(
        Sight(
            entry.get("moderation", moderation_answer({})), entry.get("labels", labels_answer({}))
        ),
        round(entry.get("from", 0) * 1000),
        None if until is None else round(until * 1000),
    )
