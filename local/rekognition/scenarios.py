"""Scenario files: whole answers, in the shape of the service's, that `simulate` names by file name.

Each is a JSON object with `description` (one sentence), `moderation` (DetectModerationLabels) and
`labels` (DetectLabels), both as the service answers with `MinConfidence` 0. tests/unit/rekognition
holds every file to the service model.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local.rekognition.sight import Sight

FOLDER = Path(__file__).with_name("scenarios")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file: what it shows in one sentence, and the answers."""

    description: str
    sight: Sight


@cache
def all_scenarios() -> dict[str, Scenario]:
    """Every scenario by its name (the file's name without `.json`), read once a process."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.json"))}


def _read(path: Path) -> Scenario:
    document = json.loads(path.read_text(encoding="utf-8"))
    return Scenario(document["description"], Sight(document["moderation"], document["labels"]))
