"""A burst of uploads against a small quota: how much of it is used, and what is lost."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.bench.cloud import BenchCloud, until
from local.bench.quota import IMAGE_TPS
from local.bench.report import Figure, Part, Table, at_least, at_most
from local.bench.wire import HARMLESS, seconds

_UPLOADS = 500
_WARM_UP = 40
_DELAY_SECONDS = 0.3
_LONGEST_SECONDS = 240
_DEAD_LETTERS = ("IntakeDeadLetters", "EnforcementDeadLetters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What happened: seconds are counted from when the queue was opened."""

    uploads: int
    quota: float
    last_verdict: float
    last_enforced: float
    verdicts: int
    dead_letters: int
    accepted: int
    throttled: int
    per_second: tuple[int, ...]
    operations: int

    @property
    def ideal(self) -> float:
        """Seconds for the uploads at exactly the quota."""
        return self.uploads / self.quota

    @property
    def share_of_quota(self) -> float:
        """Percent of the calls that the quota allowed until the last verdict."""
        return 100 * self.ideal / self.last_verdict

    @property
    def share_when_busy(self) -> float:
        """The same over the whole seconds between the first and the last with calls."""
        inner = self.per_second[1:-1]
        return 100 * sum(inner) / (len(inner) * self.quota * self.operations) if inner else 0.0

    @property
    def share_throttled(self) -> float:
        """Percent of all calls that were refused for the quota."""
        return 100 * self.throttled / max(1, self.accepted + self.throttled)


def measure(bench: BenchCloud, *, uploads: int = _UPLOADS) -> Part:
    """The burst, and what the goals say to it."""
    burst = run(bench, uploads=uploads)
    lost = uploads - burst.verdicts + burst.dead_letters
    return Part(
        name="burst",
        title=f"A burst of {uploads} uploads at {IMAGE_TPS} calls a second of each kind",
        figures=(
            Figure(what="ideal", value=burst.ideal, unit="s"),
            Figure(what="to the last verdict", value=burst.last_verdict, unit="s"),
            Figure(what="to the last tag and event", value=burst.last_enforced, unit="s"),
            at_least("quota used until the last verdict", burst.share_of_quota, 95.0, "%"),
            Figure(what="quota used while calls came", value=burst.share_when_busy, unit="%"),
            at_most("calls throttled", burst.share_throttled, 1.0, "%"),
            at_most("uploads lost or in dead letters", lost, 0),
        ),
        tables=(
            Table(
                title="Calls of both kinds in each second",
                columns=("second", "calls"),
                rows=tuple(enumerate(burst.per_second)),
            ),
        ),
        notes=(
            "The store of the first second can bring the share a little above 100 %.",
            "The uploads wait in the queue; time starts when its event source is switched on.",
            f"The stand-in answers each call after {_DELAY_SECONDS} s and holds a second's worth "
            "of calls in store.",
        ),
    )


def run(bench: BenchCloud, *, uploads: int) -> Burst:
    """Fills the queue, opens it, and waits until everything is enforced."""
    _warm_up(bench)
    bench.door("DELETE", "rekognition")
    plan = {"throttle_per_second": IMAGE_TPS, "delay_seconds": _DELAY_SECONDS}
    bench.door("POST", "rekognition", plan)
    prefix = f"burst-{time.time():.0f}"
    with bench.held("screen-upload"):
        bench.upload(prefix, uploads, simulate=HARMLESS)
        until(
            lambda: bench.waiting("IntakeQueue") >= uploads,
            what="all uploads are in the queue",
            seconds=120,
            pause=1,
        )
    opened = time.time()

    def answered() -> bool:
        calls = bench.door("GET", "rekognition")["calls"]
        return any(calls) and all(each["accepted"] >= uploads for each in calls.values())

    def done() -> bool:
        return bench.enforced(prefix) == uploads or any(map(bench.waiting, _DEAD_LETTERS))

    # Looking at the table costs CPU that the functions need: not before the calls are through.
    until(answered, what="all calls are answered", seconds=_LONGEST_SECONDS, pause=1)
    until(done, what="all verdicts are enforced", seconds=_LONGEST_SECONDS, pause=1)
    ended = time.time()
    counts = bench.door("GET", "rekognition")
    bench.door("DELETE", "rekognition")
    decided = [seconds(state["decided_at"]["S"]) for state in bench.states(prefix)]
    return Burst(
        uploads=uploads,
        quota=IMAGE_TPS,
        last_verdict=max(decided) - opened,
        last_enforced=ended - opened,
        verdicts=len(decided),
        dead_letters=sum(map(bench.waiting, _DEAD_LETTERS)),
        **_calls(counts["calls"]),
    )


def _warm_up(bench: BenchCloud) -> None:
    """Lets every worker make its cold start before: that has a measurement of its own."""
    with bench.held("screen-upload"):
        bench.upload("warm-up", _WARM_UP, simulate=HARMLESS)
        until(lambda: bench.waiting("IntakeQueue") >= _WARM_UP, what="the warm-up is in the queue")
    until(lambda: bench.enforced("warm-up") == _WARM_UP, what="the warm-up is enforced", pause=1)


def _calls(counts: Mapping[str, Any]) -> dict[str, Any]:
    """What the stand-in counted, all operations together."""
    seconds: Counter[int] = Counter()
    for operation in counts.values():
        for row in operation["per_second"]:
            seconds[row["at"]] += row["entered"]
    return {
        "accepted": sum(each["accepted"] for each in counts.values()),
        "throttled": sum(each["throttled"] for each in counts.values()),
        "per_second": tuple(seconds[at] for at in range(min(seconds), max(seconds) + 1)),
        "operations": len(counts),
    }
