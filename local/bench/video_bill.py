"""Transitions, requests and cost of a video: counted locally, dollars by `video_cost`."""

from local.bench import prices as price_list
from local.bench.cloud import BenchCloud
from local.bench.cost import Line, total
from local.bench.report import Cell, Figure, Part, Table, at_most
from local.bench.video_cost import (
    FunctionUse,
    PerVideo,
    VideoAssumptions,
    video_fee,
    video_lines,
    video_write_units,
)
from local.bench.videos import FUNCTIONS, Videos
from local.bench.warm import Warm
from local.bench.wire import total as requests_of

FEW = 3
_MINUTES = 1.0
_MOST_PERCENT = 1.0
_REQUESTS_AN_IMAGE = 11
"""Of `screen-upload` and `enforce-verdict` together, as `cost` counts them."""


def measure(bench: BenchCloud, warm: tuple[Warm, Warm], *, few: Videos, many: Videos) -> Part:
    """The bill of 1,000 videos of a minute, from the requests of those that waited in the crowd."""
    prices, assume = price_list.read(), VideoAssumptions()
    cpu = sum(each.cpu_ms_an_image for each in warm) / _REQUESTS_AN_IMAGE
    video = per_video(many, _memory(bench), cpu_ms_a_request=cpu, assume=assume)
    bill, fee = video_lines(video, prices, assume), video_fee(video, prices)
    at_few, at_many = (max(each.transitions) for each in (few, many))
    return Part(
        name="video-cost",
        title="Transitions, requests and cost of a video",
        figures=(
            Figure(what=f"state transitions a video, {few.count} videos", value=float(at_few)),
            Figure(what=f"state transitions a video, {many.count} videos", value=float(at_many)),
            at_most("transitions more in the crowd", at_many - at_few, 0),
            Figure(what="Rekognition's fee for 1,000 videos of a minute", value=fee, unit="$"),
            Figure(what="all else", value=total(bill), unit="$"),
            at_most("beside the fee", 100 * total(bill) / fee, _MOST_PERCENT, "%"),
        ),
        tables=(_requests_table(few, many), _bill_table(bill, fee)),
        notes=(
            "Transitions follow the definition as deployed: the local history has no events of the "
            "states inside `Analyse`, so a branch's path is told from what it gave.",
            f"Prices of {prices.as_of}, us-east-1, without free tiers: H two sources or AWS's own, "
            "L recalled or inferred.",
        ),
    )


def per_video(
    videos: Videos, memory: dict[str, int], *, cpu_ms_a_request: float, assume: VideoAssumptions
) -> PerVideo:
    """The averages that the bill is made of."""
    jobs = videos.jobs / videos.count
    asked = videos.a_video("lambda", "Invoke")
    invocations = {
        "screen-upload": 1.0,
        "start-video-job": jobs + asked,
        "finish-video-job": jobs,
        "decide-video": 1.0,
        "enforce-verdict": 1.0,
    }
    functions = {
        name: FunctionUse(
            memory_mb=memory[name],
            invocations=invocations[name],
            requests=_of_function(videos, name),
            rekognition_requests=_of_function(videos, name, "rekognition"),
            cpu_ms_a_request=cpu_ms_a_request,
        )
        for name in FUNCTIONS
    }
    return PerVideo(
        minutes=_MINUTES,
        jobs=jobs,
        transitions=sum(each * count for each, count in videos.transitions.items()) / videos.count,
        functions=functions,
        s3_puts=videos.a_video("s3", "PutObject"),
        s3_tags=videos.a_video("s3", "PutObjectTagging"),
        s3_gets=videos.a_video("s3", "GetObject") + videos.a_video("s3", "HeadObject"),
        events_put=videos.a_video("events", "PutEvents"),
        alerts=videos.a_video("sns", "Publish"),
        write_units=_write_units(videos, assume),
        read_units=videos.a_video("dynamodb", "GetItem") + videos.a_video("dynamodb", "Query"),
    )


def _write_units(videos: Videos, assume: VideoAssumptions) -> float:
    """Puts of the functions for jobs are those of the jobs' items, and all others are of slots."""
    puts = sum(
        requests_of(videos.requests, "dynamodb", "PutItem", name)
        for name in ("start-video-job", "finish-video-job")
    )
    of_jobs = sum(int(each["write"]["N"]) for each in videos.items if _is_job(each))
    changes = sum(
        requests_of(videos.requests, "dynamodb", name) for name in ("UpdateItem", "DeleteItem")
    )
    other = max(0, puts - of_jobs) + changes
    units = video_write_units(videos.items, other_writes=other, token_bytes=assume.token_bytes)
    return units / videos.count


def _is_job(item: dict[str, dict[str, str]]) -> bool:
    return item["item"]["S"].startswith("job#")


def _of_function(videos: Videos, function: str, service: str = "") -> float:
    requests = sum(
        count
        for (of, _, caller), count in videos.requests.items()
        if caller == function and (not service or of == service)
    )
    return requests / videos.count


def _memory(bench: BenchCloud) -> dict[str, int]:
    """Megabytes by function, as deployed."""
    found = bench.functions.list_functions()["Functions"]
    return {
        name: each["MemorySize"]
        for name in FUNCTIONS
        for each in found
        if each["FunctionName"].endswith(f"-{name}")
    }


def _requests_table(few: Videos, many: Videos) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            function,
            f"{service}.{operation}",
            *(each.a_video(service, operation, function) for each in (few, many)),
        )
        for service, operation, function in sorted({*few.requests, *many.requests})
    )
    columns = ("caller", "request", f"{few.count} videos", f"{many.count} videos")
    return Table(title="Requests a video, counted on the wire", columns=columns, rows=rows)


def _bill_table(bill: list[Line], fee: float) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (line.what, line.units, line.dollars, 100 * line.dollars / fee, line.confidence)
        for line in bill
    ]
    whole = total(bill)
    rows.append(("all of it", "", whole, 100 * whole / fee, ""))
    return Table(
        title="The bill: videos of one minute, two analysers",
        columns=("what", "a video", "$ for 1,000", "% of the fee", "price"),
        rows=tuple(rows),
    )
