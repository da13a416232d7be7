"""Decides on one long video in this process, on one core; prints what it took as JSON.

`decide_probe PAGES`: the real handler of `decide-video`, with its real boto3 clients, whose HTTP is
answered here: Rekognition's pages from the files in the folder `PAGES`, the table and the bucket as
if this video's jobs had just ended. Nothing waits, for no turn and no answer.
"""

import io
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from lambdas.decide_video import handler as decide_video
from lambdas.moderation.aws import clients
from lambdas.moderation.aws.items import state_to_item
from lambdas.moderation.aws.job_items import job_to_item
from lambdas.moderation.aws.policies import LayerPolicies
from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.transitions import with_started
from lambdas.moderation.domain.video_jobs import JobKey, recorded, succeeded
from local.bench.warm_probe import Context, peak_memory

_NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_CONTENT = Content("uploads", "videos/film.mp4", "version")
_ANALYSERS = ("moderation_labels", "labels")
_ANALYSER_OF = {
    "GetContentModeration": "moderation_labels",
    "GetLabelDetection": "labels",
}
_NO_SUCH_KEY = b"<Error><Code>NoSuchKey</Code><Message>There is none.</Message></Error>"
_EVIDENCE = re.compile(r"/evidence/\d{4}/")


class LongContext(Context):
    """A context with time enough to read everything at once."""

    def get_remaining_time_in_millis(self) -> int:
        """Ten minutes."""
        return 600_000


class Body(io.BytesIO):
    """What botocore reads an answer from."""

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        """All of it at once."""
        yield self.read()


class Cloud:
    """Answers the handler's requests: enough of four services for one video."""

    def __init__(self, pages: Path) -> None:
        self._pages = pages
        self.read = 0
        self.last_read_cpu = 0.0
        self.evidence_bytes = 0
        self.verdict: dict[str, Any] = {}

    def rekognition(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """The page that is asked for, from its file."""
        analyser = _ANALYSER_OF[_target(request)]
        number = json.loads(_body(request)).get("NextToken", "0")
        self.read += 1
        self.last_read_cpu = time.process_time()
        return _answer(request, (self._pages / f"{analyser}-{number}.json").read_bytes())

    def dynamodb(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """The state, the jobs, and a turn that is due now; what is written is taken."""
        operation = _target(request)
        answer: dict[str, Any] = {}
        if operation == "GetItem":
            answer = {"Item": _state()}
        elif operation == "Query":
            answer = {"Items": _jobs(), "Count": len(_ANALYSERS)}
        elif operation == "UpdateItem":
            answer = {"Attributes": {"next_turn": {"N": "0"}}}
        elif operation == "TransactWriteItems":
            puts = json.loads(_body(request))["TransactItems"]
            (self.verdict,) = (
                each["Put"]["Item"] for each in puts if each["Put"]["Item"]["item"]["S"] == "state"
            )
        return _answer(request, json.dumps(answer).encode())

    def s3(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """No progress was noted; what is put is taken."""
        if request.method == "GET":
            return _answer(request, _NO_SUCH_KEY, status=404)
        if _EVIDENCE.search(request.url or ""):
            self.evidence_bytes = len(_body(request))
        return _answer(request, b"")


def main() -> None:
    """CPU and wall seconds around one call of the handler, and this process's peak memory."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    cloud = Cloud(Path(sys.argv[1]))
    for name, client in (
        ("rekognition", clients.rekognition()),
        ("dynamodb", clients.dynamodb()),
        ("s3", clients.s3()),
    ):
        client.meta.events.register("before-send", getattr(cloud, name))
    content_id = _CONTENT.content_id
    jobs = [{"analyser": each, "job_id": f"job-{each}"} for each in _ANALYSERS]
    event = {"content_id": content_id, "screening": 1, "jobs": jobs}
    idle = peak_memory()
    begun, begun_cpu = time.perf_counter(), time.process_time()
    context: Any = LongContext("00000000-0000-0000-0000-000000000001")
    answer = decide_video.handler(event, context)
    cpu, wall = time.process_time() - begun_cpu, time.perf_counter() - begun
    result = {
        "done": answer["done"],
        "status": cloud.verdict.get("status", {}).get("S", ""),
        "pages": cloud.read,
        "cpu": cpu,
        "deciding_cpu": time.process_time() - cloud.last_read_cpu,
        "wall": wall,
        "memory": peak_memory(),
        "idle_memory": idle,
        "evidence_bytes": cloud.evidence_bytes,
    }
    print(json.dumps(result), file=sys.stderr)


def _state() -> Any:
    upload = Upload(media_type=MediaType.MP4, size=9_000_000_000)
    state = with_started(None, content=_CONTENT, upload=upload, screening=1, now=_NOW)
    if state is None:
        raise RuntimeError("A new video was not started.")
    return state_to_item(state)


def _jobs() -> list[Any]:
    keys = [JobKey(_CONTENT.content_id, 1, each) for each in _ANALYSERS]
    asked = LayerPolicies().current().analysers
    waiting = [
        recorded(key, branch="token", parameters=asked[key.analyser], now=_NOW) for key in keys
    ]
    return [job_to_item(succeeded(job, f"job-{job.key.analyser}")) for job in waiting]


def _target(request: AWSPreparedRequest) -> str:
    target = request.headers["X-Amz-Target"]
    text = target.decode() if isinstance(target, bytes) else str(target)
    return text.rpartition(".")[2]


def _body(request: AWSPreparedRequest) -> bytes:
    """What is sent; botocore has a text, bytes or a file of it."""
    body: Any = request.body
    if hasattr(body, "read"):
        body.seek(0)
        body = body.read()
    return body.encode() if isinstance(body, str) else bytes(body)


def _answer(request: AWSPreparedRequest, body: bytes, *, status: int = 200) -> AWSResponse:
    return AWSResponse(str(request.url), status, HTTPHeaders(), Body(body))


if __name__ == "__main__":
    main()
