"""Slot utilisation: sixty videos whose jobs all wait, over the slots that are ours."""

from local.bench.report import Cell, Figure, Part, Table, at_least, at_most
from local.bench.slots import SlotRun, packing_bound
from local.bench.videos import Videos

SLOTS = 18
VIDEOS = 60
JOB_SECONDS = (7.0, 10.0)
"""Long beside the CPU time that a job costs on this machine, short beside a patient reader."""

_REAL_JOB_SECONDS = (30.0, 60.0, 600.0)
_LEAST = 85.0


def measure(videos: Videos) -> Part:
    """The run, and what the goals say to it."""
    run = SlotRun(slots=SLOTS, jobs=videos.jobs, samples=videos.samples)
    ended_well = videos.statuses["SUCCEEDED"]
    least, most = JOB_SECONDS
    return Part(
        name="video-slots",
        title=f"{videos.jobs} jobs of {least:g} to {most:g} s over {SLOTS} slots",
        figures=(
            at_least("slots used, first start to last end", run.utilisation, _LEAST, "%"),
            Figure(
                what="slots used, first start to last start",
                value=run.utilisation_while_waiting,
                unit="%",
            ),
            Figure(
                what="the most that any packing without gaps uses, its tail counted",
                value=packing_bound(videos.jobs, JOB_SECONDS, SLOTS),
                unit="%",
            ),
            Figure(what="ideal: job seconds by slots", value=run.ideal, unit="s"),
            Figure(what="from the first start to the last end", value=run.elapsed, unit="s"),
            Figure(what="to the last verdict", value=videos.last_verdict, unit="s"),
            Figure(what="a slot empty before a start", value=run.gap, unit="s"),
            at_most("jobs at once", videos.most_at_once, SLOTS),
            at_most("executions that did not succeed", videos.count - ended_well, 0),
        ),
        tables=(_by_length(run.gap),),
        notes=(
            "All jobs wait for a slot before time starts; a job runs as long as the stand-in says.",
            "A packing without gaps: each job in the slot that is free first, the mean of 500 "
            "draws of as many jobs.",
        ),
    )


def _by_length(gap: float) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (f"{seconds:g} s", 100 * seconds / (seconds + gap))
        for seconds in (sum(JOB_SECONDS) / 2, *_REAL_JOB_SECONDS)
    )
    return Table(
        title="With the same time between two jobs, while jobs wait",
        columns=("a job's time", "slots used, %"),
        rows=rows,
    )
