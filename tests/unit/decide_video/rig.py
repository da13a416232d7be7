"""`decide_video` with fakes around it, and the requests that it is given."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from lambdas.decide_video.decide_video import DecideVideo
from lambdas.decide_video.reading import ReadResults
from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.findings import Evidence, Finding, Sighting
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_parse import parse
from lambdas.moderation.domain.state import ContentState, EventKind
from lambdas.moderation.domain.transitions import with_rescreen, with_started
from lambdas.moderation.domain.video_jobs import JobKey, recorded, succeeded
from tests.fakes import FakeContents, FakeCounter, FakePolicies
from tests.fakes.archive import FakeArchive
from tests.fakes.video_analysers import FakeVideoAnalysers
from tests.fakes.video_jobs import FakeVideoJobs

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CONTENT = Content("uploads-test", "clips/street.mp4", "3sL4kqtJlcpXroDTDmJ")
UPLOAD = Upload(media_type=MediaType.MP4, size=9_000_000, uploader_id="user-7")
ANALYSERS = ("moderation_labels", "labels")
CODEC = {
    "Error": "VideoJobFailed",
    "Cause": json.dumps({"code": "video-unreadable", "text": "The codec is not supported."}),
}


@cache
def policy() -> Policy:
    """A second of weapons is rejected, half a second of rude gestures reviewed."""
    return parse(
        {
            "analysers": {
                "moderation_labels": {"min_confidence": 50},
                "labels": {"min_confidence": 55, "max_labels": 50},
            },
            "default": "approve",
            "rules": [
                {
                    "id": "weapons",
                    "label": "Weapons",
                    "category": "violence",
                    "severity": {"review": "medium", "reject": "high"},
                    "review": 60,
                    "reject": 90,
                    "video": {"seconds": 1},
                },
                {
                    "id": "gestures",
                    "label": "Rude Gestures",
                    "category": "insult",
                    "severity": "low",
                    "review": 80,
                },
            ],
        }
    )


def weapons(*seconds: float) -> list[Sighting]:
    """A weapon at these seconds; from a second on it is rejected."""
    return [weapon(round(each * 1_000)) for each in seconds]


def weapon(at_ms: int, confidence: float = 97.0) -> Sighting:
    """A sighting of a weapon."""
    return Sighting(at_ms, Finding("moderation_labels", "Weapons", confidence, ("Violence",)))


def dog(at_ms: int) -> Sighting:
    """A sighting that no rule speaks of."""
    return Sighting(at_ms, Finding("labels", "Dog", 98.0, ("Animal",)))


def plenty() -> float:
    """Time enough for everything."""
    return 600.0


class Budget:
    """Time for so many looks at the clock, then none."""

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def __call__(self) -> float:
        self._looks -= 1
        return float(self._looks >= 0)


@dataclass
class Rig:
    """The use case and all that it speaks to. A video is recorded and both of its jobs have ended.

    Nothing is sighted unless told. `now` is what the clock says.
    """

    analysers: FakeVideoAnalysers = field(default_factory=FakeVideoAnalysers)
    archive: FakeArchive = field(default_factory=FakeArchive)
    contents: FakeContents = field(default_factory=FakeContents)
    jobs: FakeVideoJobs = field(default_factory=FakeVideoJobs)
    policies: FakePolicies = field(default_factory=lambda: FakePolicies(policy()))
    counter: FakeCounter = field(default_factory=FakeCounter)
    now: datetime = START

    def __post_init__(self) -> None:
        self.use_case = DecideVideo(
            results=ReadResults(analysers=self.analysers, archive=self.archive),
            contents=self.contents,
            jobs=self.jobs,
            archive=self.archive,
            policies=self.policies,
            counter=self.counter,
            now=lambda: self.now,
        )
        state = with_started(None, content=CONTENT, upload=UPLOAD, screening=1, now=self.now)
        assert state is not None
        self.contents.save(state)
        for analyser in ANALYSERS:
            self.run_job(analyser)

    def run_job(self, analyser: str, screening: int = 1, **parameters: float) -> str:
        """A job that was recorded, started and completed; its id."""
        key = JobKey(CONTENT.content_id, screening, analyser)
        asked = parameters or policy().analysers[analyser]
        job = recorded(key, branch="b", parameters=asked, now=self.now)
        self.jobs.save(job)
        job_id = self.analysers.start(job, CONTENT)
        self.analysers.complete(job_id)
        self.jobs.save(succeeded(job, job_id))
        return job_id

    def request(self, screening: int = 1, **failures: dict[str, str]) -> dict[str, Any]:
        """The request once both branches have ended, these with a failure."""
        jobs: list[dict[str, Any]] = []
        for analyser in ANALYSERS:
            if analyser in failures:
                jobs.append({"analyser": analyser, "failure": failures[analyser]})
            else:
                key = JobKey(CONTENT.content_id, screening, analyser)
                jobs.append({"analyser": analyser, "job_id": self.analysers.id_of(key)})
        return {"content_id": CONTENT.content_id, "screening": screening, "jobs": jobs}

    def decide(self, **failures: dict[str, str]) -> ContentState:
        """Handles the request with time enough, and gives the state that was stored."""
        assert self.use_case.handle(self.request(1, **failures), plenty) is True
        return self.state()

    def hold(self, error: str, cause: str = "") -> ContentState:
        """Handles the request to hold, and gives the state that was stored."""
        failure = {"Error": error, "Cause": cause}
        asked = {"content_id": CONTENT.content_id, "screening": 1, "failure": failure}
        assert self.use_case.handle(asked, plenty) is True
        return self.state()

    def state(self) -> ContentState:
        """The stored state."""
        state = self.contents.load(CONTENT.content_id)
        assert state is not None
        return state

    def evidence(self, screening: int = 1) -> Evidence | None:
        """The evidence as a reader finds it: in the table its name, in the archive the whole."""
        pointer = self.contents.load_evidence(CONTENT.content_id, screening)
        if pointer is None:
            return None
        assert pointer.stored_as is not None
        kept = self.archive.fetch(pointer.stored_as)
        assert pointer == replace(kept, findings=(), stored_as=pointer.stored_as)
        return kept

    def kinds(self) -> list[EventKind]:
        """What happened to the content, by kind."""
        return [event.kind for event in self.contents.history(CONTENT.content_id)]

    def ask_again(self) -> None:
        """Another screening is asked for, handed to a workflow, and its jobs have ended."""
        self.now += timedelta(days=1)
        change = with_rescreen(self.state(), who="ana", why="new policy", now=self.now)
        assert change is not None
        self.contents.save(*change)
        started = with_started(
            self.state(), content=CONTENT, upload=UPLOAD, screening=2, now=self.now
        )
        assert started is not None
        self.contents.save(started)
        for analyser in ANALYSERS:
            self.run_job(analyser, 2)
