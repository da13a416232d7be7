"""Amazon Rekognition's video jobs, scripted: they run until they are told to end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Gone, NoSlot, PageExpired, Permanent, Retryable
from lambdas.moderation.domain.findings import Sighting, VideoPage
from lambdas.moderation.domain.video_jobs import JobKey, JobReport, JobStatus, VideoJob
from tests.fakes.trouble import Trouble


@dataclass(slots=True)
class FakeJob:
    """A job as Rekognition has it. `text` is what it says of a failure."""

    job_id: str
    key: JobKey
    content: Content
    parameters: Mapping[str, float | int]
    status: JobStatus = JobStatus.RUNNING
    text: str = ""


@dataclass
class FakeVideoAnalysers:
    """Sights nothing unless told. Methods for `trouble`: `start`, `report`, `read`.

    At most `limit` jobs run at a time; the client token of a start is remembered for ever. `jobs`
    are all that were ever started, by their ids, in order. `most_running` is the most that ran at
    the same time, `calls` counts all calls by method. Safe for threads.
    """

    limit: int = 20
    rows_a_page: int = 1000
    model_version: str = "7.0"
    duration_ms: int | None = 60_000
    trouble: Trouble = field(default_factory=Trouble)
    jobs: dict[str, FakeJob] = field(default_factory=dict)
    missing: set[Content] = field(default_factory=set)
    most_running: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    _sightings: dict[tuple[str, Content | None], tuple[Sighting, ...]] = field(default_factory=dict)
    _refusals: dict[tuple[str, Content | None], BaseException] = field(default_factory=dict)
    _by_token: dict[str, FakeJob] = field(default_factory=dict)
    _running: dict[str, FakeJob] = field(default_factory=dict)
    _generation: int = 0
    _lock: RLock = field(default_factory=RLock)

    @property
    def running(self) -> list[str]:
        """The ids of the jobs that run now, oldest first."""
        with self._lock:
            return list(self._running)

    def id_of(self, key: JobKey) -> str:
        """The id of the job that was started for this key; `KeyError` if none was."""
        return self._by_token[key.client_token].job_id

    def sight(self, analyser: str, *sightings: Sighting, content: Content | None = None) -> None:
        """Jobs of that analyser give these rows, on that content or (None) on all others."""
        self._sightings[analyser, content] = sightings

    def refuse(
        self, analyser: str, error: BaseException, *, content: Content | None = None
    ) -> None:
        """Starts of that analyser fail every time, on that content or (None) on all others."""
        self._refusals[analyser, content] = error

    def recover(self) -> None:
        """No start is refused any more."""
        self._refusals.clear()

    def complete(self, job_id: str) -> JobKey:
        """That job succeeds; gives its key, as the completion's JobTag does."""
        return self._end(job_id, JobStatus.SUCCEEDED, "")

    def fail(self, job_id: str, text: str = "The video's codec is not supported.") -> JobKey:
        """That job fails, for this reason; gives its key."""
        return self._end(job_id, JobStatus.FAILED, text)

    def forget(self, job_id: str) -> None:
        """The results of that job are no longer kept; a repeated start still gives its id."""
        with self._lock:
            self._running.pop(job_id, None)
            del self.jobs[job_id]

    def expire_pages(self) -> None:
        """No page that was told of so far is known any more."""
        with self._lock:
            self._generation += 1

    def start(self, job: VideoJob, content: Content) -> str:
        """As the port says."""
        with self._lock, self.trouble.around("start"):
            self.calls["start"] += 1
            known = self._by_token.get(job.key.client_token) or self._begin(job, content)
            if (known.content, known.parameters) != (content, dict(job.parameters)):
                text = "The job was started before, in another way."
                raise Permanent(text, code="idempotent-parameter-mismatch")
            return known.job_id

    def report(self, analyser: str, job_id: str) -> JobReport:
        """As the port says."""
        with self._lock, self.trouble.around("report"):
            self.calls["report"] += 1
            job = self._known(analyser, job_id)
            return JobReport(job.status, job.text)

    def read(self, analyser: str, job_id: str, page: str | None) -> VideoPage:
        """As the port says."""
        with self._lock, self.trouble.around("read"):
            self.calls["read"] += 1
            job = self._known(analyser, job_id)
            if job.status is JobStatus.RUNNING:
                raise Retryable("The job still runs.", code="job-running")
            if job.status is JobStatus.FAILED:
                text = f"Amazon Rekognition could not analyse the video: {job.text}"
                raise Permanent(text, code="video-unreadable")
            return self._page(job, page)

    def _begin(self, job: VideoJob, content: Content) -> FakeJob:
        analyser = job.key.analyser
        refusal = self._refusals.get((analyser, content)) or self._refusals.get((analyser, None))
        if refusal is not None:
            raise refusal
        if content in self.missing:
            raise Gone
        if len(self._running) >= self.limit:
            raise NoSlot
        begun = FakeJob(f"job-{len(self._by_token) + 1}", job.key, content, dict(job.parameters))
        self._by_token[job.key.client_token] = begun
        self.jobs[begun.job_id] = self._running[begun.job_id] = begun
        self.most_running = max(self.most_running, len(self._running))
        return begun

    def _end(self, job_id: str, status: JobStatus, text: str) -> JobKey:
        with self._lock:
            job = self._running.pop(job_id)
            job.status, job.text = status, text
            return job.key

    def _known(self, analyser: str, job_id: str) -> FakeJob:
        job = self.jobs.get(job_id)
        if job is None or job.key.analyser != analyser:
            text = "Amazon Rekognition does not keep the results any more."
            raise Permanent(text, code="results-gone")
        return job

    def _page(self, job: FakeJob, page: str | None) -> VideoPage:
        general = self._sightings.get((job.key.analyser, None), ())
        rows = self._sightings.get((job.key.analyser, job.content), general)
        told = [self._token(job, start) for start in range(0, len(rows) or 1, self.rows_a_page)]
        if page is not None and page not in told[1:]:
            raise PageExpired
        number = 0 if page is None else told.index(page)
        start = number * self.rows_a_page
        return VideoPage(
            sightings=rows[start : start + self.rows_a_page],
            model_version=self.model_version,
            next_page=told[number + 1] if number + 1 < len(told) else None,
            duration_ms=self.duration_ms,
        )

    def _token(self, job: FakeJob, start: int) -> str:
        return f"{job.job_id}/{self._generation}/{start}"
