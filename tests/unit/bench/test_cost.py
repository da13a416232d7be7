"""The bill: counts in, dollars out."""

from dataclasses import replace

import pytest

from local.bench import prices as price_list
from local.bench.cost import (
    Assumptions,
    Line,
    PerImage,
    Setting,
    enforce_batch,
    fee,
    lines,
    screen_seconds,
    total,
)

PRICES = price_list.read()
ASSUME = Assumptions()
IMAGE = PerImage(
    s3_puts=1,
    s3_gets=1,
    events_put=1,
    alerts=0,
    write_units=10,
    read_units=3,
    rekognition_calls=2,
    screen_cpu_ms=14,
    enforce_cpu_ms=11,
    screen_log_bytes=276,
    enforce_log_bytes=278,
)
FULL = Setting(
    batch=10,
    image_tps=5,
    workers=2,
    screen_memory_mb=512,
    enforce_memory_mb=512,
    shard_workers=1,
)


def line(what: str, image: PerImage = IMAGE, setting: Setting = FULL) -> Line:
    (found,) = [each for each in lines(image, setting, PRICES, ASSUME) if what in each.what]
    return found


def test_every_price_says_how_sure_it_is() -> None:
    assert {price.confidence for price in PRICES.by_name.values()} <= {"H", "M", "L"}


def test_the_fee_of_a_thousand_images_by_two_calls_is_two_dollars() -> None:
    assert fee(IMAGE, PRICES) == pytest.approx(2.0)


def test_a_tag_is_half_a_cent_for_a_thousand_images() -> None:
    assert line("tag the object").dollars == pytest.approx(0.005)


def test_the_bill_is_the_sum_of_its_lines_the_dearest_first() -> None:
    bill = lines(IMAGE, FULL, PRICES, ASSUME)
    assert [each.dollars for each in bill] == sorted((e.dollars for e in bill), reverse=True)
    assert total(bill) == pytest.approx(sum(each.dollars for each in bill))


def test_a_full_batch_shares_receive_delete_and_invocation() -> None:
    single = replace(FULL, batch=1)
    assert line("SQS").units == pytest.approx(1.2)
    assert line("SQS", setting=single).units == pytest.approx(3)
    assert line("invocations", setting=single).units == pytest.approx(2)


def test_a_paced_batch_lasts_as_long_as_its_turns_and_one_answer() -> None:
    assert screen_seconds(IMAGE, FULL, ASSUME) == pytest.approx(9 / 2.5 + 0.6 + 0.06, abs=0.1)


def test_a_batch_that_is_not_paced_lasts_as_long_as_its_cpu() -> None:
    quick = replace(FULL, image_tps=5000)
    assert screen_seconds(IMAGE, quick, ASSUME) == pytest.approx(
        11 * 0.014 * 1769 / 512 + 0.66, abs=0.01
    )


def test_enforcement_takes_what_a_window_of_its_shard_worker_brings() -> None:
    assert enforce_batch(FULL, ASSUME) == 5
    assert enforce_batch(replace(FULL, image_tps=50, shard_workers=5), ASSUME) == 10
    assert enforce_batch(replace(FULL, batch=1), ASSUME) == 1


def test_half_the_memory_is_half_the_price_while_waiting_for_turns() -> None:
    small = replace(FULL, screen_memory_mb=256, enforce_memory_mb=256)
    ratio = line("GB-seconds", setting=small).units / line("GB-seconds").units
    assert 0.5 <= ratio < 0.6
