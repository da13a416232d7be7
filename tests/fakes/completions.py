"""The queue of completions, in memory."""

from dataclasses import dataclass, field

from lambdas.moderation.domain.video_jobs import JobKey
from tests.fakes.intake import FakeMailbox


@dataclass
class FakeCompletions(FakeMailbox):
    """What was sent back, parked and to be `checked`, in order. `trouble`: as the port's."""

    checked: list[JobKey] = field(default_factory=list)

    def request_check(self, key: JobKey) -> None:
        """As the port says."""
        with self.trouble.around("request_check"):
            self.checked.append(key)
