"""The evidence bucket, in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.findings import Evidence
from tests.fakes.trouble import Trouble


@dataclass
class FakeArchive:
    """Evidence by name, progress by content id and screening. Methods for `trouble`: as the port's.

    Names may be taken out of `evidence`, or put into `damaged`.
    """

    trouble: Trouble = field(default_factory=Trouble)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    progress: dict[tuple[str, int], bytes] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    notes: int = 0

    def keep(self, content_id: str, screening: int, evidence: Evidence, at: datetime) -> str:
        """As the port says."""
        with self.trouble.around("keep"):
            day = at.astimezone(UTC).strftime("%Y/%m/%d")
            name = f"evidence/{day}/{content_id}-{screening:04d}.json.gz"
            self.evidence[name] = evidence
            return name

    def fetch(self, name: str) -> Evidence:
        """As the port says."""
        with self.trouble.around("fetch"):
            if name in self.damaged:
                raise Permanent("The evidence is damaged.", code="unreadable-evidence")
            if name not in self.evidence:
                raise Permanent("The evidence is no longer there.", code="evidence-gone")
            return self.evidence[name]

    def note(self, content_id: str, screening: int, progress: bytes) -> None:
        """As the port says."""
        with self.trouble.around("note"):
            self.progress[content_id, screening] = progress
            self.notes += 1

    def noted(self, content_id: str, screening: int) -> bytes | None:
        """As the port says."""
        with self.trouble.around("noted"):
            return self.progress.get((content_id, screening))
