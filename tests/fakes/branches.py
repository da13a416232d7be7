"""The waiting branches of executions, in memory."""

from dataclasses import dataclass, field
from threading import Lock

from lambdas.moderation.domain.video_jobs import JobFailure, JobKey
from tests.fakes.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a branch was told: the job whose results can be read, or why there are none."""

    key: JobKey | None = None
    job_id: str | None = None
    failure: JobFailure | None = None


@dataclass
class FakeBranches:
    """Every branch waits until it is resumed or in `over`. Methods for `trouble`: as the port's.

    `branches[token]` is what a branch was told; only the first answer counts, as it does there.
    `in` tells whether it was told anything. `attempts` counts all answers, also those too late.
    """

    trouble: Trouble = field(default_factory=Trouble)
    over: set[str] = field(default_factory=set)
    told: dict[str, Resumed] = field(default_factory=dict)
    attempts: int = 0
    _lock: Lock = field(default_factory=Lock)

    def __getitem__(self, branch: str) -> Resumed:
        return self.told[branch]

    def __contains__(self, branch: str) -> bool:
        return branch in self.told

    def __len__(self) -> int:
        return len(self.told)

    def succeed(self, branch: str, key: JobKey, job_id: str) -> None:
        """As the port says."""
        with self._lock, self.trouble.around("succeed"):
            self._tell(branch, Resumed(key=key, job_id=job_id))

    def fail(self, branch: str, failure: JobFailure) -> None:
        """As the port says."""
        with self._lock, self.trouble.around("fail"):
            self._tell(branch, Resumed(failure=failure))

    def _tell(self, branch: str, told: Resumed) -> None:
        self.attempts += 1
        if branch not in self.over:
            self.told.setdefault(branch, told)
