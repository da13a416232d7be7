"""The `simulate` language: words with an optional confidence, or the name of a scenario.

    script   = "nothing" | scenario | word { "," word }
    word     = ( label | content type | "label:" name ) [ "@" confidence ] [ "[" from "-" to "]" ]

Spaces around words and upper case do not matter. Seconds in brackets are for videos: when the thing
is seen. docs/simulate.md explains it with examples.
"""

import re
from dataclasses import dataclass, field

from lambdas.moderation.domain.nearest import suggestion
from local.rekognition import vocabulary
from local.rekognition.scenarios import all_scenarios
from local.rekognition.sight import Sight, labels_answer, moderation_answer
from local.rekognition.timeline import Stretch, Timeline
from local.rekognition.words import LABEL_PREFIX, NOTHING, content_type_words, moderation_words

DEFAULT_CONFIDENCE = 97.0
MOST_CHARACTERS = 2048  # all user metadata of an S3 object together may have 2 KB

_MOST_CONFIDENCE = 100.0
_CONFIDENCE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
_SECONDS = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)-([0-9]{1,5}(?:\.[0-9]{1,3})?)")
_GENERAL_LABEL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_QUOTED_CHARACTERS = 60


class ScriptMistakeError(ValueError):
    """A script that means nothing; the message says in one sentence why."""


Seconds = tuple[float, float] | None
"""When a thing is seen: from and to; None: all the time."""


def read_script(text: str) -> Sight:
    """What a script says that the picture shows.

    Raises `ScriptMistakeError` for anything that is not in the language, and nothing else: a
    script is taken whole or not at all. Seconds are a mistake: a picture has none.
    """
    whole = _whole(text)
    if whole in all_scenarios():
        return all_scenarios()[whole].sight
    things = _read_words(whole)
    if things.keys() - {None}:
        raise ScriptMistakeError("seconds in brackets are for videos, and this is a picture")
    return things[None].sight() if things else Sight()


def read_video_script(text: str) -> Timeline:
    """What a script says that the video shows, and when. Raises as `read_script` does."""
    whole = _whole(text)
    if whole in all_scenarios():
        return all_scenarios()[whole].timeline
    return tuple(
        Stretch(things.sight(), *_milliseconds(seconds))
        for seconds, things in _read_words(whole).items()
    )


@dataclass(slots=True)
class _Things:
    """What is seen together, each with its confidence."""

    moderation: dict[str, float] = field(default_factory=dict)
    content_types: dict[str, float] = field(default_factory=dict)
    labels: dict[str, float] = field(default_factory=dict)

    def sight(self) -> Sight:
        return Sight(
            moderation_answer(self.moderation, self.content_types), labels_answer(self.labels)
        )


def _whole(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise ScriptMistakeError(f"a script has at most {MOST_CHARACTERS} characters")
    return text.strip().casefold()


def _read_words(text: str) -> dict[Seconds, _Things]:
    """What the words say is seen, by when it is."""
    seen: dict[Seconds, _Things] = {}
    for part in () if text == NOTHING else text.split(","):
        said, bracket, seconds = part.partition("[")
        word, at, number = (piece.strip() for piece in said.partition("@"))
        confidence = _confidence(number, part) if at else DEFAULT_CONFIDENCE
        things = seen.setdefault(_seconds(seconds, part) if bracket else None, _Things())
        if word in moderation_words():
            _raise_to(things.moderation, moderation_words()[word], confidence)
        elif word in content_type_words():
            _raise_to(things.content_types, content_type_words()[word], confidence)
        elif word.startswith(LABEL_PREFIX):
            label = _general_label(word.removeprefix(LABEL_PREFIX))
            _raise_to(things.labels, label, confidence)
        else:
            raise ScriptMistakeError(_not_a_word(word))
    return seen


def _seconds(text: str, part: str) -> Seconds:
    found = _SECONDS.fullmatch(text.rstrip().removesuffix("]").strip())
    if found is None or not text.rstrip().endswith("]"):
        raise ScriptMistakeError(f"{_quoted(part)}: seconds are written like [12.5-31]")
    start, end = float(found[1]), float(found[2])
    if start >= end:
        raise ScriptMistakeError(f"{_quoted(part)}: the seconds in brackets end after they begin")
    return start, end


def _milliseconds(seconds: Seconds) -> tuple[int, int | None]:
    return (round(seconds[0] * 1000), round(seconds[1] * 1000)) if seconds else (0, None)


def _raise_to(found: dict[str, float], name: str, confidence: float) -> None:
    found[name] = max(found.get(name, 0.0), confidence)


def _confidence(number: str, part: str) -> float:
    if not _CONFIDENCE.fullmatch(number) or float(number) > _MOST_CONFIDENCE:
        raise ScriptMistakeError(f"{_quoted(part)}: a confidence is a number from 0 to 100")
    return float(number)


def _general_label(word: str) -> str:
    """The name of a DetectLabels label: as the service writes it if it is listed, else capitals."""
    if not _GENERAL_LABEL.fullmatch(word):
        raise ScriptMistakeError(f"{_quoted(LABEL_PREFIX + word)} is not a label in kebab-case")
    known = vocabulary.all_labels().get(word)
    return known.name if known else word.replace("-", " ").title()


def _not_a_word(word: str) -> str:
    if not word:
        return "there is no word where one should be"
    if word == NOTHING or word in all_scenarios():
        return f"{_quoted(word)} stands alone: no other words, confidence or seconds beside it"
    words = (*moderation_words(), *content_type_words(), *all_scenarios(), NOTHING)
    return f"{_quoted(word)} is no known word.{suggestion(word, words)}"


def _quoted(text: str) -> str:
    """Text of a stranger, in a form that cannot break a line of the log."""
    return ascii(text[:_QUOTED_CHARACTERS])
