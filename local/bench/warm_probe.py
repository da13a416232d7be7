"""Runs a real handler in this process on batches from a file; writes CPU and memory to a file.

`warm_probe HANDLER EVENTS RESULT`: the first event is the warm-up. What the handler prints (logs
and metrics) goes to standard output as in Lambda.
"""

import json
import re
import resource
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

_KIB = 1024


@dataclass(frozen=True, slots=True)
class Context:
    """What our handlers and Powertools read of Lambda's context."""

    aws_request_id: str
    function_name: str = "bench"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:bench"


def peak_memory() -> int:
    """The most bytes that this process had resident.

    `getrusage` also counts what the process had before it became this program: its parent's.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:  # not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB
    (kibibytes,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(kibibytes) * _KIB


def main() -> None:
    """CPU seconds of this process, all threads, around each call of the handler."""
    module, events, result = sys.argv[1:4]
    rows = []
    handler = import_module(module).handler
    for number, event in enumerate(json.loads(Path(events).read_text(encoding="utf-8"))):
        begun, begun_cpu = time.perf_counter(), time.process_time()
        answer = handler(event, Context(f"00000000-0000-0000-0000-{number:012d}"))
        rows.append(
            {
                "records": len(event["Records"]),
                "cpu": time.process_time() - begun_cpu,
                "wall": time.perf_counter() - begun,
                "failed": len(answer["batchItemFailures"]),
            }
        )
    found = {"rows": rows, "memory": peak_memory()}
    Path(result).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
