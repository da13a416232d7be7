"""The tags on object versions, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Gone
from lambdas.moderation.domain.verdict import Status
from tests.fakes.trouble import Trouble


@dataclass
class FakeGate:
    """Every version exists unless it is in `missing`. Method for `trouble`: `mark`.

    `marks` lists every marking in order; `gate[content]` is the tag now, `in` whether there is one.
    """

    trouble: Trouble = field(default_factory=Trouble)
    missing: set[Content] = field(default_factory=set)
    marks: list[tuple[Content, Status]] = field(default_factory=list)

    @property
    def tags(self) -> Mapping[Content, Status]:
        """The tag of each version that has one."""
        return dict(self.marks)

    def __getitem__(self, content: Content) -> Status:
        return self.tags[content]

    def __contains__(self, content: Content) -> bool:
        return content in self.tags

    def __len__(self) -> int:
        return len(self.tags)

    def mark(self, content: Content, status: Status) -> None:
        """As the port says."""
        with self.trouble.around("mark"):
            if content in self.missing:
                raise Gone
            self.marks.append((content, status))
