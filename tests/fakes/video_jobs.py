"""Video jobs and slots, in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from lambdas.moderation.domain.errors import Conflict, Misconfigured
from lambdas.moderation.domain.video_jobs import JobKey, JobStatus, VideoJob
from tests.fakes.trouble import Trouble

_AT_WORK = {JobStatus.STARTING, JobStatus.RUNNING}


@dataclass
class FakeVideoJobs:
    """Jobs by key, and who holds which slot until when. Methods for `trouble`: as the port's.

    With `lag`, `waiting` and `overdue` see jobs as they were at the last `catch_up`, as the table's
    index may. `in`, `len` and iteration speak of the jobs. Safe for threads.
    """

    slots: int = 18
    lag: bool = False
    trouble: Trouble = field(default_factory=Trouble)
    saves: int = 0
    _jobs: dict[JobKey, VideoJob] = field(default_factory=dict)
    _index: dict[JobKey, VideoJob] = field(default_factory=dict)
    _leases: dict[int, tuple[JobKey, datetime]] = field(default_factory=dict)
    _damaged: set[int] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def __contains__(self, key: JobKey) -> bool:
        return key in self._jobs

    def __len__(self) -> int:
        return len(self._jobs)

    def __iter__(self) -> Iterator[VideoJob]:
        return iter(list(self._jobs.values()))

    def catch_up(self) -> None:
        """The index shows all jobs as they are."""
        with self._lock:
            self._index = dict(self._jobs)

    def running(self) -> list[VideoJob]:
        """The jobs that are starting or running, as stored."""
        return [job for job in self if job.status in _AT_WORK]

    def held_slots(self, now: datetime) -> dict[int, JobKey]:
        """Who holds which slot, without those whose lease is over."""
        with self._lock:
            held = sorted(self._leases.items())
            return {slot: key for slot, (key, until) in held if until >= now}

    def damage(self, slot: int) -> None:
        """From now on nobody can tell until when this slot is leased."""
        with self._lock:
            self._damaged.add(slot)

    def load(self, key: JobKey) -> VideoJob | None:
        """As the port says."""
        with self.trouble.around("load"):
            return self._jobs.get(key)

    def save(self, job: VideoJob) -> None:
        """As the port says."""
        with self.trouble.around("save"), self._lock:
            stored = self._jobs.get(job.key)
            if job.write != (stored.write if stored else 0) + 1:
                raise Conflict("The job was written meanwhile.", code="job-changed")
            self._jobs[job.key] = job
            self.saves += 1
            if not self.lag:
                self._index[job.key] = job

    def of_screening(self, content_id: str, screening: int) -> list[VideoJob]:
        """As the port says."""
        with self.trouble.around("of_screening"):
            found = {(job.key.content_id, job.key.screening, job.key.analyser): job for job in self}
            wanted = (content_id, screening)
            return [job for name, job in sorted(found.items()) if name[:2] == wanted]

    def waiting(self, now: datetime, *, limit: int) -> list[JobKey]:
        """As the port says."""
        with self.trouble.around("waiting"):
            return self._due({JobStatus.WAITING}, now, limit)

    def overdue(self, now: datetime, *, limit: int) -> list[JobKey]:
        """As the port says."""
        with self.trouble.around("overdue"):
            return self._due(_AT_WORK, now, limit)

    def free_slots(self, now: datetime) -> list[int]:
        """As the port says."""
        with self.trouble.around("free_slots"):
            held = self.held_slots(now).keys() | self._damaged
            free = [slot for slot in range(1, self.slots + 1) if slot not in held]
            if self._damaged and not free:
                raise Misconfigured(f"Slot {min(self._damaged)} is damaged.", code="damaged-slot")
            return free

    def take_slot(self, slot: int, key: JobKey, *, now: datetime, until: datetime) -> bool:
        """As the port says."""
        with self.trouble.around("take_slot"), self._lock:
            if slot in self._damaged or (slot in self._leases and self._leases[slot][1] >= now):
                return False
            self._leases[slot] = (key, until)
            return True

    def keep_slot(self, slot: int, key: JobKey, *, until: datetime) -> None:
        """As the port says."""
        with self.trouble.around("keep_slot"), self._lock:
            if self._holder(slot) == key:
                self._leases[slot] = (key, until)
                self._damaged.discard(slot)

    def free_slot(self, slot: int, key: JobKey) -> None:
        """As the port says."""
        with self.trouble.around("free_slot"), self._lock:
            if self._holder(slot) == key:
                del self._leases[slot]
                self._damaged.discard(slot)

    def _holder(self, slot: int) -> JobKey | None:
        return self._leases[slot][0] if slot in self._leases else None

    def _due(self, status: set[JobStatus], now: datetime, limit: int) -> list[JobKey]:
        with self._lock:
            jobs = list(self._index.values())
        due = [
            (job.due_at, job.key.tag, job.key)
            for job in jobs
            if job.status in status and job.due_at and job.due_at <= now
        ]
        return [key for _, _, key in sorted(due, key=lambda each: each[:2])][:limit]
