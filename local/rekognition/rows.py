"""The rows of a finished job, made page by page: six hours of video cost nothing before that."""

from collections.abc import Iterable
from dataclasses import dataclass

from local.rekognition.model import Document
from local.rekognition.timeline import STEP_MS

BY_TIMESTAMP = "TIMESTAMP"
BY_NAME = "NAME"


@dataclass(frozen=True, slots=True)
class Run:
    """Looks one after another (first and last number) that give the same rows.

    `rows` are by the name they are sorted by; `Timestamp` is put in later.
    """

    first: int
    last: int
    rows: tuple[tuple[str, Document], ...]

    def __len__(self) -> int:
        return (self.last - self.first + 1) * len(self.rows)

    def row(self, number: int) -> Document:
        """One of the run's rows, counted from 0."""
        look, which = divmod(number, len(self.rows))
        return {"Timestamp": (self.first + look) * STEP_MS, **self.rows[which][1]}


class Rows:
    """All rows of a job, in either order."""

    def __init__(self, runs: Iterable[Run]) -> None:
        by_time = [run for run in runs if run.rows]
        by_name = [Run(run.first, run.last, (row,)) for run in by_time for row in run.rows]
        by_name.sort(key=lambda run: (run.rows[0][0], run.first))
        self._runs = {BY_TIMESTAMP: by_time, BY_NAME: by_name}

    def __len__(self) -> int:
        return sum(map(len, self._runs[BY_TIMESTAMP]))

    def page(self, start: int, most: int, sort_by: str) -> list[Document]:
        """At most so many rows from row number `start` on."""
        found: list[Document] = []
        skip = start
        for run in self._runs[sort_by]:
            if skip >= len(run):
                skip -= len(run)
                continue
            until = min(len(run), skip + most - len(found))
            found.extend(run.row(number) for number in range(skip, until))
            skip = 0
            if len(found) == most:
                break
        return found
