"""AWS requests an image costs, counted on the wire of the local cloud."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from local.bench.cloud import BenchCloud, until

HARMLESS = "street-scene"
FLAGGED = "weapons@85"
_FUNCTIONS = ("screen-upload", "enforce-verdict")


@dataclass(frozen=True, slots=True)
class Traffic:
    """The requests of the functions for a number of images, and the items that they left."""

    images: int
    requests: Counter[tuple[str, str, str]]
    items: list[dict[str, Any]]

    def an_image(self, service: str, operation: str, function: str = "") -> float:
        """Requests an image, of one function or of all."""
        total = sum(
            count
            for (of, name, caller), count in self.requests.items()
            if of == service and name == operation and caller.endswith(function)
        )
        return total / self.images


def count(bench: BenchCloud, *, prefix: str, batches: int, size: int, simulate: str) -> Traffic:
    """Sends batches one after another, each together, and counts until all is enforced."""
    total: Counter[tuple[str, str, str]] = Counter()
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
        total.update(functions_requests(bench.door("GET", "requests")))
        items += bench.items(name)
    return Traffic(batches * size, total, items)


def functions_requests(rows: list[dict[str, Any]]) -> Counter[tuple[str, str, str]]:
    """What the pipeline's functions asked for; the bench's own requests are left out."""
    return Counter(
        {
            (row["service"], row["operation"], function): row["count"]
            for row in rows
            for function in _FUNCTIONS
            if row["caller"].endswith(function)
        }
    )
