"""Where the videos stand while they are screened: looked up in the table a few times a second."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event

from lambdas.moderation.domain.errors import ModerationError
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.video_jobs import JobStatus, VideoJob
from local.demo.journeys import Journeys, Uploaded

_LOOK_EVERY_SECONDS = 0.4
_FIRST = 1
_ON_ITS_WAY = "on its way in"
_STANDS = {
    JobStatus.WAITING: "waiting",
    JobStatus.STARTING: "starting",
    JobStatus.RUNNING: "running",
    JobStatus.SUCCEEDED: "done",
    JobStatus.FAILED: "failed",
    JobStatus.ABANDONED: "not started",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A video that got somewhere, `seconds` after S3 had taken the upload."""

    key: str
    place: str
    seconds: float


@dataclass(slots=True)
class Watch:
    """The videos among the journeys. `places` says in words where each of them stands, by name."""

    journeys: Journeys
    places: dict[str, str] = field(default_factory=dict)
    _steps: "SimpleQueue[Step]" = field(default_factory=SimpleQueue)

    def news(self) -> Iterator[Step]:
        """What happened since it was asked last, each step once."""
        while True:
            try:
                yield self._steps.get_nowait()
            except Empty:
                return

    def look(self) -> None:
        """Looks where each video stands that is uploaded and has no verdict yet."""
        for name, upload in list(self.journeys.uploaded.items()):
            if not self.journeys.samples[name].is_video or name in self.journeys.arrived:
                continue
            try:
                found = self._find(upload)
            except ModerationError:
                continue  # this is for the eye only: the next look tells
            if found != self.places.get(name, _ON_ITS_WAY):
                self.places[name] = found
                seconds = time.monotonic() - upload.at
                self._steps.put(Step(upload.content.key, found, seconds))

    def _find(self, upload: Uploaded) -> str:
        content_id, stage = upload.content.content_id, self.journeys.stage
        return place(stage.contents.load(content_id), stage.jobs.of_screening(content_id, _FIRST))


@contextmanager
def watching(journeys: Journeys) -> Iterator[Watch]:
    """A watch that looks by itself until the end."""
    watch, over = Watch(journeys), Event()

    def look_again_and_again() -> None:
        while not over.wait(_LOOK_EVERY_SECONDS):
            watch.look()

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look_again_and_again)
        try:
            yield watch
        finally:
            over.set()
    looking.result()


def place(state: ContentState | None, jobs: Sequence[VideoJob]) -> str:
    """Where a video stands, in words: which step, and how the job of each analyser stands."""
    if state is None:
        return _ON_ITS_WAY
    if state.status.is_verdict:
        return "verdict recorded: tag, alert, event"
    if not jobs:
        return "workflow started"
    if all(job.status.is_over for job in jobs):
        return "jobs over: results are read and judged"
    names = [job.key.analyser.replace("_", " ") for job in jobs]
    return ", ".join(f"{name} {_STANDS[job.status]}" for name, job in zip(names, jobs, strict=True))
