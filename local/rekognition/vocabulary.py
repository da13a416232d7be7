"""A few dozen of DetectLabels' labels, with the ancestors, aliases and categories it gives them.

The service's vocabulary is open and has thousands; a name that is not here has none of the three.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local.rekognition.words import kebab

_FILE = Path(__file__).with_name("vocabulary.json")


@dataclass(frozen=True, slots=True)
class GeneralLabel:
    """One label of DetectLabels. `parents` are all its ancestors, as the service lists them.

    `placed`: the service says where it is, as it does for people, pets and vehicles.
    """

    name: str
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    placed: bool = False


@cache
def all_labels() -> dict[str, GeneralLabel]:
    """Every label of the file, by its name in kebab-case."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        kebab(name): GeneralLabel(
            name,
            tuple(row.get("parents", ())),
            tuple(row.get("aliases", ())),
            tuple(row.get("categories", ())),
            bool(row.get("placed")),
        )
        for name, row in rows.items()
    }


def label_named(name: str) -> GeneralLabel:
    """The label of that name, kebab-case or as the service writes it; a bare one if not listed."""
    return all_labels().get(kebab(name)) or GeneralLabel(name)
