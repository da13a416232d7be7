"""`python -m local.bench [--only NAME] [--json]`: measures, shows, writes `.local/bench.json`."""

import platform
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated

import psutil
import typer
from rich.console import Console

from local.bench import (
    bill,
    burst,
    cold_start,
    decide_video,
    desk,
    policy_rate,
    report,
    sizes,
    video_bill,
    video_slots,
    videos,
    warm,
)
from local.bench.cloud import BenchCloud, bench_cloud
from local.bench.report import Part
from local.cloud.processes import CloudError
from local.cloud.settings import default_folder

NAMES = (
    "policy",
    "decide-video",
    "cold-start",
    "sizes",
    "warm",
    "cost",
    "video-slots",
    "video-cost",
    "burst",
    "desk",
)


class Bench:
    """The measurements by name. The local cloud is started for those that need it, once."""

    def __init__(self, console: Console, stack: ExitStack) -> None:
        self._console = console
        self._stack = stack

    @cached_property
    def cloud(self) -> BenchCloud:
        """The bench's own local cloud, up until the end."""
        return self._stack.enter_context(bench_cloud(self._console))

    @cached_property
    def warm(self) -> tuple[warm.Warm, warm.Warm]:
        """What `warm` measured; the bill needs it too."""
        return warm.run(self.cloud)

    @cached_property
    def few_videos(self) -> videos.Videos:
        """Videos that need not wait; they also warm the functions up for the many."""
        return self._videos(video_bill.FEW)

    @cached_property
    def many_videos(self) -> videos.Videos:
        """Videos that wait for slots; `video-cost` looks at them too."""
        _ = self.few_videos
        return self._videos(video_slots.VIDEOS)

    def _videos(self, count: int) -> videos.Videos:
        return videos.run(
            self.cloud, count=count, slots=video_slots.SLOTS, job_seconds=video_slots.JOB_SECONDS
        )

    def part(self, name: str) -> Part:
        """Makes one measurement."""
        measurements: dict[str, Callable[[], Part]] = {
            "policy": policy_rate.measure,
            "cold-start": cold_start.measure,
            "sizes": sizes.measure,
            "warm": lambda: warm.part(self.warm),
            "cost": lambda: bill.measure(self.cloud, self.warm),
            "decide-video": decide_video.measure,
            "video-slots": lambda: video_slots.measure(self.many_videos),
            "video-cost": lambda: video_bill.measure(
                self.cloud, self.warm, few=self.few_videos, many=self.many_videos
            ),
            "burst": lambda: burst.measure(self.cloud),
            "desk": lambda: desk.measure(self.cloud),
        }
        return measurements[name]()


def measured(names: tuple[str, ...], console: Console) -> Iterator[Part]:
    """The parts, each as soon as it is measured; the cloud is gone after the last."""
    with ExitStack() as stack:
        bench = Bench(console, stack)
        for name in names:
            console.print(f"[dim]measuring {name} …[/dim]")
            yield bench.part(name)


def run(
    only: Annotated[
        list[str] | None, typer.Option("--only", help=f"One of {', '.join(NAMES)}; repeatable.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON, and only that.")
    ] = False,
) -> None:
    """Measures what the pipeline costs and how fast it is; a missed goal fails nothing."""
    wrong = set(only or ()) - set(NAMES)
    if wrong:
        raise typer.BadParameter(f"{', '.join(sorted(wrong))}: choose from {', '.join(NAMES)}.")
    console = Console(stderr=as_json, highlight=False)
    parts = []
    try:
        for part in measured(tuple(each for each in NAMES if each in (only or NAMES)), console):
            parts.append(part)
            if not as_json:
                report.show(part, console)
    except CloudError as failure:
        console.print(f"[red]✗[/red] {failure}")
        raise typer.Exit(2) from None
    text = report.to_json(parts, machine=_machine(), at=datetime.now(UTC).isoformat())
    path = default_folder() / "bench.json"
    report.write(path, text)
    if as_json:
        print(text)
    console.print(f"[dim]Written to {path}[/dim]")


def _machine() -> str:
    """What it ran on: numbers of two machines do not compare."""
    memory = psutil.virtual_memory().total / 1024**3
    cores = psutil.cpu_count()
    return (
        f"{platform.machine()}, {cores} cores, {memory:.0f} GB, Python {platform.python_version()}"
    )


if __name__ == "__main__":
    typer.run(run)
