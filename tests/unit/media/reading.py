"""Reads a file as the use case does: its head first, then by offset, with every read noted."""

from dataclasses import dataclass, field

from lambdas.moderation.domain.media import Picture, Refusal, Video, examine, sniff
from lambdas.moderation.domain.media_stretches import HEAD_BYTES


@dataclass
class Reader:
    """An object's bytes; `reads` are the (offset, length) that were asked for after the head."""

    whole: bytes
    reads: list[tuple[int, int]] = field(default_factory=list)

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`; asking beyond the object is an error on S3."""
        assert 0 <= offset < len(self.whole), "S3 refuses a range beyond the object"
        self.reads.append((offset, length))
        return self.whole[offset : offset + length]

    def examine(self, *, head_bytes: int = HEAD_BYTES) -> Picture | Video | Refusal:
        """What the domain makes of the file."""
        head = self.whole[:head_bytes]
        return examine(head, self.read, size=len(self.whole), media_type=sniff(head))


def look_at(whole: bytes) -> Picture | Video | Refusal:
    """What the domain makes of these bytes."""
    return Reader(whole).examine()


def code_of(whole: bytes) -> str:
    """The code of the refusal, or `accepted`."""
    answer = look_at(whole)
    return answer.code if isinstance(answer, Refusal) else "accepted"
