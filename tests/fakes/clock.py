"""A clock that only a test moves."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """One time in the two shapes that are asked for; whoever sleeps by it moves it.

    `slept` lists each sleep in seconds.
    """

    at: datetime = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        """The time in UTC."""
        return self.at

    def time(self) -> float:
        """The same in seconds since 1970."""
        return self.at.timestamp()

    def sleep(self, seconds: float) -> None:
        """So much time passes; whoever asked for it wakes up then."""
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

    def pass_by(self, **time: float) -> None:
        """So much time passes: `minutes=5`, as `timedelta` has it."""
        self.at += timedelta(**time)
