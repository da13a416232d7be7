"""Videos of the bench: all wait for a slot, then are followed until the last verdict is enforced.

The slots are held until every job is on record: so nothing of how the videos came in, and no cold
start, is in what is measured of the slots.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.moderation.aws.job_items import WAITING
from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs
from lambdas.moderation.domain.video_jobs import JobKey
from local.bench import wire
from local.bench.cloud import BenchCloud, until
from local.bench.slots import Sample
from local.bench.transitions import transitions
from local.cloud.processes import CloudError
from samples.videos import clip

FUNCTIONS = (
    "screen-upload",
    "start-video-job",
    "finish-video-job",
    "decide-video",
    "enforce-verdict",
)
_ANALYSERS = 2
_UPLOADS_A_SECOND = 5
"""Slow enough that the local cloud needs no more than a few processes of each function."""

_HOLDER = JobKey("0" * 32, 1, "labels")
_HELD_FOR = timedelta(minutes=10)
_PAUSE_SECONDS = 0.25
_LONGEST_SECONDS = 300
_SIMULATE = "street-scene"


@dataclass(frozen=True, slots=True, kw_only=True)
class Videos:
    """What became of some videos: seconds count from when the slots were freed."""

    count: int
    last_verdict: float
    samples: tuple[Sample, ...]
    most_at_once: int
    statuses: Counter[str]
    transitions: Counter[int]
    requests: Counter[tuple[str, str, str]]
    items: tuple[dict[str, Any], ...]

    @property
    def jobs(self) -> int:
        """How many jobs they took."""
        return self.count * _ANALYSERS

    def a_video(self, service: str, operation: str, function: str = "") -> float:
        """Requests a video, of one function or of all."""
        return wire.total(self.requests, service, operation, function) / self.count


def run(bench: BenchCloud, *, count: int, slots: int, job_seconds: tuple[float, float]) -> Videos:
    """Lets that many videos wait for slots, frees these, and waits for every verdict.

    Each job of the stand-in lasts a time drawn between the two `job_seconds`.
    """
    prefix = f"videos-{count}-{time.time():.0f}"
    bench.door("DELETE", "rekognition")
    bench.door("POST", "rekognition", {"job_seconds": list(job_seconds)})
    bench.door("DELETE", "requests")
    jobs = count * _ANALYSERS
    with _slots_held(bench, slots):
        _upload(bench, prefix, count)
        until(lambda: _waiting(bench, prefix) == jobs, what=f"{jobs} jobs wait for a slot")
    opened = time.time()
    bench.functions.invoke(
        FunctionName=bench.function("start-video-job"),
        InvocationType="Event",
        Payload=b'{"dispatch": true}',
    )
    samples, most_at_once = _watched(bench, jobs=jobs)
    until(
        lambda: bench.enforced(prefix) == count,
        what=f"{count} verdicts on videos are enforced",
        pause=0.5,
    )
    requests = wire.functions_requests(bench.door("GET", "requests"), FUNCTIONS)
    bench.door("DELETE", "rekognition")
    items = bench.items(prefix)
    statuses, taken = _executions(bench, {item["content_id"]["S"] for item in items})
    decided = max(item["decided_at"]["S"] for item in items if item["item"]["S"] == "state")
    return Videos(
        count=count,
        last_verdict=wire.seconds(decided) - opened,
        samples=samples,
        most_at_once=most_at_once,
        statuses=statuses,
        transitions=taken,
        requests=requests,
        items=tuple(items),
    )


@contextmanager
def _slots_held(bench: BenchCloud, slots: int) -> Iterator[None]:
    """Nobody else can take a slot until the end."""
    jobs = DynamoDbVideoJobs(bench.dynamodb, bench.outputs["ModerationTable"], slots=slots)
    now = datetime.now(UTC)
    for slot in range(1, slots + 1):
        if not jobs.take_slot(slot, _HOLDER, now=now, until=now + _HELD_FOR):
            raise CloudError(f"Slot {slot} of the bench's cloud was not free.")
    try:
        yield
    finally:
        for slot in range(1, slots + 1):
            jobs.free_slot(slot, _HOLDER)


def _upload(bench: BenchCloud, prefix: str, count: int) -> None:
    video, begun = clip(), time.monotonic()
    for number in range(count):
        bench.s3.put_object(
            Bucket=bench.outputs["UploadsBucket"],
            Key=f"{prefix}/{number:05d}.mp4",
            Body=video,
            Metadata={"simulate": _SIMULATE, "uploader-id": f"user-{number:08d}"},
        )
        time.sleep(max(0.0, begun + (number + 1) / _UPLOADS_A_SECOND - time.monotonic()))


def _waiting(bench: BenchCloud, prefix: str) -> int:
    """How many jobs of these videos wait to be started."""
    due = (item.get("due_kind", {}).get("S") for item in bench.items(prefix))
    return sum(kind == WAITING for kind in due)


def _watched(bench: BenchCloud, *, jobs: int) -> tuple[tuple[Sample, ...], int]:
    """Looks at the stand-in until all jobs are over; how many of them ran at once at most."""
    samples = [Sample(time.time(), 0, 0, 0.0)]
    deadline = time.time() + _LONGEST_SECONDS
    while time.time() < deadline:
        told = bench.door("GET", "rekognition")["jobs"]
        samples.append(Sample(time.time(), told["started"], told["running"], told["seconds"]))
        if told["started"] >= jobs and not told["running"]:
            return tuple(samples), told["most_at_once"]
        time.sleep(_PAUSE_SECONDS)
    raise CloudError(f"{jobs} jobs were not over within {_LONGEST_SECONDS} s.")


def _executions(bench: BenchCloud, ids: set[str]) -> tuple[Counter[str], Counter[int]]:
    """How the executions of these contents ended, and how many transitions each took."""
    states, machine = bench.client("stepfunctions"), bench.outputs["VideoWorkflow"]
    definition = json.loads(states.describe_state_machine(stateMachineArn=machine)["definition"])
    statuses, taken = Counter[str](), Counter[int]()
    for content_id in ids:
        arn = f"{machine.replace(':stateMachine:', ':execution:')}:{content_id}-1"
        told = states.describe_execution(executionArn=arn)
        statuses[told["status"]] += 1
        history = states.get_execution_history(executionArn=arn, maxResults=1000)["events"]
        branches = json.loads(told.get("output", "{}")).get("jobs", [])
        taken[transitions(definition, history, branches)] += 1
    return statuses, taken
