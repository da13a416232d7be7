"""One video job in two worlds: the fake, and the adapter before a scripted Rekognition."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lambdas.moderation.aws.rekognition_video import NotificationChannel, RekognitionVideo
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.findings import Sighting
from lambdas.moderation.domain.video_jobs import JobKey, VideoJob, recorded
from lambdas.moderation.ports.video import VideoAnalysers
from tests.contract.examples import NOW, content
from tests.contract.scripted_rekognition import ScriptedRekognition
from tests.fakes import FakeTurns, FakeUploads
from tests.fakes.video_analysers import FakeVideoAnalysers

CLIP = content("clips/clip.mp4")
TOPIC = "arn:aws:sns:us-east-1:123456789012:completions"
ROLE = "arn:aws:iam::123456789012:role/publishing"


def job(
    analyser: str = "labels", *, screening: int = 1, parameters: dict[str, float] | None = None
) -> VideoJob:
    """A job that waits to be started on `CLIP`."""
    key = JobKey(CLIP.content_id, screening, analyser)
    return recorded(key, branch="token", parameters=parameters or {}, now=NOW)


class World(Protocol):
    """The one job, and what happens to it."""

    @property
    def analysers(self) -> VideoAnalysers: ...

    def fills_up(self) -> None: ...

    def deletes(self, gone: Content) -> None: ...

    def succeeds(self, job_id: str, *pages: Sequence[Sighting]) -> None: ...

    def fails(self, job_id: str, text: str) -> None: ...

    def forgets(self, job_id: str) -> None: ...

    def expires_pages(self) -> None: ...


@dataclass
class FakeWorld:
    """The fake, with one row a page."""

    analysers: FakeVideoAnalysers = field(
        default_factory=lambda: FakeVideoAnalysers(rows_a_page=1, model_version="unknown")
    )

    def fills_up(self) -> None:
        self.analysers.limit = 0

    def deletes(self, gone: Content) -> None:
        self.analysers.missing.add(gone)

    def succeeds(self, job_id: str, *pages: Sequence[Sighting]) -> None:
        self.analysers.sight("labels", *(row for page in pages for row in page))
        self.analysers.complete(job_id)

    def fails(self, job_id: str, text: str) -> None:
        self.analysers.fail(job_id, text)

    def forgets(self, job_id: str) -> None:
        self.analysers.forget(job_id)

    def expires_pages(self) -> None:
        self.analysers.expire_pages()


@dataclass
class AdapterWorld:
    """The adapter; no pause takes time."""

    service: ScriptedRekognition
    uploads: FakeUploads = field(default_factory=FakeUploads)
    turns: FakeTurns = field(default_factory=FakeTurns)
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.uploads.put(CLIP, b"ftyp")
        self.analysers = RekognitionVideo(
            self.service.client,
            self.uploads,
            self.turns,
            sleep=self.pauses.append,
            random=lambda: 1.0,
            channel=NotificationChannel(TOPIC, ROLE),
        )

    def fills_up(self) -> None:
        self.service.next_errors.append("LimitExceededException")

    def deletes(self, gone: Content) -> None:
        self.uploads.delete(gone)
        self.service.next_errors.append("InvalidS3ObjectException")

    def succeeds(self, job_id: str, *pages: Sequence[Sighting]) -> None:
        assert job_id
        self.service.status, self.service.pages = "SUCCEEDED", pages

    def fails(self, job_id: str, text: str) -> None:
        assert job_id
        self.service.status, self.service.words = "FAILED", text

    def forgets(self, job_id: str) -> None:
        assert job_id
        self.service.next_errors.append("ResourceNotFoundException")

    def expires_pages(self) -> None:
        self.service.generation += 1
