"""What is wrong with a policy file, as people read it: the place, the line, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

_WIDEST = 100
_BEFORE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedProblem:
    """One mistake and its place. `line` and `column` count from 1; line 0 is the file as a whole.

    `source` is the line as it stands in the file.
    """

    file: str
    line: int
    column: int
    source: str
    message: str

    def __str__(self) -> str:
        if self.line == 0:
            return f"{self.file}: {self.message}"
        shown, column = _window(self.source, self.column)
        number = str(self.line)
        return (
            f"{self.file}:{self.line}:{self.column}: {self.message}\n"
            f"  {number} | {shown}\n"
            f"  {' ' * len(number)} | {' ' * (column - 1)}^"
        )


class PolicyFileError(Exception):
    """A policy file that cannot be used. Its text is the whole report; never without a problem."""

    def __init__(self, problems: Sequence[LocatedProblem]) -> None:
        self.problems = tuple(problems)
        count = "one mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        body = "\n\n".join(map(str, self.problems))
        super().__init__(f"{self.problems[0].file} has {count}:\n\n{body}")


def _window(source: str, column: int) -> tuple[str, int]:
    """As much of a long line as fits, printable, and the column in what is left."""
    printable = "".join(
        " " if each == "\t" else each if each.isprintable() else "·" for each in source
    )
    if len(printable) <= _WIDEST:
        return printable.rstrip(), column
    start = max(0, column - _BEFORE)
    cut = "…" + printable[start : start + _WIDEST] if start else printable[:_WIDEST]
    return cut + "…", column - start + (1 if start else 0)
