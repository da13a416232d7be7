"""What is wrong with a policy, and where: every problem at once, each in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]

_LONGEST_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it stands in the policy's data, what is wrong and what to do.

    `at_key`: the key itself is the mistake, not its value.
    """

    path: Path
    message: str
    at_key: bool = False

    def __str__(self) -> str:
        return f"{written(self.path)}: {self.message}" if self.path else self.message


class InvalidPolicyError(ValueError):
    """A policy that cannot be used. Carries all its problems, at least one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def quotable(text: str) -> str:
    """The text as it may stand in a message: one line, at most 60 characters, all printable."""
    short = text if len(text) <= _LONGEST_QUOTED else text[:_LONGEST_QUOTED] + "…"
    return "".join(each if each.isprintable() else "·" for each in short)


def written(path: Path) -> str:
    """The place in words that a person can follow: `rules[2].review`."""
    text = ""
    for step in path:
        name = f"[{step}]" if isinstance(step, int) else quotable(step)
        text += f".{name}" if text and not isinstance(step, int) else name
    return text
