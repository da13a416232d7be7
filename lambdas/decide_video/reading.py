"""Reads the results of a screening's jobs as far as time allows, and notes where it stopped."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lambdas.decide_video.failures import readable
from lambdas.moderation.domain.errors import PageExpired, Permanent, Retryable
from lambdas.moderation.domain.video_jobs import JobFailure
from lambdas.moderation.domain.video_reading import Reading
from lambdas.moderation.ports.video import Archive, VideoAnalysers

_MOST_RESTARTS = 3
_MOST_PAGES = 20_000
"""Far more than six hours of video have; a service that never ends must not keep us for ever."""

_NO_TURN = "paced"

SecondsLeft = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Readable:
    """A job whose results can be read, folded at these levels."""

    analyser: str
    job_id: str
    levels: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What was read to its end, and what could not be read for good, by analyser."""

    readings: Mapping[str, Reading]
    failures: Mapping[str, JobFailure]


@dataclass(slots=True)
class _Progress:
    """One job while it is read. `error` is what ended this, unless it was the end or the time."""

    job: Readable
    reading: Reading
    pages: int = 0
    error: Permanent | Retryable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResults:
    """Reads jobs page by page, all at the same time; safe to cut off and to repeat.

    What was read is noted before this ends for any reason but a crash. Noted progress counts only
    for the same job and the same levels; what is damaged does not count.
    """

    analysers: VideoAnalysers
    archive: Archive

    def read(
        self, content_id: str, screening: int, jobs: Sequence[Readable], seconds_left: SecondsLeft
    ) -> Results | None:
        """All results, or None where the time was over before the end: then this is to be repeated.

        Reads at least one page of each, so that repeating comes to an end. Raises `Retryable`
        where the service cannot be read now.
        """
        noted = self._noted(content_id, screening) if jobs else {}
        progress = [_Progress(job, _resumed(job, noted.get(job.analyser))) for job in jobs]
        with ThreadPoolExecutor(max_workers=max(len(jobs), 1)) as pool:
            list(pool.map(lambda each: self._read_on(each, seconds_left), progress))
        if all(each.reading.done or isinstance(each.error, Permanent) for each in progress):
            return _results(progress)
        self._note(content_id, screening, progress)
        error = _to_raise(progress)
        if error is not None:
            raise error
        return None

    def _read_on(self, progress: _Progress, seconds_left: SecondsLeft) -> None:
        job, restarts = progress.job, 0
        while not progress.reading.done and (progress.pages == 0 or seconds_left() > 0):
            reading = progress.reading
            try:
                page = self.analysers.read(job.analyser, job.job_id, reading.next_page)
                reading.add(page)
                progress.pages += 1
                if reading.pages >= _MOST_PAGES:
                    raise Permanent("The results have no end.", code="unreadable-answer")
            except PageExpired as error:
                progress.reading = Reading(job_id=job.job_id, levels=job.levels)
                restarts += 1
                if restarts > _MOST_RESTARTS:
                    progress.error = Retryable(str(error), code=error.code)
                    return
            except (Permanent, Retryable) as error:
                progress.error = error
                return

    def _note(self, content_id: str, screening: int, progress: Sequence[_Progress]) -> None:
        plain = {each.job.analyser: each.reading.to_plain() for each in progress}
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        self.archive.note(content_id, screening, text.encode())

    def _noted(self, content_id: str, screening: int) -> Mapping[str, object]:
        try:
            noted = json.loads(self.archive.noted(content_id, screening) or b"{}")
        except (Permanent, ValueError, RecursionError):
            return {}
        return noted if isinstance(noted, Mapping) else {}


def _resumed(job: Readable, plain: object) -> Reading:
    """The reading where it stopped, or its beginning if nothing sound was noted of this job."""
    try:
        reading = Reading.from_plain(plain)
    except ValueError:
        reading = None
    if reading and (reading.job_id, reading.levels) == (job.job_id, job.levels):
        return reading
    return Reading(job_id=job.job_id, levels=job.levels)


def _to_raise(progress: Sequence[_Progress]) -> Retryable | None:
    """The error to be tried again for; waiting for a turn is none once something was read."""
    errors = [each.error for each in progress if isinstance(each.error, Retryable)]
    if any(each.pages for each in progress):
        errors = [error for error in errors if error.code != _NO_TURN]
    return errors[0] if errors else None


def _results(progress: Sequence[_Progress]) -> Results:
    return Results(
        readings={each.job.analyser: each.reading for each in progress if not each.error},
        failures={
            each.job.analyser: JobFailure(each.error.code, readable(str(each.error)))
            for each in progress
            if each.error
        },
    )
