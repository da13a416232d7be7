"""Results of a six-hour video as Rekognition pages them, written to files: 200,000 rows, 201 pages.

Rows are in order of time, two moments a second, in the shapes of GetContentModeration and
GetLabelDetection. `scenes` is what a film looks like: each label is seen on and on for as long as a
scene lasts. `random` is the worst that could come: no row has to do with the one before, so that
nearly every row is a span of its own, and every other moderation row has content types.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lambdas.moderation.domain import taxonomy
from local.rekognition.vocabulary import all_labels, label_named

ROWS: Mapping[str, int] = {"moderation_labels": 50_500, "labels": 149_500}
KINDS = ("scenes", "random")
_PAGE = 1_000
_DURATION_MS = 6 * 3_600_000
_MOMENT_MS = 500
_SCENE_MOMENTS = (10, 120)
_MANY_LABELS = 1_000
_HARMLESS = 0.4
_LEAST = {"moderation_labels": 40.0, "labels": 70.0}
_BOX = {"Width": 0.20114294, "Height": 0.6384921, "Left": 0.44231772, "Top": 0.2190328}
_ROWS_KEY = {"moderation_labels": "ModerationLabels", "labels": "Labels"}
_VERSION_KEY = {"moderation_labels": "ModerationModelVersion", "labels": "LabelModelVersion"}

Row = dict[str, Any]


def write(folder: Path, kind: str, analyser: str) -> int:
    """Writes the pages as `<analyser>-<number>.json`, the first is 0; how many there are."""
    rows = list(_rows(kind, analyser))
    pages = range(0, len(rows), _PAGE)
    for number, first in enumerate(pages):
        following = {"NextToken": f"{number + 1}"} if number + 1 < len(pages) else {}
        answer = {
            "JobStatus": "SUCCEEDED",
            "VideoMetadata": {
                "Codec": "h264",
                "DurationMillis": _DURATION_MS,
                "Format": "QuickTime / MOV",
                "FrameRate": 25.0,
                "FrameHeight": 1080,
                "FrameWidth": 1920,
            },
            _ROWS_KEY[analyser]: rows[first : first + _PAGE],
            _VERSION_KEY[analyser]: "7.0" if analyser == "moderation_labels" else "3.0",
            **following,
        }
        path = folder / f"{analyser}-{number}.json"
        path.write_text(json.dumps(answer), encoding="utf-8")
    return len(pages)


def _rows(kind: str, analyser: str) -> Iterable[Row]:
    draw = random.Random(kind + analyser)  # noqa: S311 - the same rows every time
    moderation = analyser == "moderation_labels"
    row = _moderation_row if moderation else _label_row
    if kind == "random":
        names = _moderation_names() if moderation else _many_names()
        return _random_rows(draw, names, row, analyser)
    scene = _moderation_scene if moderation else _label_scene
    return _scene_rows(draw, scene, row, analyser)


def _random_rows(
    draw: random.Random, names: list[str], row: Callable[..., Row], analyser: str
) -> Iterator[Row]:
    count = ROWS[analyser]
    moments = sorted(draw.randrange(0, _DURATION_MS, _MOMENT_MS) for _ in range(count))
    for number, at_ms in enumerate(moments):
        confidence = draw.uniform(_LEAST[analyser], 100)
        types = ["Animated", "Illustrated"][: draw.randrange(3)] if number % 2 else []
        yield row(at_ms, draw.choice(names), confidence, types, draw)


def _scene_rows(
    draw: random.Random,
    scene: Callable[[random.Random], list[str]],
    row: Callable[..., Row],
    analyser: str,
) -> list[Row]:
    """Some more rows than wanted, less those in which a label was not sure enough for a moment."""
    seen, until = list[str](), 0
    sighted: list[tuple[int, str]] = []
    for moment in range(_DURATION_MS // _MOMENT_MS):
        if moment >= until:
            seen, until = scene(draw), moment + draw.randint(*_SCENE_MOMENTS)
        sighted += [(moment * _MOMENT_MS, name) for name in seen]
    kept = sorted(draw.sample(range(len(sighted)), ROWS[analyser]))
    return [row(*sighted[place], _steady(draw, analyser), [], draw) for place in kept]


def _steady(draw: random.Random, analyser: str) -> float:
    return min(100.0, max(_LEAST[analyser], draw.gauss(88, 8)))


def _moderation_scene(draw: random.Random) -> list[str]:
    """A label with all that are above it, as the service answers; four scenes in ten have none."""
    if draw.random() < _HARMLESS:
        return []
    label = draw.choice(_moderation_names())
    return [label, *taxonomy.parents_of(label)]


def _label_scene(draw: random.Random) -> list[str]:
    return draw.sample(_known_names(), draw.randint(2, 6))


def _moderation_names() -> list[str]:
    return [each.name for each in taxonomy.all_labels()]


def _known_names() -> list[str]:
    return sorted(each.name for each in all_labels().values())


def _many_names() -> list[str]:
    known = _known_names()
    return known + [f"Thing {number}" for number in range(_MANY_LABELS - len(known))]


def _moderation_row(
    at_ms: int, name: str, confidence: float, types: list[str], draw: random.Random
) -> Row:
    line = taxonomy.parents_of(name)
    return {
        "Timestamp": at_ms,
        "ModerationLabel": {
            "Confidence": confidence,
            "Name": name,
            "ParentName": line[0] if line else "",
            "TaxonomyLevel": len(line) + 1,
        },
        "ContentTypes": [{"Confidence": draw.uniform(50, 100), "Name": each} for each in types],
    }


def _label_row(
    at_ms: int, name: str, confidence: float, types: list[str], draw: random.Random
) -> Row:
    parents = label_named(name).parents
    box = {"BoundingBox": _BOX, "Confidence": draw.uniform(50, 100)}
    return {
        "Timestamp": at_ms,
        "Label": {
            "Name": name,
            "Confidence": confidence,
            "Instances": [box] * draw.randrange(3),
            "Parents": [{"Name": each} for each in parents],
            "Aliases": [],
            "Categories": [{"Name": "Person Description"}],
        },
    }
