"""The bill of videos: counts in, dollars out."""

from dataclasses import replace
from typing import Any

import pytest

from local.bench import prices as price_list
from local.bench.bill import write_units
from local.bench.cost import Line, total
from local.bench.video_cost import (
    FunctionUse,
    PerVideo,
    VideoAssumptions,
    seconds_billed,
    video_fee,
    video_lines,
    video_write_units,
)

PRICES = price_list.read()
ASSUME = VideoAssumptions()
USE = FunctionUse(
    memory_mb=512, invocations=2, requests=10, rekognition_requests=2, cpu_ms_a_request=2
)
VIDEO = PerVideo(
    minutes=1,
    jobs=2,
    transitions=6,
    functions={"start-video-job": USE, "decide-video": replace(USE, invocations=1)},
    s3_puts=1,
    s3_tags=1,
    s3_gets=2,
    events_put=1,
    alerts=0,
    write_units=50,
    read_units=20,
)
STATE = {"item": {"S": "state"}, "key_id": {"S": "k"}, "created_at": {"S": "t"}}


def job(*, writes: int = 4, branch: str = "short") -> dict[str, Any]:
    return {"item": {"S": "job#0001#labels"}, "write": {"N": f"{writes}"}, "branch": {"S": branch}}


def line(what: str, video: PerVideo = VIDEO) -> Line:
    (found,) = [each for each in video_lines(video, PRICES, ASSUME) if what in each.what]
    return found


def test_the_fee_of_a_thousand_minutes_by_two_jobs_is_two_hundred_dollars() -> None:
    assert video_fee(VIDEO, PRICES) == pytest.approx(200.0)


def test_six_transitions_are_fifteen_cents_for_a_thousand_videos() -> None:
    assert line("state transitions").dollars == pytest.approx(0.15)


def test_the_bill_of_videos_is_the_sum_of_its_lines_the_dearest_first() -> None:
    bill = video_lines(VIDEO, PRICES, ASSUME)
    assert [each.dollars for each in bill] == sorted((e.dollars for e in bill), reverse=True)
    assert total(bill) == pytest.approx(sum(each.dollars for each in bill))


def test_every_message_is_sent_received_and_deleted_alone() -> None:
    assert line("SQS").units == 3 * (1 + 2)


def test_the_invocations_of_all_functions_are_billed() -> None:
    assert line("invocations").units == 3


def test_waiting_for_rekognition_and_its_turn_is_billed() -> None:
    quick = replace(USE, rekognition_requests=0)
    more = 2 * (ASSUME.rekognition_seconds + ASSUME.turn_seconds - ASSUME.request_seconds)
    assert seconds_billed(USE, ASSUME) - seconds_billed(quick, ASSUME) == pytest.approx(more)


def test_a_function_with_less_memory_computes_longer() -> None:
    small = replace(USE, memory_mb=256)
    assert seconds_billed(small, ASSUME) > seconds_billed(USE, ASSUME)


def test_a_job_is_written_as_often_as_it_says_at_the_length_of_the_longest_token() -> None:
    assert video_write_units([job()], other_writes=0, token_bytes=900) == 4 * 1 + 6
    assert video_write_units([job()], other_writes=0, token_bytes=2048) == 4 * 3 + 6
    assert video_write_units([job(writes=6)], other_writes=0, token_bytes=900) == 6 * 1 + 6


def test_the_length_of_the_local_token_does_not_matter() -> None:
    long = job(branch="x" * 3000)
    assert video_write_units([long], other_writes=0, token_bytes=900) == 4 + 6


def test_a_videos_state_costs_three_units_more_than_a_pictures() -> None:
    units = video_write_units([STATE], other_writes=5, token_bytes=0)
    assert units == 5 + write_units(STATE) + 3
