"""The `simulate` language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.taxonomy import ModerationLabel
from local.rekognition import model, vocabulary
from local.rekognition.scenarios import all_scenarios
from local.rekognition.script import MOST_CHARACTERS, ScriptMistakeError, read_script
from local.rekognition.words import content_type_words, kebab, moderation_words
from tests.unit.rekognition.callers import found

_PIECES = ["@", ",", " ", "[", "]", "-", ":", ".", "%", "label:", "97", "nothing", "=?utf-8?q?x?="]
_WORDS = [*moderation_words(), *content_type_words(), *all_scenarios(), *_PIECES]


@given(st.text() | st.lists(st.sampled_from(_WORDS), max_size=8).map("".join))
def test_any_text_is_either_understood_with_answers_of_the_service_or_a_mistake(text: str) -> None:
    try:
        sight = read_script(text)
    except ScriptMistakeError as mistake:
        assert str(mistake).isascii()
        assert str(mistake).isprintable()
        return
    assert model.answer_mistakes("DetectModerationLabels", sight.moderation) == []
    assert model.answer_mistakes("DetectLabels", sight.labels) == []


@pytest.mark.parametrize("label", taxonomy.all_labels(), ids=lambda label: label.name)
def test_every_label_of_the_taxonomy_comes_with_its_whole_chain(label: ModerationLabel) -> None:
    rows = read_script(f"{kebab(label.name)}@61.5").moderation["ModerationLabels"]
    above = ("", *reversed(label.parents))
    assert [(row["ParentName"], row["TaxonomyLevel"], row["Confidence"]) for row in rows] == [
        (parent, level, 61.5) for level, parent in enumerate(above, 1)
    ]
    assert rows[-1]["Name"] == label.name


def test_no_two_things_share_a_word() -> None:
    words = [*moderation_words(), *content_type_words(), *all_scenarios(), "nothing"]
    assert (
        len(words) == len(set(words)) == len(taxonomy.all_labels()) + 2 + len(all_scenarios()) + 1
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weapons", {"Violence": 97, "Weapons": 97}),
        ("drugs-tobacco@80", {"Drugs & Tobacco": 80}),
        (" Gambling @ 51.25 ", {"Gambling": 51.25}),
        ("gambling@0,alcohol@100", {"Alcohol": 100, "Gambling": 0}),
        ("nothing", {}),
    ],
)
def test_words_become_labels(text: str, expected: dict[str, float]) -> None:
    assert found(read_script(text).moderation) == expected


def test_a_label_above_two_others_is_as_sure_as_the_surer() -> None:
    seen = found(read_script("weapons@60, graphic-violence@72, violence@65").moderation)
    assert seen == {"Violence": 72, "Graphic Violence": 72, "Weapons": 60}


def test_content_types_have_a_confidence_of_their_own() -> None:
    seen = read_script("weapons@85,animated,illustrated@62").moderation
    assert seen["ContentTypes"] == [
        {"Name": "Animated", "Confidence": 97.0},
        {"Name": "Illustrated", "Confidence": 62.0},
    ]


def test_a_general_label_comes_with_ancestors_aliases_and_categories() -> None:
    rows = {row["Name"]: row for row in read_script("label:car@90").labels["Labels"]}
    assert set(rows) == {"Car", "Transportation", "Vehicle"}
    (instance,) = rows["Car"].pop("Instances")
    assert instance["Confidence"] == 90.0
    assert all(0 <= side <= 1 for side in instance["BoundingBox"].values())
    assert rows["Vehicle"]["Instances"] == []
    assert rows["Car"] == {
        "Name": "Car",
        "Confidence": 90.0,
        "Parents": [{"Name": "Transportation"}, {"Name": "Vehicle"}],
        "Aliases": [{"Name": "Automobile"}],
        "Categories": [{"Name": "Vehicles and Automotive"}],
    }


def test_a_general_label_that_is_not_listed_is_taken_by_its_name() -> None:
    assert found(read_script("label:red-panda@90").labels) == {"Red Panda": 90}


def test_every_ancestor_of_a_listed_label_is_listed_with_no_ancestors_of_its_own_to_add() -> None:
    for label in vocabulary.all_labels().values():
        for parent in label.parents:
            assert kebab(parent) in vocabulary.all_labels(), parent
            assert set(vocabulary.label_named(parent).parents) <= set(label.parents), label.name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no word"),
        ("@@,,@-3", "no word|from 0 to 100"),
        ("weapons,", "no word"),
        ("wepons", "Did you mean `weapons`"),
        ("weapons@101", "from 0 to 100"),
        ("weapons@-1", "from 0 to 100"),
        ("weapons@nan", "from 0 to 100"),
        ("weapons@٩٠", "from 0 to 100"),
        ("weapons@", "from 0 to 100"),
        ("weapons@88[12.5-31]", "for videos"),
        ("street-scene[1-2]", "stands alone"),
        ("weapons[1-2]@88", "like .12.5-31."),
        ("street-scene, weapons", "stands alone"),
        ("street-scene@90", "stands alone"),
        ("label:", "not a label"),
        ("label:Ünder", "not a label"),
        ("💥", "no known word"),
        ("x" * (MOST_CHARACTERS + 1), "at most"),
    ],
)
def test_a_mistake_says_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(ScriptMistakeError, match=why):
        read_script(text)
