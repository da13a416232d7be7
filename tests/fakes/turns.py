"""Turns for the whole account, scripted."""

from collections import Counter
from dataclasses import dataclass, field

from tests.fakes.trouble import Trouble


@dataclass
class FakeTurns:
    """It is everybody's turn at once. Methods for `trouble`: `wait`, `throttled`.

    `taken` and `slowed` count the turns and the complaints by operation.
    """

    trouble: Trouble = field(default_factory=Trouble)
    taken: Counter[str] = field(default_factory=Counter)
    slowed: Counter[str] = field(default_factory=Counter)

    def wait(self, operation: str) -> None:
        """As `Turns` says."""
        with self.trouble.around("wait"):
            self.taken[operation] += 1

    def throttled(self, operation: str) -> None:
        """As `Turns` says."""
        with self.trouble.around("throttled"):
            self.slowed[operation] += 1
