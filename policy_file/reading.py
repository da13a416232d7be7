"""A policy file read and checked: every mistake at once, each with its line."""

import pathlib
import re

from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_parse import parse
from lambdas.moderation.domain.policy_problems import InvalidPolicyError
from policy_file.plain import NotYamlError, Place, plain
from policy_file.report import LocatedProblem, PolicyFileError

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what YAML counts as one
LARGEST = 256 * 1024
"""Bytes. The shipped policy has about 8 KiB."""


def read(path: pathlib.Path) -> Policy:
    """The checked policy of a file. Raises `PolicyFileError` with every mistake, and nothing else.

    A file that is missing or cannot be opened is such a mistake too.
    """
    text = _text(path)
    try:
        found = plain(text)
    except NotYamlError as error:
        place = Place(error.line, error.column)
        raise PolicyFileError([_located(path, text, place, str(error))]) from error
    mistakes = list(found.mistakes)
    unread = {place for place, _ in mistakes}
    try:
        policy = parse(found.data)
    except InvalidPolicyError as error:
        for problem in error.problems:
            place = found.places.of(problem.path, at_key=problem.at_key)
            if place not in unread:
                mistakes.append((place, problem.message))
    else:
        if not mistakes:
            return policy
    mistakes.sort(key=lambda each: (each[0].line, each[0].column))
    raise PolicyFileError([_located(path, text, place, message) for place, message in mistakes])


def check(path: pathlib.Path) -> list[LocatedProblem]:
    """Everything that is wrong with a policy file, in its order; empty where it can be used."""
    try:
        read(path)
    except PolicyFileError as error:
        return list(error.problems)
    return []


def _text(path: pathlib.Path) -> str:
    try:
        if not path.is_file():
            raise _whole(path, "There is no such file.")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise _whole(path, f"The file cannot be opened ({type(error).__name__}).") from error
    if len(raw) > LARGEST:
        raise _whole(path, f"The file is larger than {LARGEST // 1024} KiB: it is no policy.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"The file is not text in UTF-8 (line {line}): save it as UTF-8."
        raise _whole(path, message) from error


def _whole(path: pathlib.Path, message: str) -> PolicyFileError:
    return PolicyFileError(
        [LocatedProblem(file=str(path), line=0, column=0, source="", message=message)]
    )


def _located(path: pathlib.Path, text: str, place: Place, message: str) -> LocatedProblem:
    lines = _LINE_BREAK.split(text)
    source = lines[place.line - 1] if place.line <= len(lines) else ""
    return LocatedProblem(
        file=str(path), line=place.line, column=place.column, source=source, message=message
    )
