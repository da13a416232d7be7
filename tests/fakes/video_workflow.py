"""The workflow `ScreenVideo`, in memory: executions that only start and end."""

from dataclasses import dataclass, field

from tests.fakes.trouble import Trouble

_Execution = tuple[str, int]


@dataclass
class FakeVideoWorkflow:
    """Executions by content id and screening. Method for `trouble`: `start`.

    `asked` lists all successful requests, `started` each execution once, in order; `in` tells
    whether one runs.
    """

    trouble: Trouble = field(default_factory=Trouble)
    asked: list[_Execution] = field(default_factory=list)
    started: list[_Execution] = field(default_factory=list)
    _ended: set[_Execution] = field(default_factory=set)

    def __contains__(self, execution: _Execution) -> bool:
        return execution in self.started and execution not in self._ended

    def __len__(self) -> int:
        return len(self.started)

    def end(self, content_id: str, screening: int) -> None:
        """That execution ends, however it does."""
        self._ended.add((content_id, screening))

    def start(self, content_id: str, screening: int) -> bool:
        """As the port says."""
        execution = (content_id, screening)
        with self.trouble.around("start"):
            self.asked.append(execution)
            if execution not in self.started:
                self.started.append(execution)
            return execution not in self._ended
