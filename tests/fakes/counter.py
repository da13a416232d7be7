"""Metrics, in memory."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class FakeCounter:
    """What was counted: `counter["ContentsHeld"]` (0 if never); `in` tells whether it ever was."""

    counts: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def __getitem__(self, name: str) -> float:
        return self.counts[name]

    def __contains__(self, name: str) -> bool:
        return name in self.counts

    def __len__(self) -> int:
        return len(self.counts)

    def count(self, name: str, value: float = 1) -> None:
        """As the port says."""
        with self._lock:
            self.counts[name] += value  # type: ignore[assignment]  # Counter adds floats as well
