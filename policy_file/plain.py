"""YAML read into plain data, with the place of every value, and stricter than YAML itself.

Keys are always text (`off` is a word here, not false), may stand once, and nothing may refer to
something else (no aliases), so that what the file says stands where it is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from lambdas.moderation.domain.policy_problems import Path, quotable

_DEEPEST = 16
_PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]*)?|[-+]?\.(inf|nan)", re.IGNORECASE)
_NUMBER_TAGS = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"})

_COLLECTION_TAGS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})

_SENTENCES: Mapping[str, str] = {
    "cannot start any token": "This character cannot stand here. Indent with spaces, never with "
    "tabs, and put texts with special characters in quotes.",
    "mapping values are not allowed here": "A `key: value` cannot start here: check the "
    "indentation, and put texts that contain a colon in quotes.",
    "could not find expected ':'": "A key without a value: write `key: value`, with a colon and a "
    "blank.",
    "expected <block end>": "This line does not fit the indentation of those above it.",
    "found unexpected end of stream": "A quote that is opened is never closed.",
    "expected ',' or": "A bracket that is opened is not closed, or a comma is missing.",
    "special characters are not allowed": "There is a control character in the file: remove it.",
}


_MENDED_WHERE_OPENED = (
    "could not find expected ':'",
    "found unexpected end of stream",
    "expected ',' or",
)


class NotYamlError(Exception):
    """The text cannot be read as YAML at all. `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, counted from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Places:
    """Where each value of the file stands, and where its key does."""

    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def of(self, path: Path, *, at_key: bool) -> Place:
        """The place of a value or its key; of something that is missing, where it should be."""
        while path:
            first, second = (self.keys, self.values) if at_key else (self.values, self.keys)
            if place := first.get(path) or second.get(path):
                return place
            path, at_key = path[:-1], True
        return self.values.get((), Place(1, 1))


@dataclass(slots=True)
class Plain:
    """The data of a file, the places in it, and what is wrong with its YAML."""

    data: object = None
    places: Places = field(default_factory=Places)
    mistakes: list[tuple[Place, str]] = field(default_factory=list)


def plain(text: str) -> Plain:
    """The data in a YAML text. Raises `NotYamlError` where it cannot be read at all."""
    try:
        _bounded(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = _mark(error)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise NotYamlError(_sentence(error.problem or ""), line, column) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        column = len(before) - before.rfind("\n")
        raise NotYamlError(_sentence(error.reason), before.count("\n") + 1, column) from error
    found = Plain()
    if root is not None:
        found.data = _value(root, (), found)
    return found


def _bounded(text: str) -> None:
    """Refuses what could grow or nest without end before anything is built from it."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        mark = event.start_mark
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.AliasEvent):
            message = "A policy does not refer to other parts of the file (`*…`): write it out."
            raise NotYamlError(message, *where)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise NotYamlError("A policy file holds one document: remove this `---`.", *where)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise NotYamlError("This is nested deeper than any policy needs.", *where)
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _value(node: yaml.Node, path: Path, found: Plain) -> object:
    found.places.values[path] = _place(node)
    if not isinstance(node, yaml.ScalarNode) and node.tag not in _COLLECTION_TAGS:
        found.mistakes.append((_place(node), _no_tag(node)))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, found)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, (*path, number), found) for number, each in enumerate(node.value)]
    return _scalar(node, found)


def _mapping(node: yaml.MappingNode, path: Path, found: Plain) -> dict[str, object]:
    data: dict[str, object] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            found.mistakes.append((_place(key), "A key must be a word."))
            continue
        name = str(key.value)
        here = (*path, name)
        if name in data:
            line = found.places.keys[here].line
            message = (
                f"The key `{quotable(name)}` stands here a second time (first in line {line}): "
                "keep one."
            )
            found.mistakes.append((_place(key), message))
            continue
        found.places.keys[here] = _place(key)
        data[name] = _value(value, here, found)
        if isinstance(data[name], dict | list):
            found.places.values[here] = found.places.keys[here]
    return data


def _scalar(node: yaml.Node, found: Plain) -> object:
    text = str(node.value)
    if node.tag in _NUMBER_TAGS and not _PLAIN_NUMBER.fullmatch(text):
        message = f"Write numbers plainly, such as 60 or 62.5, not `{quotable(text)}`."
        found.mistakes.append((_place(node), message))
        return None
    try:
        value: object = yaml.SafeLoader("").construct_object(node, deep=True)
    except yaml.constructor.ConstructorError:
        found.mistakes.append((_place(node), _no_tag(node)))
    except ValueError:
        message = f"`{quotable(text)}` cannot be read: put texts in quotes."
        found.mistakes.append((_place(node), message))
    else:
        return value
    return None


def _no_tag(node: yaml.Node) -> str:
    tag = str(node.tag).replace("tag:yaml.org,2002:", "!!")
    return f"A policy has no tags such as `{quotable(tag)}`: remove it."


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _mark(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Where to look: what is never closed is best mended where it is opened."""
    opened = any(part in (error.problem or "") for part in _MENDED_WHERE_OPENED)
    marks = (error.problem_mark, error.context_mark)
    first, second = reversed(marks) if opened else marks
    return first or second


def _sentence(problem: str) -> str:
    for part, sentence in _SENTENCES.items():
        if part in problem:
            return sentence
    return f"This is not YAML: {problem}."
