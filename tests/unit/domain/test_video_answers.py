"""Rekognition's answers about videos, as documented and otherwise."""

from typing import Any

import pytest

from lambdas.moderation.domain.analysers import LABELS, MODERATION_LABELS
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.findings import ContentType, Finding, Sighting, VideoPage

MODERATION: dict[str, Any] = {
    "JobStatus": "SUCCEEDED",
    "VideoMetadata": {"Codec": "h264", "DurationMillis": 21_000, "FrameRate": 29.97},
    "ModerationLabels": [
        {
            "Timestamp": 500,
            "ModerationLabel": {
                "Name": "Violence",
                "ParentName": "",
                "Confidence": 90.5,
                "TaxonomyLevel": 1,
            },
            "ContentTypes": [{"Name": "Animated", "Confidence": 99.0}],
        },
        {
            "Timestamp": 500,
            "ModerationLabel": {
                "Name": "Weapons",
                "ParentName": "Violence",
                "Confidence": 90,
                "TaxonomyLevel": 2,
            },
        },
    ],
    "ModerationModelVersion": "7.0",
    "NextToken": "page-2",
}
LABEL: dict[str, Any] = {
    "JobStatus": "SUCCEEDED",
    "VideoMetadata": {"DurationMillis": 0},
    "Labels": [
        {
            "Timestamp": 0,
            "Label": {
                "Name": "Husky",
                "Confidence": 100.004,
                "Parents": [{"Name": "Animal"}, {"Name": "Dog"}],
                "Aliases": [],
            },
        },
        {
            "Timestamp": 0,
            "Label": {"Name": "Dog", "Confidence": 99, "Parents": [{"Name": "Animal"}]},
        },
    ],
    "LabelModelVersion": "3.0",
}
MISSING = object()


def moderation(**changes: object) -> VideoPage:
    """The page of this answer about unwanted content."""
    return MODERATION_LABELS.video.read(MODERATION | changes)


def test_a_row_of_moderation_is_a_sighting_with_its_own_content_types() -> None:
    drawn = (ContentType("Animated", 99.0),)
    assert moderation() == VideoPage(
        sightings=(
            Sighting(500, Finding("moderation_labels", "Violence", 90.5, (), drawn)),
            Sighting(500, Finding("moderation_labels", "Weapons", 90.0, ("Violence",))),
        ),
        model_version="7.0",
        next_page="page-2",
        duration_ms=21_000,
    )


def test_a_row_of_labels_has_its_parents_nearest_first() -> None:
    page = LABELS.video.read(LABEL)
    assert page == VideoPage(
        sightings=(
            Sighting(0, Finding("labels", "Husky", 100.0, ("Dog", "Animal"))),
            Sighting(0, Finding("labels", "Dog", 99.0, ("Animal",))),
        ),
        model_version="3.0",
        next_page=None,
        duration_ms=0,
    )


def test_a_parent_that_is_not_on_the_page_is_known_from_the_taxonomy() -> None:
    row = {
        "Timestamp": 1,
        "ModerationLabel": {"Name": "Blood & Gore", "ParentName": "Graphic Violence"}
        | {"Confidence": 70},
    }
    (sighting,) = moderation(ModerationLabels=[row]).sightings
    assert sighting.finding.parents == ("Graphic Violence", "Violence")


def test_a_label_that_is_its_own_parent_does_not_go_round_for_ever() -> None:
    label = {"Name": "Zork", "ParentName": "Zork", "Confidence": 70}
    (sighting,) = moderation(
        ModerationLabels=[{"Timestamp": 1, "ModerationLabel": label}]
    ).sightings
    assert sighting.finding.parents == ()


@pytest.mark.parametrize("reader", [MODERATION_LABELS.video, LABELS.video])
def test_an_answer_without_anything_optional_is_an_empty_last_page(reader: Any) -> None:
    page = reader.read({"JobStatus": "SUCCEEDED"})
    assert page == VideoPage(sightings=(), model_version="unknown")


@pytest.mark.parametrize(
    "changes",
    [
        {"ModerationLabels": None},
        {"NextToken": None},
        {"NextToken": ""},
        {"VideoMetadata": None},
        {"VideoMetadata": {}},
        {"ModerationModelVersion": None},
        {"GetRequestMetadata": {"SortBy": "TIMESTAMP"}},
    ],
)
def test_a_field_may_be_missing_or_new(changes: dict[str, object]) -> None:
    assert isinstance(moderation(**changes), VideoPage)


def _label(**changes: object) -> dict[str, object]:
    label: dict[str, object] = {"Name": "Weapons", "ParentName": "Violence", "Confidence": 90}
    return {"ModerationLabels": [{"Timestamp": 5, "ModerationLabel": label | changes}]}


def _row(**changes: object) -> dict[str, object]:
    label = {"Name": "Weapons", "ParentName": "Violence", "Confidence": 90}
    row = {"Timestamp": 5, "ModerationLabel": label} | changes
    return {"ModerationLabels": [{k: v for k, v in row.items() if v is not MISSING}]}


@pytest.mark.parametrize(
    "damage",
    [
        {"ModerationLabels": "none"},
        {"ModerationLabels": {}},
        {"ModerationLabels": [7]},
        {"VideoMetadata": "long"},
        {"VideoMetadata": {"DurationMillis": -1}},
        {"VideoMetadata": {"DurationMillis": "21"}},
        {"NextToken": 2},
        {"ModerationModelVersion": 7},
        _row(Timestamp=MISSING),
        _row(Timestamp=-1),
        _row(Timestamp=1.5),
        _row(Timestamp=True),
        _row(Timestamp=2**64),
        _row(ModerationLabel=MISSING),
        _row(ModerationLabel=[]),
        _row(ContentTypes="Animated"),
        _row(ContentTypes=[{"Name": "Animated"}]),
        _row(ContentTypes=[{"Confidence": 90}]),
        _label(Name=None),
        _label(Name=" "),
        _label(Name=7),
        _label(ParentName=["Violence"]),
        _label(Confidence=None),
        _label(Confidence="90"),
        _label(Confidence=101),
        _label(Confidence=-0.1),
        _label(Confidence=float("nan")),
    ],
)
def test_a_damaged_answer_about_moderation_cannot_be_read(damage: dict[str, object]) -> None:
    with pytest.raises(Permanent) as raised:
        moderation(**damage)
    assert raised.value.code == "unreadable-answer"


@pytest.mark.parametrize(
    "row",
    [
        {"Timestamp": 0},
        {"Label": {"Name": "Dog", "Confidence": 99}},
        {"Timestamp": 0, "Label": {"Confidence": 99}},
        {"Timestamp": 0, "Label": {"Name": "Dog"}},
        {"Timestamp": 0, "Label": {"Name": "Dog", "Confidence": 99, "Parents": ["Animal"]}},
        {"Timestamp": 0, "Label": {"Name": "Dog", "Confidence": 99, "Parents": [{}]}},
    ],
)
def test_nor_can_one_about_labels(row: dict[str, object]) -> None:
    with pytest.raises(Permanent) as raised:
        LABELS.video.read(LABEL | {"Labels": [row]})
    assert raised.value.code == "unreadable-answer"
