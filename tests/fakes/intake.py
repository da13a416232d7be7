"""The intake queue, in memory."""

from dataclasses import dataclass, field

from lambdas.moderation.domain.state import ContentState
from tests.fakes.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that was put into the dead-letter queue, and why."""

    body: str
    why: str


@dataclass
class FakeMailbox:
    """What was sent back (receipt to delay) and parked. `trouble`: as the port's."""

    trouble: Trouble = field(default_factory=Trouble)
    sent_back: dict[str, int] = field(default_factory=dict)
    parked: list[Parked] = field(default_factory=list)

    def send_back(self, receipt: str, *, delay_seconds: int) -> None:
        """As the port says."""
        with self.trouble.around("send_back"):
            self.sent_back[receipt] = delay_seconds

    def park(self, body: str, *, why: str) -> None:
        """As the port says."""
        with self.trouble.around("park"):
            self.parked.append(Parked(body, why))


@dataclass
class FakeIntake(FakeMailbox):
    """The same, and what was `requested`."""

    requested: list[ContentState] = field(default_factory=list)

    def request_screening(self, state: ContentState) -> None:
        """As the port says."""
        with self.trouble.around("request_screening"):
            self.requested.append(state)
