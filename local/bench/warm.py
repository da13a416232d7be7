"""Warm CPU time an image, peak memory and log bytes: the real handlers, against the local cloud.

The handlers run in a process of their own on the events that Lambda would give them; the process
waits for the cloud like a function, and its CPU clock stands still while it waits.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.bench.cloud import BenchCloud, json_file, until
from local.bench.report import Cell, Figure, Part, Table
from local.bench.wire import HARMLESS, functions_requests
from local.cloud.settings import process_environment

_REPOSITORY = Path(__file__).resolve().parents[2]
_SIZE = 10
_BATCHES = 9
_NO_PACING = "100000"
_LOG_EVENT_OVERHEAD = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Warm:
    """One function's figures."""

    function: str
    first_cpu_ms: float
    cpu_ms_an_image: float
    memory_bytes: int
    log_bytes_a_batch: float


def run(bench: BenchCloud) -> tuple[Warm, Warm]:
    """`screen-upload` on real queue messages, then `enforce-verdict` on what it decided."""
    with bench.held("screen-upload", "enforce-verdict"):
        count = _SIZE * (_BATCHES + 1)
        bench.upload("warm", count, simulate=HARMLESS)
        until(lambda: bench.waiting("IntakeQueue") >= count, what="the uploads' events arrive")
        batches = [_receive(bench) for _ in range(_BATCHES + 1)]
        screened = _probe(bench, "screen-upload", batches)
        for batch in batches:
            for record in batch["Records"]:
                bench.sqs.delete_message(
                    QueueUrl=bench.queue_url("IntakeQueue"), ReceiptHandle=record["receiptHandle"]
                )
        ids = [state["content_id"]["S"] for state in bench.states("warm")]
        groups = [ids[start : start + _SIZE] for start in range(0, len(ids), _SIZE)]
        enforced = _probe(bench, "enforce-verdict", [_stream_event(group) for group in groups])
        bench.door("DELETE", "requests")
    until(lambda: _looked_at(bench) >= count, what="the stream's records have gone by")
    return screened, enforced


def _looked_at(bench: BenchCloud) -> int:
    """How many of the stream's records, held until now, the deployed function has looked at."""
    requests = functions_requests(bench.door("GET", "requests"))
    return requests["dynamodb", "GetItem", "enforce-verdict"]


def part(measured: tuple[Warm, ...]) -> Part:
    """The figures as a part of the report."""
    figures, rows = [], list[tuple[Cell, ...]]()
    for warm in measured:
        memory = warm.memory_bytes / 1024**2
        figures += [
            Figure(what=f"{warm.function}: CPU an image", value=warm.cpu_ms_an_image, unit="ms"),
            Figure(what=f"{warm.function}: peak memory", value=memory, unit="MiB"),
        ]
        rows.append((warm.function, warm.first_cpu_ms, round(warm.log_bytes_a_batch)))
    columns = ("function", "CPU ms of the first batch", "log bytes a batch")
    return Part(
        name="warm",
        title=f"Warm: batches of {_SIZE}, waiting excluded",
        figures=tuple(figures),
        tables=(Table(title="Beside it", columns=columns, rows=tuple(rows)),),
        notes=(
            f"The real handler in its own process against the local cloud over TLS: median of "
            f"{_BATCHES} batches after a first one; pacing is off, CPU time of all its threads.",
        ),
    )


def _receive(bench: BenchCloud) -> dict[str, Any]:
    """One batch as Lambda's poller would hand it over."""
    messages: list[Any] = []
    while len(messages) < _SIZE:
        answer = bench.sqs.receive_message(
            QueueUrl=bench.queue_url("IntakeQueue"),
            MaxNumberOfMessages=_SIZE - len(messages),
            VisibilityTimeout=600,
            AttributeNames=["All"],
        )
        messages += answer.get("Messages", [])
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "awsRegion": "us-east-1",
            }
            for message in messages
        ]
    }


def _stream_event(ids: list[str]) -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventID": str(number),
                "eventName": "INSERT",
                "eventSource": "aws:dynamodb",
                "dynamodb": {
                    "Keys": {"content_id": {"S": content_id}, "item": {"S": "state"}},
                    "SequenceNumber": str(number),
                },
            }
            for number, content_id in enumerate(ids, 1)
        ]
    }


def _probe(bench: BenchCloud, function: str, events: list[dict[str, Any]]) -> Warm:
    folder = bench.cloud.folder / "tmp"
    (folder / "events.json").write_text(json.dumps(events), encoding="utf-8")
    module = f"lambdas.{function.replace('-', '_')}.handler"
    arguments = [module, str(folder / "events.json"), str(folder / "result.json")]
    done = subprocess.run(  # noqa: S603 - this interpreter with our own arguments
        [sys.executable, "-m", "local.bench.warm_probe", *arguments],
        cwd=_REPOSITORY,
        env=_environment(bench, function),
        capture_output=True,
        check=True,
        timeout=300,
    )
    result = json_file(folder, "result.json")
    first, *rows = result["rows"]
    if any(row["failed"] for row in (first, *rows)):
        raise RuntimeError(f"{function} failed: {done.stdout.decode()[-2000:]}")
    each = sorted(row["cpu"] / row["records"] for row in rows)
    lines = done.stdout.splitlines()
    logged = sum(len(line) + _LOG_EVENT_OVERHEAD for line in lines)
    return Warm(
        function=function,
        first_cpu_ms=1000 * first["cpu"],
        cpu_ms_an_image=1000 * each[len(each) // 2],
        memory_bytes=result["memory"],
        log_bytes_a_batch=logged / len(events),
    )


def _environment(bench: BenchCloud, function: str) -> dict[str, str]:
    """The function's own variables as deployed, but unpaced, with the policy's layer."""
    names = bench.functions.list_functions()["Functions"]
    (found,) = [each for each in names if each["FunctionName"].endswith(f"-{function}")]
    variables = dict(found["Environment"]["Variables"])
    if "IMAGE_TPS" in variables:
        variables["IMAGE_TPS"] = _NO_PACING
    policies = sorted(
        (_REPOSITORY / ".build" / "policy").glob("*"), key=lambda path: path.stat().st_mtime
    )
    return process_environment(bench.cloud, variables) | {
        "PYTHONPATH": f"{_REPOSITORY}:{policies[-1] / 'python'}",
        **variables,
    }
