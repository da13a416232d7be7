"""One value of a policy's data with the place where it stands, read as what it should be.

A reader that meets something else notes a problem and returns None (or what could be read), so that
all problems are found in one go. Nothing here raises, whatever the data.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from lambdas.moderation.domain.nearest import suggestion
from lambdas.moderation.domain.policy_problems import Path, Problem, quotable

_Choice = TypeVar("_Choice", bound=StrEnum)
_LARGEST_SHOWN = 10**15


@dataclass(frozen=True, slots=True)
class Node:
    """A value, its place, and the problems found so far (a dict as an ordered set)."""

    value: object
    path: Path
    problems: dict[Problem, None]

    def refuse(self, message: str, *, at_key: bool = False) -> None:
        """Notes that something is wrong here: with the value, or with its key."""
        self.problems[Problem(self.path, message, at_key)] = None

    def at(self, step: str | int, value: object) -> "Node":
        """A value inside this one."""
        return Node(value, (*self.path, step), self.problems)

    def fields(self, what: str, known: Iterable[str] | None = None) -> dict[str, "Node"] | None:
        """The values of a mapping by key, without the unknown keys, which are refused."""
        if not isinstance(self.value, Mapping):
            self.refuse(
                f"{_capital(what)} must be a mapping of `key: value`, but this is {self.shown()}."
            )
            return None
        names = None if known is None else tuple(known)
        found: dict[str, Node] = {}
        for key, value in self.value.items():
            if not isinstance(key, str):
                wrong = Node(key, self.path, self.problems)
                self.refuse(f"A key of {what} must be text, but this is {wrong.shown()}.")
            elif names is not None and key not in names:
                self.at(key, value).refuse(unknown_key(key, what, names), at_key=True)
            else:
                found[key] = self.at(key, value)
        return found

    def items(self, what: str) -> list["Node"] | None:
        """The values of a list."""
        if not isinstance(self.value, list | tuple):
            self.refuse(f"{what} must be a list, but this is {self.shown()}.")
            return None
        return [self.at(number, each) for number, each in enumerate(self.value)]

    def one_or_more(self, what: str) -> list["Node"]:
        """A single value as a list of one; an empty list is refused."""
        if not isinstance(self.value, list | tuple):
            return [self]
        if not self.value:
            self.refuse(f"{what} is empty: name at least one, or leave the key out.")
        return [self.at(number, each) for number, each in enumerate(self.value)]

    def text(self, what: str) -> str | None:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse(f"{what} must be text, but this is {self.shown()}.")
            return None
        return self.value

    def name(self, what: str, *, longest: int = 40) -> str | None:
        """A short name that can stand in a filter or a metric: small letters, digits, hyphens."""
        text = self.text(what)
        if text is None:
            return None
        if len(text) > longest or not re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", text):
            self.refuse(
                f"{what} must be small letters, digits and single hyphens (at most {longest}), "
                f"such as `graphic-violence`, but this is {self.shown()}."
            )
            return None
        return text

    def number(self, what: str, least: int, most: int, *, whole: bool = False) -> float | None:
        """A number from `least` to `most`; true and false are none."""
        value = self.value
        kind = "a whole number" if whole else "a number"
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            hint = _percent_hint(value)
            self.refuse(
                f"{what} must be {kind} from {least} to {most}, but this is {self.shown()}.{hint}"
            )
            return None
        if not least <= value <= most:
            self.refuse(f"{what} must be from {least} to {most}, but this is {self.shown()}.")
            return None
        return value if whole else float(value)

    def choice(self, what: str, choices: Collection[_Choice]) -> _Choice | None:
        """One of these words."""
        for each in choices:
            if self.value == each.value:
                return each
        words = [each.value for each in choices]
        hint = suggestion(self.value, words) if isinstance(self.value, str) else ""
        self.refuse(f"{what} must be {one_of(words)}, but this is {self.shown()}.{hint}")
        return None

    def shown(self) -> str:
        """The value in words, short enough for a message whatever it is."""
        value = self.value
        if value is None:
            return "empty"
        if isinstance(value, bool):
            return f"`{'true' if value else 'false'}` (yes/no and on/off mean true/false in YAML)"
        if isinstance(value, str):
            return f"the text `{quotable(value)}`" if value.strip() else "an empty text"
        if isinstance(value, int | float):
            return f"`{value}`" if abs(value) < _LARGEST_SHOWN else "a number without bounds"
        if isinstance(value, Mapping):
            return "a mapping"
        return "a list" if isinstance(value, list | tuple) else f"a {type(value).__name__}"


def unknown_key(key: str, what: str, known: Collection[str]) -> str:
    """The sentence about a key that the language does not have."""
    hint = suggestion(key, known) or f" It may have: {', '.join(known)}."
    return f"{_capital(what)} has no key `{quotable(key)}`.{hint}"


def one_of(words: Iterable[str]) -> str:
    """`a`, `b` or `c`."""
    *most, last = [f"`{word}`" for word in words]
    return f"{', '.join(most)} or {last}" if most else last


def _capital(what: str) -> str:
    return what[:1].upper() + what[1:]


def _percent_hint(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"\s*[0-9.]{1,8}\s*%?\s*", value):
        return f" Write {value.strip().rstrip('%').strip()}, without quotes or a percent sign."
    return ""
