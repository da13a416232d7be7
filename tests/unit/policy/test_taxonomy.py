"""The moderation taxonomy as data."""

import pytest

from lambdas.moderation.domain import taxonomy


def test_it_has_the_52_labels_of_version_7() -> None:
    levels = [label.level for label in taxonomy.all_labels()]
    assert [levels.count(level) for level in (1, 2, 3)] == [10, 20, 22]


def test_every_name_is_there_once_in_any_case() -> None:
    names = [label.name.casefold() for label in taxonomy.all_labels()]
    assert len(set(names)) == len(names)


def test_a_label_is_found_in_any_case() -> None:
    label = taxonomy.label_named("non-explicit nudity OF INTIMATE PARTS and kissing")
    assert label is not None
    assert label.name == "Non-Explicit Nudity of Intimate parts and Kissing"


def test_parents_come_nearest_first() -> None:
    assert taxonomy.parents_of("blood & gore") == ("Graphic Violence", "Violence")


@pytest.mark.parametrize("name", ["Violence", "Zork", ""])
def test_a_top_level_or_unknown_label_has_no_parents(name: str) -> None:
    assert taxonomy.parents_of(name) == ()


def test_unknown_is_told_from_known() -> None:
    assert taxonomy.is_known("CORPSES")
    assert not taxonomy.is_known("Suggestive")


def test_everything_below_a_label_reaches_down_to_the_last() -> None:
    assert taxonomy.everything_below("Alcohol") == (
        "Alcohol Use",
        "Drinking",
        "Alcoholic Beverages",
    )
    assert taxonomy.everything_below("Drinking") == ()
    assert taxonomy.everything_below("Zork") == ()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Wepons", "Weapons"),
        ("hate symbol", "Hate Symbols"),
        ("Drugs and Tobacco", "Drugs & Tobacco"),
        ("Swimwear", "Swimwear or Underwear"),
    ],
)
def test_the_nearest_name_of_a_misspelt_one_comes_first(wrong: str, right: str) -> None:
    assert taxonomy.nearest_labels(wrong)[0] == right


def test_what_is_like_no_label_has_no_nearest() -> None:
    assert taxonomy.nearest_labels("qqqq") == ()
