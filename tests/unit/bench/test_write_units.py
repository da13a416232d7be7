"""DynamoDB's units by the service's rules."""

from typing import Any

import pytest

from local.bench.bill import write_units
from local.bench.write_units import index_units, item_size, put_units, read_units

Item = dict[str, dict[str, Any]]


def of_size(size: int, **more: dict[str, Any]) -> Item:
    item: Item = {"a": {"S": ""}, **more}
    item["a"]["S"] = "x" * (size - item_size(item))
    return item


def test_names_and_texts_count_in_utf8_bytes() -> None:
    assert item_size({"ab": {"S": "é"}}) == 4


@pytest.mark.parametrize(("number", "size"), [("0", 1), ("7", 2), ("5528", 3), ("85.25", 3)])
def test_a_number_is_half_a_byte_a_digit_and_one(number: str, size: int) -> None:
    assert item_size({"n": {"N": number}}) == 1 + size


def test_a_map_is_three_bytes_and_one_an_entry() -> None:
    assert item_size({"m": {"M": {"ab": {"S": "7.0"}}}}) == 1 + 3 + 2 + 3 + 1


def test_a_started_kibibyte_is_a_unit() -> None:
    assert put_units(of_size(1024)) == 1
    assert put_units(of_size(1025)) == 2


def test_a_transaction_doubles_the_item_but_not_its_indexes() -> None:
    item = of_size(1500, day={"S": "2026-11-24#0"}, at={"S": "2026-11-24T00:00:00.000Z"})
    assert put_units(item, in_transaction=True) == 4
    assert index_units(item) == 2


def test_an_index_that_has_only_keys_takes_one_unit_whatever_the_item() -> None:
    assert index_units(of_size(3000, key_id={"S": "k"}, created_at={"S": "t"})) == 1


def test_an_item_without_an_indexs_keys_is_not_in_it() -> None:
    assert index_units(of_size(300, key_id={"S": "k"})) == 0


def test_a_small_state_takes_six_units_until_it_is_enforced() -> None:
    state = of_size(
        800, item={"S": "state"}, key_id={"S": "k"}, created_at={"S": "2026-11-24T00:00:00.000Z"}
    )
    assert write_units(state) == 2 + 2 + 1 + 1


def test_four_kibibytes_are_a_read_unit() -> None:
    assert read_units(of_size(4096)) == 1
    assert read_units(of_size(4097)) == 2
