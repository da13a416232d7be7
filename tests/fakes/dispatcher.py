"""Whoever starts waiting jobs, in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.trouble import Trouble


@dataclass
class FakeDispatcher:
    """Counts how often it was `asked`. Method for `trouble`: `ask`.

    `then`, if given, is run each time, at once.
    """

    then: Callable[[], object] | None = None
    trouble: Trouble = field(default_factory=Trouble)
    asked: int = 0

    def ask(self) -> None:
        """As the port says."""
        with self.trouble.around("ask"):
            self.asked += 1
            if self.then is not None:
                self.then()
