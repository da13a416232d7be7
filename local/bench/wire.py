"""AWS requests an image costs, counted on the wire of the local cloud."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.moderation.aws.case_items import CASE
from local.bench.cloud import BenchCloud, until

HARMLESS = "street-scene"
FLAGGED = "weapons@85"
_FUNCTIONS = ("screen-upload", "enforce-verdict")
_INVOCATION = re.compile(r"POST /2015-03-31/functions/[^/]+/invocations")


@dataclass(frozen=True, slots=True)
class Traffic:
    """The requests of the functions for a number of images, and the items that they left."""

    images: int
    requests: Counter[tuple[str, str, str]]
    items: list[dict[str, Any]]

    def an_image(self, service: str, operation: str, function: str = "") -> float:
        """Requests an image, of one function or of all."""
        return total(self.requests, service, operation, function) / self.images


def count(bench: BenchCloud, *, prefix: str, batches: int, size: int, simulate: str) -> Traffic:
    """Sends batches one after another, each together, and counts until all is enforced."""
    requests: Counter[tuple[str, str, str]] = Counter()
    items = []
    for number in range(batches):
        name = f"{prefix}-{number}"
        with bench.held("screen-upload"):
            bench.upload(name, size, simulate=simulate)
            until(lambda: bench.waiting("IntakeQueue") >= size, what="the uploads' events arrive")
            bench.door("DELETE", "requests")
        until(
            lambda name=name: bench.enforced(name) == size or None,  # type: ignore[misc] # bound now
            what=f"{size} verdicts of {name} are enforced",
        )
        requests.update(functions_requests(bench.door("GET", "requests")))
        items += [item for item in bench.items(name) if not _is_of_case(item)]
    return Traffic(batches * size, requests, items)


def _is_of_case(item: Mapping[str, Any]) -> bool:
    """Whether the desk wrote it, which has a bill of its own."""
    name = item["item"]["S"]
    return name == CASE or "#case_" in name


def total(
    requests: Mapping[tuple[str, str, str], int], service: str, operation: str, function: str = ""
) -> int:
    """How many requests of that kind there are, of one function or of all."""
    return sum(
        count
        for (of, name, caller), count in requests.items()
        if of == service and name == operation and caller.endswith(function)
    )


def functions_requests(
    rows: list[dict[str, Any]], functions: Sequence[str] = _FUNCTIONS
) -> Counter[tuple[str, str, str]]:
    """What these functions asked for; the bench's own requests are left out."""
    return Counter(
        {
            (row["service"], _INVOCATION.sub("Invoke", row["operation"]), function): row["count"]
            for row in rows
            for function in functions
            if row["caller"].endswith(function)
        }
    )


def seconds(at: str) -> float:
    """Seconds since 1970 of a time as the table has it."""
    return datetime.fromisoformat(at).timestamp()
