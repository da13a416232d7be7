"""Many videos at once: their uploads, and what must be true of all of them afterwards."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.domain.video_jobs import JobStatus, VideoJob
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.operating import DEAD_LETTERS
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import held_slots, jobs_of, upload_video

FLEET_SECONDS = 180.0

_SEEN = (
    ("nothing", Status.APPROVED),
    ("graphic-violence@95[0-2]", Status.REJECTED),
    ("weapons@80[0-2]", Status.IN_REVIEW),
)
_UPLOADS_AT_ONCE = 8
_WORK = ("IntakeQueue", "CompletionsQueue")


@dataclass(frozen=True, slots=True)
class Fleet:
    """Videos, each with the verdict that what is seen in it deserves."""

    deserved: Mapping[Content, Status]

    @property
    def contents(self) -> Sequence[Content]:
        """The videos in the order of their uploads."""
        return list(self.deserved)

    def wait_until_enforced(self, stage: Stage) -> None:
        """Until every video's verdict is enforced, within one bound for all of them."""
        waiting = list(self.contents)

        def look() -> bool:
            while waiting and _is_enforced(stage, waiting[-1]):
                waiting.pop()
            return not waiting

        until(look, seconds=FLEET_SECONDS)

    def verdicts(self, stage: Stage) -> dict[Content, Status]:
        """What the table says of each."""
        found = {content: stage.state(content) for content in self.contents}
        return {content: state.status for content, state in found.items() if state}

    def jobs(self, stage: Stage) -> list[VideoJob]:
        """Every job of the first screening of each."""
        jobs = jobs_of(stage)
        return [job for each in self.contents for job in jobs.of_screening(each.content_id, 1)]

    def unfinished(self, stage: Stage) -> list[VideoJob]:
        """The jobs of which more is to come."""
        return [job for job in self.jobs(stage) if not job.status.is_over]

    def executions(self, stage: Stage) -> dict[str, int]:
        """How many of their executions ended how, once every one has."""

        def look() -> Counter[str] | None:
            found = Counter(_statuses(stage, self.contents))
            return None if "RUNNING" in found else found

        return until(look, seconds=FLEET_SECONDS)


def upload_fleet(stage: Stage, name: str, size: int) -> Fleet:
    """Uploads so many videos, eight at a time: harmless, violent and doubtful ones in turn."""
    seen = [_SEEN[number % len(_SEEN)] for number in range(size)]

    def upload(number: int) -> Content:
        return upload_video(stage, f"{name}/{number}.mp4", simulate=seen[number][0])

    with ThreadPoolExecutor(_UPLOADS_AT_ONCE) as pool:
        contents = list(pool.map(upload, range(size)))
    return Fleet({content: status for content, (_, status) in zip(contents, seen, strict=True)})


def dead_letters(stage: Stage) -> dict[str, int]:
    """How many messages nobody could handle so far, by queue."""
    return {output: stage.depth(output) for output in DEAD_LETTERS}


def leftovers(stage: Stage, fleet: Fleet) -> dict[str, Any]:
    """What a fleet that has its verdicts may not leave behind, by name; all of it is empty."""
    until(lambda: not any(stage.depth(output) for output in _WORK), seconds=FLEET_SECONDS)
    jobs, now = jobs_of(stage), datetime.now(UTC)
    return {
        "slots held": held_slots(stage),
        "waiting": jobs.waiting(now, limit=1),
        "unfinished": fleet.unfinished(stage),
    }


NOTHING_LEFT = {"slots held": 0, "waiting": [], "unfinished": []}


def all_running(jobs: Sequence[VideoJob]) -> Sequence[VideoJob]:
    """The jobs once every one of them runs at Rekognition; none before."""
    return jobs if {job.status for job in jobs} == {JobStatus.RUNNING} else []


def started_in_order(running: Sequence[VideoJob]) -> list[str]:
    """The tags of running jobs as they were started: each is looked at so long after its start."""
    return [job.key.tag for job in sorted(running, key=lambda job: job.due_at or job.waiting_since)]


def _statuses(stage: Stage, contents: Sequence[Content]) -> list[str]:
    """How the executions of their first screening stand, of all that Step Functions lists."""
    pages = stage.aws.client("stepfunctions").get_paginator("list_executions")
    ours = {f"{content.content_id}-1" for content in contents}
    return [
        each["status"]
        for page in pages.paginate(stateMachineArn=stage.outputs["VideoWorkflow"])
        for each in page["executions"]
        if each["name"] in ours
    ]


def _is_enforced(stage: Stage, content: Content) -> bool:
    state = stage.state(content)
    return bool(state and state.enforced)
