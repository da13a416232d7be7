"""The uploads bucket, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Gone, Misconfigured
from lambdas.moderation.ports import Stretch
from tests.fakes.trouble import Trouble


@dataclass
class FakeUploads:
    """Object versions with their bytes and metadata. Method for `trouble`: `read`.

    `forbidden = True` refuses every read as a role without permission would. `reads` lists each
    successful read as (content, offset, length).
    """

    forbidden: bool = False
    trouble: Trouble = field(default_factory=Trouble)
    reads: list[tuple[Content, int, int]] = field(default_factory=list)
    _objects: dict[Content, tuple[bytes, dict[str, str]]] = field(default_factory=dict)

    def put(
        self, content: Content, data: bytes, metadata: Mapping[str, str] | None = None
    ) -> Content:
        """An upload; gives the content back."""
        names = {name.lower(): value for name, value in (metadata or {}).items()}
        self._objects[content] = (data, names)
        return content

    def delete(self, content: Content) -> None:
        """That version is deleted."""
        del self._objects[content]

    def __contains__(self, content: Content) -> bool:
        return content in self._objects

    def __len__(self) -> int:
        return len(self._objects)

    def read(self, content: Content, *, offset: int, length: int) -> Stretch:
        """As the port says."""
        with self.trouble.around("read"):
            if self.forbidden:
                raise Misconfigured("Access to the object was refused.", code="access-denied")
            if content not in self._objects:
                raise Gone
            data, metadata = self._objects[content]
            self.reads.append((content, offset, length))
        return Stretch(data[offset : offset + length], offset, len(data), dict(metadata))
