"""The registry of analysers and how their answers are read."""

from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.analysers import ANALYSERS, BY_WORD, LABELS, MODERATION_LABELS
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.findings import Analysis, Box, ContentType, Finding

ANSWER: dict[str, Any] = {
    "ModerationLabels": [
        {"Name": "Weapons", "ParentName": "Violence", "Confidence": 88.5, "TaxonomyLevel": 2},
        {"Name": "Violence", "ParentName": "", "Confidence": 88.5, "TaxonomyLevel": 1},
    ],
    "ModerationModelVersion": "7.0",
    "ContentTypes": [{"Name": "Animated", "Confidence": 91}],
}
THINGS: dict[str, Any] = {
    "Labels": [
        {
            "Name": "Puppy",
            "Confidence": 90.0,
            "Parents": [{"Name": "Animal"}, {"Name": "Dog"}],
            "Aliases": [{"Name": "Whelp"}],
            "Categories": [{"Name": "Animals and Pets"}],
            "Instances": [],
        },
        {"Name": "Dog", "Confidence": 95.0, "Parents": [{"Name": "Animal"}]},
        {"Name": "Animal", "Confidence": 99.0},
    ],
    "LabelModelVersion": "3.0",
}


@pytest.mark.parametrize("analyser", ANALYSERS.values(), ids=lambda each: each.name)
def test_every_analyser_is_an_operation_of_rekognition_with_these_parameters(analyser: Any) -> None:
    client = boto3.client("rekognition", region_name="us-east-1")
    shape = client.meta.service_model.operation_model(analyser.operation).input_shape
    assert shape is not None
    assert {parameter.api_name for parameter in analyser.parameters} <= set(shape.members)
    assert analyser.iam_action == f"rekognition:{analyser.operation}"
    assert BY_WORD[analyser.word] is analyser


@pytest.mark.parametrize("analyser", ANALYSERS.values(), ids=lambda each: each.name)
def test_defaults_are_within_their_ranges(analyser: Any) -> None:
    assert all(each.least <= each.default <= each.most for each in analyser.parameters)


def test_a_request_names_the_parameters_as_the_service_does() -> None:
    assert LABELS.request({"min_confidence": 70.0, "max_labels": 30}) == {
        "MinConfidence": 70.0,
        "MaxLabels": 30,
    }


def test_a_parameter_that_is_not_given_takes_its_default() -> None:
    assert MODERATION_LABELS.request({}) == {"MinConfidence": 50}


def test_the_content_types_of_the_picture_are_copied_to_each_moderation_finding() -> None:
    animated = (ContentType("Animated", 91.0),)
    assert MODERATION_LABELS.read(ANSWER) == Analysis(
        "moderation_labels",
        "7.0",
        (
            Finding("moderation_labels", "Weapons", 88.5, ("Violence",), animated),
            Finding("moderation_labels", "Violence", 88.5, (), animated),
        ),
    )


def test_the_parents_of_a_thing_come_nearest_first() -> None:
    analysis = LABELS.read(THINGS)
    assert analysis.model_version == "3.0"
    assert [finding.parents for finding in analysis.findings] == [
        ("Dog", "Animal"),
        ("Animal",),
        (),
    ]


def _parents(*labels: dict[str, Any]) -> tuple[str, ...]:
    return MODERATION_LABELS.read({"ModerationLabels": list(labels)}).findings[0].parents


def test_the_taxonomy_tells_the_parents_that_the_answer_leaves_out() -> None:
    assert _parents({"Name": "Smoking", "Confidence": 60}) == (
        "Drugs & Tobacco Paraphernalia & Use",
        "Drugs & Tobacco",
    )


def test_an_unknown_label_gets_the_parents_of_its_known_parent() -> None:
    assert _parents({"Name": "Zork", "ParentName": "Graphic Violence", "Confidence": 60}) == (
        "Graphic Violence",
        "Violence",
    )


def test_an_unknown_label_gets_the_parents_that_only_the_answer_knows() -> None:
    zork = {"Name": "Zork", "ParentName": "Zark", "Confidence": 60}
    zark = {"Name": "Zark", "ParentName": "Alcohol", "Confidence": 60}
    assert _parents(zork, zark) == ("Zark", "Alcohol")


def test_labels_that_claim_to_be_above_each_other_end() -> None:
    zork = {"Name": "Zork", "ParentName": "Zark", "Confidence": 60}
    zark = {"Name": "Zark", "ParentName": "Zork", "Confidence": 60}
    assert _parents(zork, zark) == ("Zark",)


def test_content_types_without_labels_are_no_findings() -> None:
    assert MODERATION_LABELS.read(ANSWER | {"ModerationLabels": []}).findings == ()


@pytest.mark.parametrize("missing", ["ModerationModelVersion", "ContentTypes"])
def test_optional_fields_may_be_missing(missing: str) -> None:
    answer = {key: value for key, value in ANSWER.items() if key != missing}
    assert len(MODERATION_LABELS.read(answer).findings) == 2


def test_rounding_just_over_100_is_100() -> None:
    label = {"Name": "Weapons", "Confidence": 100.00001}
    (finding,) = MODERATION_LABELS.read({"ModerationLabels": [label]}).findings
    assert finding.confidence == 100


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"ModerationLabels": None},
        {"ModerationLabels": "Weapons"},
        {"ModerationLabels": ["Weapons"]},
        {"ModerationLabels": [{"Confidence": 60}]},
        {"ModerationLabels": [{"Name": " ", "Confidence": 60}]},
        {"ModerationLabels": [{"Name": "Weapons"}]},
        {"ModerationLabels": [{"Name": "Weapons", "Confidence": "60"}]},
        {"ModerationLabels": [{"Name": "Weapons", "Confidence": True}]},
        {"ModerationLabels": [{"Name": "Weapons", "Confidence": float("nan")}]},
        {"ModerationLabels": [{"Name": "Weapons", "Confidence": -1}]},
        {"ModerationLabels": [{"Name": "Weapons", "Confidence": 101}]},
        {"ModerationLabels": [{"Name": "Weapons", "Confidence": 60, "ParentName": 7}]},
        {"ModerationLabels": [], "ContentTypes": [{"Name": "Animated"}]},
        {"ModerationLabels": [], "ModerationModelVersion": 7},
    ],
)
def test_garbage_is_never_taken_for_nothing_found(answer: dict[str, Any]) -> None:
    with pytest.raises(Permanent) as caught:
        MODERATION_LABELS.read(answer)
    assert caught.value.code == "unreadable-answer"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Name", "ParentName", "Confidence", "Parents", "ContentTypes"]), inner
        )
    ),
)


@given(st.sampled_from(list(ANALYSERS.values())), ANYTHING, ANYTHING)
def test_any_answer_is_read_or_refused(analyser: Any, rows: object, types: object) -> None:
    answer = {"ModerationLabels": rows, "Labels": rows, "ContentTypes": types}
    try:
        analysis = analyser.read(answer)
    except Permanent as error:
        assert error.code == "unreadable-answer"
    else:
        assert all(0 <= finding.confidence <= 100 for finding in analysis.findings)


ODD: list[Any] = [None, True, "x", -5, 3, float("nan"), float("inf"), [], {}]


def placed(*instances: Any) -> Finding:
    """A dog in these places."""
    answer = {"Labels": [{"Name": "Dog", "Confidence": 95.0, "Instances": list(instances)}]}
    (finding,) = LABELS.read(answer).findings
    return finding


def box(left: Any, top: Any = 0.25, width: Any = 0.5, height: Any = 0.5) -> Any:
    return {"BoundingBox": {"Left": left, "Top": top, "Width": width, "Height": height}}


def test_a_label_says_where_it_is_within_the_picture() -> None:
    assert placed(box(0.123456), box(-0.25), box(0.75)).boxes == (
        Box(0.1235, 0.25, 0.5, 0.5),
        Box(0.0, 0.25, 0.25, 0.5),
        Box(0.75, 0.25, 0.25, 0.5),
    )


@pytest.mark.parametrize("odd", ODD)
def test_a_strange_box_is_left_out_and_holds_nothing_up(odd: Any) -> None:
    assert placed(box(odd), box(0.25, height=odd), {"BoundingBox": odd}, box(0.5)).boxes == (
        Box(0.5, 0.25, 0.5, 0.5),
    )


@pytest.mark.parametrize(
    "nothing",
    [
        box(0.5, width=0),
        box(0.5, height=0.0),
        box(0.5, width=0.00001),
        box(0.5, height=-0.5),
        box(1.0),
        box(-1, width=0.5),
        box(0.5, top=1.5),
    ],
)
def test_a_box_without_anything_in_the_picture_is_left_out(nothing: Any) -> None:
    assert placed(nothing).boxes == ()


def test_of_a_crowd_ten_are_placed() -> None:
    assert len(placed(*[box(0.1)] * 40).boxes) == 10


SIDES = st.floats(-1, 2) | st.floats() | st.integers(-2, 3) | st.none() | st.text(max_size=2)


@given(st.lists(st.builds(box, SIDES, SIDES, SIDES, SIDES) | st.none() | SIDES, max_size=12))
def test_whatever_the_numbers_a_box_is_in_the_picture_and_has_a_size(instances: list[Any]) -> None:
    for each in placed(*instances).boxes:
        assert each.left >= 0
        assert each.top >= 0
        assert each.width > 0
        assert each.height > 0
        assert round(each.left + each.width, 9) <= 1
        assert round(each.top + each.height, 9) <= 1
