"""The alerts topic and the event bus, in memory."""

from dataclasses import dataclass, field

from lambdas.moderation.domain.state import ContentState, HistoryEvent
from tests.fakes.trouble import Trouble

Announcement = tuple[ContentState, HistoryEvent]


@dataclass
class FakeAnnouncer:
    """What people and programs were told, in order. Methods for `trouble`: `alert`, `publish`."""

    trouble: Trouble = field(default_factory=Trouble)
    alerts: list[Announcement] = field(default_factory=list)
    published: list[Announcement] = field(default_factory=list)

    def alert(self, state: ContentState, event: HistoryEvent) -> None:
        """As the port says."""
        with self.trouble.around("alert"):
            self.alerts.append((state, event))

    def publish(self, state: ContentState, event: HistoryEvent) -> None:
        """As the port says."""
        with self.trouble.around("publish"):
            self.published.append((state, event))
