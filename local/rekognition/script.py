"""The `simulate` language: words with an optional confidence, or the name of a scenario.

    script   = "nothing" | scenario | word { "," word }
    word     = ( label | content type | "label:" name ) [ "@" confidence ]

Spaces around words and upper case do not matter. docs/simulate.md explains it with examples.
"""

import re

from lambdas.moderation.domain.nearest import suggestion
from local.rekognition import vocabulary
from local.rekognition.scenarios import all_scenarios
from local.rekognition.sight import Sight, labels_answer, moderation_answer
from local.rekognition.words import LABEL_PREFIX, NOTHING, content_type_words, moderation_words

DEFAULT_CONFIDENCE = 97.0
MOST_CHARACTERS = 2048  # all user metadata of an S3 object together may have 2 KB

_MOST_CONFIDENCE = 100.0
_CONFIDENCE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
_GENERAL_LABEL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_QUOTED_CHARACTERS = 60


class ScriptMistakeError(ValueError):
    """A script that means nothing; the message says in one sentence why."""


def read_script(text: str) -> Sight:
    """What a script says that the picture shows.

    Raises `ScriptMistakeError` for anything that is not in the language, and nothing else: a
    script is taken whole or not at all.
    """
    if len(text) > MOST_CHARACTERS:
        raise ScriptMistakeError(f"a script has at most {MOST_CHARACTERS} characters")
    whole = text.strip().casefold()
    if whole == NOTHING:
        return Sight()
    if whole in all_scenarios():
        return all_scenarios()[whole].sight
    return _read_words(whole)


def _read_words(text: str) -> Sight:
    moderation: dict[str, float] = {}
    content_types: dict[str, float] = {}
    labels: dict[str, float] = {}
    for part in text.split(","):
        word, at, number = (piece.strip() for piece in part.partition("@"))
        confidence = _confidence(number, part) if at else DEFAULT_CONFIDENCE
        if word in moderation_words():
            _raise_to(moderation, moderation_words()[word], confidence)
        elif word in content_type_words():
            _raise_to(content_types, content_type_words()[word], confidence)
        elif word.startswith(LABEL_PREFIX):
            _raise_to(labels, _general_label(word.removeprefix(LABEL_PREFIX)), confidence)
        else:
            raise ScriptMistakeError(_not_a_word(word))
    return Sight(moderation_answer(moderation, content_types), labels_answer(labels))


def _raise_to(found: dict[str, float], name: str, confidence: float) -> None:
    found[name] = max(found.get(name, 0.0), confidence)


def _confidence(number: str, part: str) -> float:
    if "[" in number:
        raise ScriptMistakeError(f"{_quoted(part)}: seconds in brackets are for videos")
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
        return f"{_quoted(word)} stands alone: no other words and no confidence beside it"
    words = (*moderation_words(), *content_type_words(), *all_scenarios(), NOTHING)
    return f"{_quoted(word)} is no known word.{suggestion(word, words)}"


def _quoted(text: str) -> str:
    """Text of a stranger, in a form that cannot break a line of the log."""
    return ascii(text[:_QUOTED_CHARACTERS])
