"""Rekognition's moderation taxonomy, model version 7: 10 top-level labels, 52 in all, as data.

Source: the table of moderation categories in the Amazon Rekognition developer guide ("Moderating
content", label category table). All names are unique, so a name alone identifies a label; AWS has
written some of them in other cases, so every lookup ignores case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lambdas.moderation.domain.nearest import nearest

CONTENT_TYPES = ("Animated", "Illustrated")

_TREE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Explicit": {
        "Explicit Nudity": (
            "Exposed Male Genitalia",
            "Exposed Female Genitalia",
            "Exposed Buttocks or Anus",
            "Exposed Female Nipple",
        ),
        "Explicit Sexual Activity": (),
        "Sex Toys": (),
    },
    "Non-Explicit Nudity of Intimate parts and Kissing": {
        "Non-Explicit Nudity": (
            "Bare Back",
            "Exposed Male Nipple",
            "Partially Exposed Buttocks",
            "Partially Exposed Female Breast",
            "Implied Nudity",
        ),
        "Obstructed Intimate Parts": ("Obstructed Female Nipple", "Obstructed Male Genitalia"),
        "Kissing on the Lips": (),
    },
    "Swimwear or Underwear": {
        "Female Swimwear or Underwear": (),
        "Male Swimwear or Underwear": (),
    },
    "Violence": {
        "Weapons": (),
        "Graphic Violence": (
            "Weapon Violence",
            "Physical Violence",
            "Self-Harm",
            "Blood & Gore",
            "Explosions and Blasts",
        ),
    },
    "Visually Disturbing": {
        "Death and Emaciation": ("Emaciated Bodies", "Corpses"),
        "Crashes": ("Air Crash",),
    },
    "Drugs & Tobacco": {
        "Products": ("Pills",),
        "Drugs & Tobacco Paraphernalia & Use": ("Smoking",),
    },
    "Alcohol": {"Alcohol Use": ("Drinking",), "Alcoholic Beverages": ()},
    "Rude Gestures": {"Middle Finger": ()},
    "Gambling": {},
    "Hate Symbols": {"Nazi Party": (), "White Supremacy": (), "Extremist": ()},
}


@dataclass(frozen=True, slots=True)
class ModerationLabel:
    """One label of the taxonomy: its name as AWS writes it, and the labels above, nearest first."""

    name: str
    parents: tuple[str, ...]

    @property
    def level(self) -> int:
        """1 for a top-level category, 3 for the most specific."""
        return len(self.parents) + 1


def _flat() -> Iterator[ModerationLabel]:
    for top, seconds in _TREE.items():
        yield ModerationLabel(top, ())
        for second, thirds in seconds.items():
            yield ModerationLabel(second, (top,))
            for third in thirds:
                yield ModerationLabel(third, (second, top))


_LABELS = {label.name.casefold(): label for label in _flat()}


def all_labels() -> tuple[ModerationLabel, ...]:
    """Every label, each after the one above it."""
    return tuple(_LABELS.values())


def label_named(name: str) -> ModerationLabel | None:
    """The label of that name in any case, or None where the taxonomy does not have it."""
    return _LABELS.get(name.casefold())


def is_known(name: str) -> bool:
    """Whether the taxonomy has a label of that name, in any case."""
    return name.casefold() in _LABELS


def parents_of(name: str) -> tuple[str, ...]:
    """The labels above, nearest first; empty for a top-level or an unknown label."""
    label = label_named(name)
    return label.parents if label else ()


def everything_below(name: str) -> tuple[str, ...]:
    """All labels below that one, in the taxonomy's order; empty for an unknown label."""
    label = label_named(name)
    if label is None:
        return ()
    return tuple(each.name for each in _LABELS.values() if label.name in each.parents)


def nearest_labels(name: str, *, limit: int = 3) -> tuple[str, ...]:
    """The names that look most like a misspelt one, best first; empty where none is close."""
    return nearest(name, (label.name for label in _LABELS.values()), limit=limit)


def top_level() -> tuple[str, ...]:
    """The names of the ten top-level labels, the normal way to write a rule."""
    return tuple(_TREE)
