"""The function that shows uploads, in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.ports.desk import Original
from tests.fakes.trouble import Trouble


@dataclass
class FakeShowcase:
    """Shows what it is told to have. `originals` are the links that were made, in order."""

    previews: dict[str, bytes] = field(default_factory=dict)
    originals: list[tuple[str, str, int]] = field(default_factory=list)
    trouble: Trouble = field(default_factory=Trouble)
    expires_at: datetime = datetime(2026, 11, 24, 12, 1, tzinfo=UTC)

    def preview(self, content_id: str) -> bytes:
        """As the port says."""
        with self.trouble.around("preview"):
            if content_id not in self.previews:
                raise Permanent("There is no preview of this upload.", code="no-preview")
            return self.previews[content_id]

    def original(self, content_id: str, person_id: str, token: int) -> Original:
        """As the port says; it checks nothing itself."""
        with self.trouble.around("original"):
            self.originals.append((content_id, person_id, token))
            address = f"https://uploads.example/{content_id}?signature=secret"
            return Original(address, self.expires_at)
