"""The scenario files, and the page that lists them."""

import json
import re
from pathlib import Path

import pytest

from lambdas.moderation.domain import taxonomy
from local.rekognition import model
from local.rekognition.journal import NOTICE
from local.rekognition.scenarios import FOLDER, all_scenarios
from local.rekognition.script import read_script, read_video_script
from tests.unit.rekognition.callers import Client, found

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
PAGE = Path(__file__).parents[3] / "docs" / "simulate.md"


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_is_in_the_shape_of_the_services_answers(name: str) -> None:
    document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert set(document) - {"timeline"} == {"description", "moderation", "labels"}
    moderation, labels = document["moderation"], document["labels"]
    assert set(moderation) == {"ModerationLabels", "ModerationModelVersion", "ContentTypes"}
    assert set(labels) == {"Labels", "LabelModelVersion"}
    assert model.answer_mistakes("DetectModerationLabels", moderation) == []
    assert model.answer_mistakes("DetectLabels", labels) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_gives_every_label_with_those_above_it(name: str) -> None:
    sight = all_scenarios()[name].sight
    rows = {row["Name"]: row for row in sight.moderation["ModerationLabels"]}
    for row in rows.values():
        parent = rows.get(row["ParentName"])
        assert row["TaxonomyLevel"] == (parent["TaxonomyLevel"] + 1 if parent else 1)
        assert bool(parent) == bool(row["ParentName"])
        known = taxonomy.label_named(row["Name"])
        assert known is None or (known.parents[:1] or ("",)) == (row["ParentName"],)
    labels = found(sight.labels)
    for row in sight.labels["Labels"]:
        assert {parent["Name"] for parent in row["Parents"]} <= set(labels)


@pytest.mark.parametrize("name", NAMES)
def test_simulate_finds_a_scenario_in_metadata_and_in_the_key(name: str) -> None:
    client = Client()
    client.caller.put("a.jpg", metadata={"simulate": name})
    client.caller.put(f"photos/{name}.jpg")
    sight = all_scenarios()[name].sight
    for key in ("a.jpg", f"photos/{name}.jpg"):
        assert found(client.moderation(key, MinConfidence=0)) == found(sight.moderation)
        assert found(client.labels(key, MinConfidence=0)) == found(sight.labels)


def test_the_scenarios_cover_every_category_and_a_label_that_is_not_known_yet() -> None:
    names = {name for each in all_scenarios().values() for name in found(each.sight.moderation)}
    assert len(NAMES) >= 15
    assert set(taxonomy.top_level()) <= names
    assert any(not taxonomy.is_known(name) for name in names)


def test_the_page_lists_every_scenario_with_its_description() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## Scenarios")[1].split("\n## ")[0]
    listed = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, flags=re.MULTILINE))
    assert listed == {name: each.description for name, each in all_scenarios().items()}


def test_the_page_says_that_it_is_a_script() -> None:
    assert NOTICE.partition(". ")[0] in PAGE.read_text(encoding="utf-8").replace("\n", " ")


def test_every_example_of_the_page_is_understood_by_the_stand_in() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## The language")[1].split("\n## ")[0]
    _, pictures, videos = section.split("|---|---|")
    for table, read in ((pictures, read_script), (videos, read_video_script)):
        examples = re.findall(r"^\| `([^`]+)` \|", table, flags=re.MULTILINE)
        assert len(examples) >= 6
        for example in examples:
            read(example)


@pytest.mark.parametrize("name", NAMES)
def test_a_timeline_is_in_the_shape_of_the_services_answers(name: str) -> None:
    document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    for entry in document.get("timeline", ()):
        assert set(entry) <= {"from", "to", "moderation", "labels"}
    for stretch in all_scenarios()[name].timeline:
        assert model.answer_mistakes("DetectModerationLabels", stretch.sight.moderation) == []
        assert model.answer_mistakes("DetectLabels", stretch.sight.labels) == []
        assert stretch.end_ms is None or stretch.start_ms < stretch.end_ms
