"""Links to uploads that lead nowhere."""

from dataclasses import dataclass, field

from lambdas.moderation.domain.content import Content, MediaType


@dataclass
class FakeLinks:
    """What was signed: content, media type, seconds."""

    signed: list[tuple[Content, MediaType, int]] = field(default_factory=list)

    def sign(self, content: Content, media_type: MediaType, *, seconds: int) -> str:
        """As the port says."""
        self.signed.append((content, media_type, seconds))
        return f"https://uploads.example/{content.content_id}?seconds={seconds}"
