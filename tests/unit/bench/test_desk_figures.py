"""The review desk's figures: ratios of pairs, counts a step, dollars for a thousand cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.bench import prices as price_list
from local.bench.cost import Assumptions, total
from local.bench.desk import Compared, part
from local.bench.desk_api import Work
from local.bench.desk_figures import (
    DOLLARS_AN_HOUR,
    bill,
    counted,
    paired_ratio,
    percent_of_a_minute,
    times,
)
from local.bench.desk_tape import Request, Step, elsewhere
from local.bench.report import Table

KEY = {"content_id": {"S": "c"}, "item": {"S": "case"}}
GET = Request("GetItem", {"TableName": "t", "Key": KEY, "ConsistentRead": True}, {"Item": KEY})
PAGE = Request("Query", {"TableName": "t", "Limit": 3}, {"Items": [KEY] * 3, "ScannedCount": 3})
WRITE = Request(
    "TransactWriteItems",
    {"TransactItems": [{"Put": {"TableName": "t", "Item": KEY}}] * 2},
    {"ConsumedCapacity": [{"TableName": "t", "CapacityUnits": 7.0}]},
)
CLAIM = Step(0.040, (GET, GET, PAGE, WRITE))
DECIDE = Step(0.010, (GET, WRITE))
seconds = st.lists(st.floats(min_value=0.001, max_value=10), min_size=2, max_size=30)


def compared(name: str, step: Step, *, many: Step | None = None) -> Compared:
    few = (step, step)
    return Compared(step=name, few=few, again=few, many=(many or step,) * 2, floor=few)


def test_a_read_costs_by_what_came_and_by_its_consistency() -> None:
    large = {**KEY, "note": {"S": "x" * 5000}}
    assert GET.read_units == 1.0
    assert PAGE.read_units == 0.5
    assert Request("GetItem", GET.parameters, {"Item": large}).read_units == 2.0
    assert Request("GetItem", GET.parameters, {}).read_units == 1.0
    assert WRITE.read_units == 0.0


def test_what_is_only_counted_costs_by_the_size_of_its_entries() -> None:
    page = {"Select": "COUNT"}
    assert Request("Query", page, {"ScannedCount": 10_280}).read_units == 128.0
    assert Request("Query", page, {"ScannedCount": 0}).read_units == 0.5


def test_a_write_costs_what_its_answer_tells() -> None:
    assert (WRITE.write_units, GET.write_units) == (7.0, 0.0)


def test_counts_are_averages_of_all_steps() -> None:
    found = counted([CLAIM, DECIDE])
    assert found.requests == {"GetItem": 1.5, "Query": 0.5, "TransactWriteItems": 1.0}
    assert found.in_all == 3.0
    assert found.examined == (1 + 1 + 3 + 2 + 1 + 2) / 2
    assert (found.read_units, found.write_units, found.units) == (1.75, 7.0, 8.75)


def test_what_disturbs_a_round_disturbs_both_of_its_pair() -> None:
    assert paired_ratio([2.0, 20.0, 200.0], [1.0, 10.0, 100.0]) == 2.0


@given(seconds)
def test_a_step_against_itself_is_one(each: list[float]) -> None:
    assert paired_ratio(each, each) == 1.0


@given(seconds)
def test_times_are_in_order(each: list[float]) -> None:
    found = times(each)
    assert found.least <= found.median
    assert found.least == pytest.approx(1000 * min(each))


def test_the_same_requests_go_to_another_table() -> None:
    there = elsewhere(WRITE.parameters, "other")
    assert [each["Put"]["TableName"] for each in there["TransactItems"]] == ["other", "other"]
    assert elsewhere(GET.parameters, "other") == {**GET.parameters, "TableName": "other"}
    assert GET.parameters["TableName"] == "t"


def test_the_bill_is_units_times_prices_for_a_thousand_cases() -> None:
    lines = {
        line.what: line
        for line in bill(
            [counted([CLAIM]), counted([DECIDE])],
            memory_mb=512,
            prices=price_list.read(),
            assume=Assumptions(),
        )
    }
    assert lines["DynamoDB: write units"].dollars == pytest.approx(1000 * 14 * 6.25e-7)
    assert lines["DynamoDB: read units"].units == 3.5
    assert lines["API Gateway: requests"].dollars == pytest.approx(0.002)
    assert lines["Lambda: GB-seconds"].units == pytest.approx(6 * 0.015 * 0.5)
    assert total(list(lines.values())) == pytest.approx(
        sum(line.dollars for line in lines.values())
    )


def test_a_minute_of_a_moderator_for_each_case_is_the_whole() -> None:
    assert percent_of_a_minute(1000 * DOLLARS_AN_HOUR / 60) == pytest.approx(100)


def test_one_request_more_with_many_cases_misses_the_goal() -> None:
    more = Step(0.040, (*CLAIM.requests, GET))
    both = [compared("claim", CLAIM, many=more), compared("decide", DECIDE)]
    work = Work(claim=(0.2, 0.2), reveal=(0.2, 0.2), decide=(0.1, 0.1), bare=(0.1, 0.1))
    looks = Table(title="looks", columns=("a",), rows=())
    found = part(both, work, looks, memory_mb=512)
    missed = {figure.what for figure in found.figures if figure.met is False}
    begins = "claim: more with 100,000 open cases:"
    assert missed == {
        f"{begins} {what}" for what in ("requests", "items examined", "read and write units")
    }
    slower = [each for each in found.figures if each.what.startswith("claim by the API")]
    assert [each.value for each in slower] == [2.0]
