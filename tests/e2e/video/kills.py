"""Where a function of the video slice can die, and rounds in which several die there.

The kill is real (SIGKILL, between the function and the cloud); no function knows of it. The local
cloud kills every process of a function together with one of them, so one kill may cost many videos
an attempt. The workflow tries a step that died three times again: no more than three processes of
a function that it waits for may die in a round. Dispatches that nobody waits for die in a round of
their own, as many as there are points.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.video_jobs import STARTING_FOR, JobStatus, VideoJob
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.backstage import held_back, invoke, visible_after
from tests.e2e.pipeline.operating import event_source, function_name
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import (
    jobs_of,
    rekognition_jobs,
    slots_taken,
    upload_video,
    wait_until_waiting,
)

KILLS = ("kill_before", "kill_after")
_TAG = "{id}.1.moderation_labels"
_JOB = '"{id}"}}, "item": {{"S": "job#0001#moderation_labels"}}, "status": {{"S": "STATUS"}}'
_WRITES: Mapping[str, tuple[str, str, str]] = {
    "start records the job": (
        "start-video-job",
        "dynamodb.PutItem",
        _JOB.replace("STATUS", "waiting"),
    ),
    "start takes a slot": ("start-video-job", "dynamodb.PutItem", _TAG),
    "start takes the job": (
        "start-video-job",
        "dynamodb.PutItem",
        _JOB.replace("STATUS", "starting"),
    ),
    "start takes a turn": ("start-video-job", "dynamodb.UpdateItem", "StartContentModeration"),
    "start calls Rekognition": ("start-video-job", "rekognition.StartContentModeration", _TAG),
    "start keeps the slot": ("start-video-job", "dynamodb.UpdateItem", _TAG),
    "start writes the job id": (
        "start-video-job",
        "dynamodb.PutItem",
        _JOB.replace("STATUS", "running"),
    ),
    "finish frees the slot": ("finish-video-job", "dynamodb.DeleteItem", _TAG),
    "finish ends the job": (
        "finish-video-job",
        "dynamodb.PutItem",
        _JOB.replace("STATUS", "succeeded"),
    ),
    "finish resumes the branch": ("finish-video-job", "states.SendTaskSuccess", ""),
    "finish has others started": ("finish-video-job", "lambda.POST */invocations", ""),
    "decide keeps the evidence": ("decide-video", "s3.PutObject", "{id}"),
    "decide points to the evidence": ("decide-video", "dynamodb.PutItem", "{id}"),
    "decide records the verdict": ("decide-video", "dynamodb.TransactWriteItems", "{id}"),
    "screen records the start": ("screen-upload", "dynamodb.PutItem", "{id}"),
    "screen starts the workflow": ("screen-upload", "states.StartExecution", "{id}"),
}
"""Each write: the function, the operation, and what its request contains."""

_STUCK_AFTER = timedelta(seconds=2)
_HURRY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Point:
    """A process dies right before or after a write.

    Some writes do not say whose they are: of those it is the first of the round, whoever makes it.
    """

    write: str
    effect: str

    def fault(self, content: Content) -> dict[str, object]:
        """The fault on the wire, for this content."""
        function, operation, part = _WRITES[self.write]
        return {
            "on": operation,
            "do": self.effect,
            "caller": function_name(function),
            "containing": part.format(id=content.content_id),
        }


POINTS = [Point(write, effect) for write in _WRITES for effect in KILLS]
DISPATCHING = [each for each in POINTS if each.write.startswith("start ")][len(KILLS) :]
"""Those of a dispatch. Before them, `start_video_job` records the job that it is asked for."""

_OTHERS = [each for each in POINTS if each not in DISPATCHING]
OTHERS = (_OTHERS[::2], _OTHERS[1::2])
"""All others, in two rounds."""


@dataclass(frozen=True, slots=True)
class Round:
    """What became of the contents of a round, and how many jobs Rekognition started for them."""

    contents: Mapping[Point, Content]
    started: int


@contextmanager
def hurried(stage: Stage) -> Iterator[None]:
    """What a killed process had in hand is visible again after seconds, and it is one message."""
    with (
        visible_after(stage, 2, "IntakeQueue"),
        visible_after(stage, 2, "CompletionsQueue"),
        event_source(stage, "screen-upload", BatchSize=1),
        event_source(stage, "finish-video-job", BatchSize=1),
    ):
        yield


def run_dispatching(stage: Stage, simulate: str) -> Round:
    """Screens a video for each point of a dispatch, with a process killed there."""
    stage.door.delete("rekognition")
    with slots_taken(stage):
        contents = _upload(stage, DISPATCHING, simulate)
        for content in contents.values():
            wait_until_waiting(stage, content)
        _set_faults(stage, contents)
    invoke(stage, "sweep")
    return _ended(stage, contents)


def run_others(stage: Stage, points: Sequence[Point], simulate: str) -> Round:
    """Screens a video for each of these points, with a process killed there."""
    stage.door.delete("rekognition")
    with held_back(stage, "screen-upload"):
        contents = _upload(stage, points, simulate)
        _set_faults(stage, contents)
    return _ended(stage, contents)


def _upload(stage: Stage, points: Sequence[Point], simulate: str) -> dict[Point, Content]:
    return {
        point: upload_video(stage, f"{point.write}/{point.effect}.mp4", simulate=simulate)
        for point in points
    }


def _set_faults(stage: Stage, contents: Mapping[Point, Content]) -> None:
    stage.door.post("faults", [point.fault(each) for point, each in contents.items()])


def _ended(stage: Stage, contents: Mapping[Point, Content]) -> Round:
    """The round once all are enforced; what gets stuck is hurried on, as time would."""
    left, hurried_at = list(contents.values()), time.monotonic()

    def look() -> bool:
        nonlocal left, hurried_at
        left = [each for each in left if not _is_enforced(stage, each)]
        if time.monotonic() - hurried_at > _HURRY_SECONDS:
            _hurry(stage, left)
            hurried_at = time.monotonic()
        return not left

    until(look, seconds=90)
    assert [fault for fault in stage.door.get("faults") if fault["times"]] == []
    return Round(contents, rekognition_jobs(stage)["started"])


def _is_enforced(stage: Stage, content: Content) -> bool:
    state = stage.state(content)
    return state is not None and state.enforced > 0


def _hurry(stage: Stage, contents: Sequence[Content]) -> None:
    jobs = jobs_of(stage)
    known = [job for each in contents for job in jobs.of_screening(each.content_id, 1)]
    stuck = [job for job in known if _is_stuck(job)]
    for job in stuck:
        if job.status is JobStatus.STARTING:
            with suppress(Conflict):
                jobs.save(replace(job, write=job.write + 1, due_at=datetime.now(UTC)))
    if stuck:
        invoke(stage, "sweep")


def _is_stuck(job: VideoJob) -> bool:
    """Whether it is longer where it is than it takes on any machine, if nobody died."""
    if job.due_at is None:
        return False
    begun = job.due_at - STARTING_FOR if job.status is JobStatus.STARTING else job.waiting_since
    return job.status is not JobStatus.RUNNING and begun < datetime.now(UTC) - _STUCK_AFTER
