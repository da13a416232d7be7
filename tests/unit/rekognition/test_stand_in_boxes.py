"""Where in a picture the stand-in says that something is, as the pipeline reads it."""

from typing import Any

import pytest

from lambdas.moderation.domain.analysers import LABELS
from lambdas.moderation.domain.findings import Box
from local.rekognition.scenarios import all_scenarios
from local.rekognition.script import read_script
from local.rekognition.vocabulary import all_labels
from tests.unit.rekognition.callers import Client
from tests.unit.rekognition.movies import movie

PLACED = sorted(word for word, label in all_labels().items() if label.placed)


def boxes(answer: Any) -> dict[str, tuple[Box, ...]]:
    """By label, of those that have any."""
    return {each.label: each.boxes for each in LABELS.read(answer).findings if each.boxes}


def seen(script: str) -> dict[str, tuple[Box, ...]]:
    """The boxes of an answer that was held to the service model."""
    client = Client()
    client.caller.put("a.jpg", metadata={"simulate": script})
    return boxes(client.labels("a.jpg", MinConfidence=0))


def test_people_pets_and_vehicles_are_placed() -> None:
    assert {"person", "child", "baby", "dog", "cat", "car"} <= set(PLACED)


@pytest.mark.parametrize("word", PLACED)
def test_such_a_label_has_a_box_in_the_picture_that_nothing_is_cut_off(word: str) -> None:
    label = all_labels()[word]
    (box,) = seen(f"label:{word}")[label.name]
    assert (box.width, box.height) == (0.375, 0.4375)


def test_the_same_label_is_always_in_the_same_place_and_another_in_another() -> None:
    assert seen("label:dog")["Dog"] == seen("label:dog@60, label:cat")["Dog"]
    assert seen("label:dog")["Dog"] != seen("label:cat")["Cat"]


def test_what_the_service_does_not_place_has_none() -> None:
    assert seen("label:passport, label:red-panda, weapons") == {}


def test_a_scenario_has_boxes_of_its_own() -> None:
    seen_by_a_scenario = {
        name: {label: len(each) for label, each in boxes(scenario.sight.labels).items()}
        for name, scenario in all_scenarios().items()
    }
    assert seen_by_a_scenario["child-with-wine"] == {"Girl": 1, "Child": 1, "Person": 1}
    assert seen_by_a_scenario["street-scene"] == {"Car": 2, "Person": 1, "Dog": 1}


def test_rows_of_a_video_have_them_and_the_pipeline_leaves_them_out() -> None:
    client = Client()
    client.caller.put("a.mp4", movie(), {"simulate": "label:dog@90"})
    page = client.results(client.finished(api="LabelDetection"), "LabelDetection")
    (dog, *_) = [row["Label"] for row in page["Labels"] if row["Label"]["Name"] == "Dog"]
    assert dog["Instances"] == read_script("label:dog@90").labels["Labels"][0]["Instances"]
    sightings = LABELS.video.read(page).sightings
    assert {sighting.finding.boxes for sighting in sightings} == {()}
