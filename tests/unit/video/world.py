"""The functions around video jobs with fakes around them, and one process each that may die."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

from lambdas.finish_video_job.finish_video_job import FinishVideoJob
from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.transitions import with_started
from lambdas.moderation.domain.video_jobs import JobKey, VideoJob
from lambdas.start_video_job.dispatch import Dispatch
from lambdas.start_video_job.start import Start
from lambdas.start_video_job.start_video_job import StartVideoJob
from lambdas.sweep.video_jobs import SweepVideoJobs
from policy_file.reading import read
from tests.fakes import FakeContents, FakeCounter, FakePolicies
from tests.fakes.branches import FakeBranches
from tests.fakes.clock import Clock
from tests.fakes.completions import FakeCompletions
from tests.fakes.dispatcher import FakeDispatcher
from tests.fakes.trouble import Trouble
from tests.fakes.video_analysers import FakeVideoAnalysers
from tests.fakes.video_jobs import FakeVideoJobs

CHECK_AFTER = timedelta(minutes=30)
MODERATION, LABELS = "moderation_labels", "labels"


class Crash(BaseException):
    """The process dies on the spot: nobody's `except Exception` hears of it."""


@cache
def shipped_policy() -> Policy:
    """The policy that ships."""
    return read(Path(__file__).parents[3] / "policy.yaml")


def completion(key: JobKey, job_id: str, status: str = "SUCCEEDED") -> str:
    """What Rekognition publishes once a job has ended."""
    message = {"JobId": job_id, "Status": status, "API": "StartContentModeration"}
    video = {"S3ObjectName": "a.mp4", "S3Bucket": "uploads-test"}
    return json.dumps(message | {"JobTag": key.tag, "Timestamp": 1502230160926, "Video": video})


def check(key: JobKey) -> str:
    """Our own message that a job is to be asked after."""
    detail = {"job_tag": key.tag}
    envelope = {"source": "content-moderation", "detail-type": "Video Job Check"}
    return json.dumps(envelope | {"detail": detail})


@dataclass
class WatchedAnalysers(FakeVideoAnalysers):
    """Tells `on_start` of every job that it begins, before the start is answered."""

    on_start: Callable[[str, VideoJob], None] = lambda *_: None

    def start(self, job: VideoJob, content: Content) -> str:
        before = len(self.jobs)
        try:
            return super().start(job, content)
        finally:
            if len(self.jobs) > before:
                self.on_start(list(self.jobs)[-1], job)


@dataclass
class World:
    """The use cases and all that they speak to; `clock` is everybody's."""

    jobs: FakeVideoJobs = field(default_factory=FakeVideoJobs)
    analysers: WatchedAnalysers = field(default_factory=WatchedAnalysers)
    contents: FakeContents = field(default_factory=FakeContents)
    policies: FakePolicies = field(default_factory=lambda: FakePolicies(shipped_policy()))
    branches: FakeBranches = field(default_factory=FakeBranches)
    dispatcher: FakeDispatcher = field(default_factory=FakeDispatcher)
    completions: FakeCompletions = field(default_factory=FakeCompletions)
    counter: FakeCounter = field(default_factory=FakeCounter)
    clock: Clock = field(default_factory=Clock)
    seconds_left: float = 60

    def __post_init__(self) -> None:
        now = self.clock.now
        start = Start(
            jobs=self.jobs,
            analysers=self.analysers,
            branches=self.branches,
            counter=self.counter,
            check_after=CHECK_AFTER,
            now=now,
        )
        self.dispatch = Dispatch(jobs=self.jobs, contents=self.contents, start=start, now=now)
        self.start = StartVideoJob(
            jobs=self.jobs,
            policies=self.policies,
            branches=self.branches,
            dispatch=self.dispatch,
            counter=self.counter,
            now=now,
        )
        self.finish = FinishVideoJob(
            jobs=self.jobs,
            analysers=self.analysers,
            branches=self.branches,
            dispatcher=self.dispatcher,
            completions=self.completions,
            counter=self.counter,
            check_after=CHECK_AFTER,
            now=now,
        )
        self.sweep = SweepVideoJobs(
            jobs=self.jobs,
            completions=self.completions,
            dispatcher=self.dispatcher,
            counter=self.counter,
            now=now,
        )

    @property
    def troubles(self) -> dict[str, tuple[Trouble, tuple[str, ...]]]:
        """Everything that can be told to go wrong, with the methods where it can."""
        table = ("load", "save", "waiting", "overdue", "free_slots")
        slots = ("take_slot", "keep_slot", "free_slot")
        return {
            "jobs": (self.jobs.trouble, table + slots),
            "analysers": (self.analysers.trouble, ("start", "report")),
            "branches": (self.branches.trouble, ("succeed", "fail")),
            "dispatcher": (self.dispatcher.trouble, ("ask",)),
            "completions": (self.completions.trouble, ("request_check",)),
            "contents": (self.contents.trouble, ("load",)),
        }

    def video(self, number: int = 1) -> Content:
        """A video whose first screening was handed to the workflow."""
        content = Content("uploads-test", f"videos/{number}.mp4", "v1")
        state = with_started(
            None, content=content, upload=Upload(), screening=1, now=self.clock.now()
        )
        assert state is not None
        self.contents.save(state)
        return content

    def ask(self, key: JobKey, branch: str) -> list[Exception]:
        """The workflow invokes `start_video_job` for a branch."""
        event = {"content_id": key.content_id, "screening": key.screening}
        return self.handle(event | {"analyser": key.analyser, "branch": branch})

    def handle(self, event: dict[str, object]) -> list[Exception]:
        """`start_video_job` is invoked with this event."""
        return self.start.handle(event, lambda: self.seconds_left)

    def job(self, key: JobKey) -> VideoJob:
        """The job as it is stored."""
        job = next((job for job in self.jobs if job.key == key), None)
        assert job is not None
        return job

    def held(self) -> int:
        """How many slots are held now."""
        return len(self.jobs.held_slots(self.clock.now()))


def key_of(content: Content, analyser: str = MODERATION, screening: int = 1) -> JobKey:
    """The job of that analyser on that content."""
    return JobKey(content.content_id, screening, analyser)
