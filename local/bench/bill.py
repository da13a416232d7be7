"""Requests and cost of an image: counts from the local cloud, dollars by `cost`."""

import json
import math
from dataclasses import replace
from pathlib import Path

from local.bench import prices as price_list
from local.bench import wire
from local.bench.cloud import BenchCloud
from local.bench.cost import (
    Assumptions,
    Line,
    PerImage,
    Setting,
    enforce_batch,
    enforce_seconds,
    fee,
    lines,
    screen_seconds,
    total,
)
from local.bench.report import Cell, Figure, Part, Table, at_most
from local.bench.warm import Warm
from local.bench.wire import FLAGGED, HARMLESS, Traffic
from local.bench.write_units import Item, index_units, item_size, put_units, read_units
from stacks.settings import StageSettings

_CDK_JSON = Path(__file__).resolve().parents[2] / "cdk.json"
_MOST_PERCENT = 0.75
_FULL = 10
_UPLOADS_A_SHARD_WORKER_ENFORCES = 10
_DUE = {"due_kind": {"S": "enforce"}, "due_at": {"S": "2026-01-01T00:00:00.000Z"}}


def measure(bench: BenchCloud, warm: tuple[Warm, Warm]) -> Part:
    """The bill of 1,000 harmless images, batches full and of one, at both common quotas."""
    single = wire.count(bench, prefix="single", batches=3, size=1, simulate=HARMLESS)
    full = wire.count(bench, prefix="full", batches=2, size=_FULL, simulate=HARMLESS)
    flagged = wire.count(bench, prefix="flagged", batches=1, size=_FULL, simulate=FLAGGED)
    prices, assume = price_list.read(), Assumptions()
    memory = _memory(bench)
    figures: list[Figure] = []
    tables = [_requests_table(single, full, flagged), _units_table(full, flagged)]
    for name, traffic, batch, image_tps in (
        ("batches of 10, quota 5/s", full, _FULL, 5),
        ("batches of 10, quota 50/s", full, _FULL, 50),
        ("one at a time, quota 5/s", single, 1, 5),
        ("all flagged, batches of 10, quota 5/s", flagged, _FULL, 5),
    ):
        image = per_image(traffic, warm)
        setting = _setting(batch, image_tps, memory)
        bill = lines(image, setting, prices, assume)
        percent = 100 * total(bill) / fee(image, prices)
        figures.append(at_most(f"beside the fee: {name}", percent, _MOST_PERCENT, "%"))
        tables.append(_bill_table(name, bill, fee(image, prices)))
        tables[-1] = replace(tables[-1], title=f"{tables[-1].title}; {_shape(image, setting)}")
    return Part(
        name="cost",
        title="Requests and cost of an image",
        figures=tuple(figures),
        tables=tuple(tables),
        notes=_notes(prices.as_of, prices["s3_put"].dollars * 1000),
    )


def per_image(traffic: Traffic, warm: tuple[Warm, Warm]) -> PerImage:
    """The averages that the bill is made of."""
    screened, enforced = warm
    states = [item for item in traffic.items if item["item"]["S"] == "state"]
    reads = traffic.an_image("dynamodb", "GetItem")
    rekognition = sum(
        traffic.an_image("rekognition", name) for name in ("DetectModerationLabels", "DetectLabels")
    )
    return PerImage(
        s3_puts=traffic.an_image("s3", "PutObjectTagging"),
        s3_gets=traffic.an_image("s3", "GetObject") + traffic.an_image("s3", "HeadObject"),
        events_put=traffic.an_image("events", "PutEvents"),
        alerts=traffic.an_image("sns", "Publish"),
        write_units=sum(map(write_units, traffic.items)) / traffic.images,
        read_units=reads * max(map(read_units, states)),
        rekognition_calls=rekognition,
        screen_cpu_ms=screened.cpu_ms_an_image,
        enforce_cpu_ms=enforced.cpu_ms_an_image,
        screen_log_bytes=screened.log_bytes_a_batch,
        enforce_log_bytes=enforced.log_bytes_a_batch,
    )


def write_units(item: Item) -> int:
    """All that writing this item cost, from the first write to its being enforced.

    The state is written with its verdict, in a transaction with its history event and while it is
    due for enforcement, and once more when that is done, which takes it out of its index.
    """
    name = item["item"]["S"]
    if name == "state":
        due = {**item, **_DUE}
        return put_units(due, in_transaction=True) + index_units(due) + put_units(due) + 1
    in_transaction = name.startswith("history#")
    return put_units(item, in_transaction=in_transaction) + index_units(item)


def _setting(batch: int, image_tps: int, memory: dict[str, int]) -> Setting:
    stages = json.loads(_CDK_JSON.read_text(encoding="utf-8"))["context"]["stages"]
    stages["prod"] |= {"image_tps": image_tps}
    return Setting(
        batch=batch,
        image_tps=image_tps,
        workers=StageSettings.from_context("prod", stages).workers,
        screen_memory_mb=memory["screen-upload"],
        enforce_memory_mb=memory["enforce-verdict"],
        shard_workers=math.ceil(image_tps / _UPLOADS_A_SHARD_WORKER_ENFORCES),
    )


def _memory(bench: BenchCloud) -> dict[str, int]:
    """Megabytes by function, as deployed."""
    found = bench.functions.list_functions()["Functions"]
    return {
        name: each["MemorySize"]
        for name in ("screen-upload", "enforce-verdict")
        for each in found
        if each["FunctionName"].endswith(f"-{name}")
    }


def _requests_table(single: Traffic, full: Traffic, flagged: Traffic) -> Table:
    kinds = sorted({*single.requests, *full.requests, *flagged.requests})
    traffics = (single, full, flagged)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            function,
            f"{service}.{operation}",
            *(each.an_image(service, operation, function) for each in traffics),
        )
        for service, operation, function in kinds
    )
    columns = ("caller", "request", "batch of 1", "batch of 10", "batch of 10, flagged")
    return Table(title="Requests an image, counted on the wire", columns=columns, rows=rows)


def _units_table(full: Traffic, flagged: Traffic) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, traffic in (("harmless", full), ("flagged", flagged)):
        for kind in ("evidence", "history", "state"):
            found = [each for each in traffic.items if each["item"]["S"].startswith(kind)]
            size = max(map(item_size, found))
            rows.append((name, kind, size, sum(map(write_units, found)) / traffic.images))
    columns = ("image", "item", "bytes, the largest", "write units an image")
    return Table(title="DynamoDB items as stored", columns=columns, rows=tuple(rows))


def _bill_table(name: str, bill: list[Line], rekognition: float) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (line.what, line.units, line.dollars, 100 * line.dollars / rekognition, line.confidence)
        for line in bill
    ]
    rows.append(("all of it", "", total(bill), 100 * total(bill) / rekognition, ""))
    columns = ("what", "an image", "$ for 1,000", "% of the fee", "price")
    return Table(title=f"The bill: {name}", columns=columns, rows=tuple(rows))


def _shape(image: PerImage, setting: Setting) -> str:
    assume = Assumptions()
    return (
        f"{setting.workers} workers, {setting.screen_memory_mb} and {setting.enforce_memory_mb} MB;"
        f" a batch screened in {screen_seconds(image, setting, assume):.2f} s, a verdict enforced"
        f" in {enforce_seconds(image, setting, assume):.2f} s,"
        f" {enforce_batch(setting, assume):.0f} together"
    )


def _notes(as_of: str, upload: float) -> tuple[str, ...]:
    assume = Assumptions()
    return (
        f"Prices: us-east-1, {as_of}, without free tiers; H well sourced, L recalled.",
        f"Assumed on AWS: Rekognition answers in {assume.rekognition_seconds} s, any other request"
        f" in {assume.request_seconds} s, X-Ray samples {assume.traced_share:.0%} of invocations.",
        "Index writes count once, transactional ones twice; stream reads by Lambda are free.",
        f"The upload's own PUT is the application's: ${upload:.3f} for 1,000.",
        "At rest, apart from all this: alarms, custom metrics, stored bytes, the sweep's runs and "
        "the polling of an empty queue.",
    )
