"""How far reading a video job's results has come: enough to go on later where it stopped."""

from dataclasses import dataclass, field
from typing import Any, Self

from lambdas.moderation.domain.findings import Finding, VideoPage
from lambdas.moderation.domain.video_fold import Fold

_MOST = 100.0


@dataclass(slots=True, kw_only=True)
class Reading:
    """One analyser's results as far as they were read, folded into findings page by page.

    `levels` are the percentages at which the policy asks for spans. `next_page` is where to go on
    (None: at the first page, unless it is `done`). `pages` counts those that were read.
    """

    job_id: str
    levels: tuple[float, ...]
    fold: Fold = field(init=False)
    next_page: str | None = None
    pages: int = 0
    model_version: str = ""
    duration_ms: int | None = None
    done: bool = False

    def __post_init__(self) -> None:
        self.fold = Fold(self.levels)

    def add(self, page: VideoPage) -> None:
        """Takes in the next page; pages come in their order, each once."""
        self.fold.add(page.sightings)
        self.pages += 1
        self.model_version = self.model_version or page.model_version
        if self.duration_ms is None:
            self.duration_ms = page.duration_ms
        self.next_page = page.next_page
        self.done = page.next_page is None

    def findings(self) -> tuple[Finding, ...]:
        """What was found in the pages so far."""
        return self.fold.findings()

    def to_plain(self) -> dict[str, Any]:
        """Plain values, such that `from_plain` goes on as this one would have."""
        return {
            "job_id": self.job_id,
            "levels": list(self.levels),
            "fold": self.fold.to_plain(),
            "next_page": self.next_page,
            "pages": self.pages,
            "model_version": self.model_version,
            "duration_ms": self.duration_ms,
            "done": self.done,
        }

    @classmethod
    def from_plain(cls, plain: object) -> Self:
        """What `to_plain` wrote. Raises `ValueError` for anything else."""
        if not isinstance(plain, dict) or plain.keys() != _SHAPE.keys():
            raise ValueError("This is not how far a reading has come.")
        for name, kinds in _SHAPE.items():
            if type(plain[name]) not in kinds:
                raise ValueError(f"`{name}` is not what a reading has there.")
        levels = plain["levels"]
        if not all(type(level) in (int, float) and 0 <= level <= _MOST for level in levels):
            raise ValueError("A level of the reading is not between 0 and 100.")
        if plain["pages"] < 0 or (plain["duration_ms"] or 0) < 0:
            raise ValueError("A number of the reading is below 0.")
        if (plain["next_page"] is None) != (plain["done"] or plain["pages"] == 0):
            raise ValueError("The reading does not know where to go on.")
        reading = cls(
            job_id=plain["job_id"],
            levels=tuple(levels),
            next_page=plain["next_page"],
            pages=plain["pages"],
            model_version=plain["model_version"],
            duration_ms=plain["duration_ms"],
            done=plain["done"],
        )
        reading.fold = Fold.from_plain(plain["fold"])
        return reading


_SHAPE: dict[str, tuple[type, ...]] = {
    "job_id": (str,),
    "levels": (list,),
    "fold": (dict,),
    "next_page": (str, type(None)),
    "pages": (int,),
    "model_version": (str,),
    "duration_ms": (int, type(None)),
    "done": (bool,),
}
