"""A fold on its way through JSON: damage is refused."""

import json
from typing import Any

import pytest

from lambdas.moderation.domain.video_fold import Fold
from tests.unit.domain.sightings import gun


def _plain() -> dict[str, Any]:
    fold = Fold((60,))
    fold.add([gun(1), gun(9, animated=90), gun(10)])
    plain: dict[str, Any] = json.loads(json.dumps(fold.to_plain()))
    return plain


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        "fold",
        _plain() | {"levels": [60]},
        _plain() | {"levels": [60, 0]},
        _plain() | {"levels": [0, float("nan")]},
        _plain() | {"levels": "0"},
        _plain() | {"labels": [["moderation_labels", "Weapons", [], []]]},
        _plain() | {"labels": [[1, "Weapons", [], [[[], [], [], [], [], []]] * 2]]},
        _plain() | {"labels": 7},
        _plain() | {"at_ms": None},
        _plain() | {"at_ms": -1},
        _plain() | {"at_ms": 1.5},
        _plain() | {"picture": []},
        _plain() | {"picture": [["moderation_labels", "Weapons", 101, [], []]]},
        _plain() | {"picture": [["moderation_labels", "Weapons", 50, "Violence", []]]},
        _plain() | {"picture": [["moderation_labels", "Weapons", 50, [], [["Animated", "x"]]]]},
    ],
)
def test_a_damaged_fold_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Fold.from_plain(plain)


@pytest.mark.parametrize("column", range(6))
@pytest.mark.parametrize(
    "damage", [None, [], "ab", [float("nan"), 2], [-1, 2], [2**70, 1], [[], 1], [5, 4, 3]]
)
def test_so_is_one_with_damaged_spans(column: int, damage: object) -> None:
    plain = _plain()
    plain["labels"][0][3][0][column] = damage
    if column == 5 and damage == []:  # no content types at all: that is allowed
        Fold.from_plain(plain)
        return
    with pytest.raises(ValueError, match=r"\w"):
        Fold.from_plain(plain)


def test_an_undamaged_one_is_not() -> None:
    assert Fold.from_plain(_plain()).to_plain() == _plain()
