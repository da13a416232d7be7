"""Turns for the whole account: many processes, one table, clocks that only the test moves."""

import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.moderation.aws.turns import AccountTurns, Turns
from lambdas.moderation.domain.errors import Retryable
from tests.contract.turns_account import GET, START, Account, most_within
from tests.fakes import Clock, FakeTurns

if TYPE_CHECKING:
    from tests.contract.conftest import Aws


@pytest.fixture
def account(aws: "Aws") -> Account:
    return Account(aws)


class TestThePace:
    def test_a_first_call_is_made_at_once(self, account: Account) -> None:
        account.turns().wait(START)
        assert account.clock.slept == []

    def test_calls_in_a_row_keep_the_rate(self, account: Account) -> None:
        made = account.times(26, account.turns())
        assert made[-1] - made[0] == pytest.approx(5.0 - 0.3, abs=0.21)

    def test_operations_have_turns_of_their_own(self, account: Account) -> None:
        turns = account.turns()
        account.times(10, turns, START)
        account.clock.slept.clear()
        turns.wait(GET)
        assert account.clock.slept == []

    def test_after_a_pause_half_a_seconds_calls_are_made_at_once(self, account: Account) -> None:
        account.rate = 20
        account.times(5, account.turns())
        account.clock.pass_by(minutes=10)
        made = account.times(30, account.turns())
        assert sum(at == made[0] for at in made) == 10

    @pytest.mark.parametrize("rate", [0.5, 2, 7.142, 20])
    def test_no_rate_is_ever_passed_by_more_than_a_second(
        self, account: Account, rate: float
    ) -> None:
        account.rate = rate
        made = account.crowd([0.0] * 4, 12, lambda _: 0.05, rest=30)
        for seconds in (2, 5, 10):
            assert most_within(made, seconds) <= max(rate * (seconds + 1), rate * seconds + 2)

    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        skews=st.lists(st.floats(-0.25, 0.25), min_size=1, max_size=10),
        busy=st.lists(st.floats(0, 1), min_size=10, max_size=10),
        rest=st.floats(0, 5),
    )
    def test_whatever_number_of_processes_no_stretch_sees_a_second_more_than_the_rate(
        self, aws: "Aws", skews: list[float], busy: list[float], rest: float
    ) -> None:
        made = Account(aws).crowd(skews, 8, lambda number: busy[number], rest)
        assert len(made) == 8 * len(skews)
        for seconds in (1, 2, 3, 5, 10, 30):
            assert most_within(made, seconds) <= 5 * (seconds + 1)

    def test_a_crowd_leaves_no_turn_unused(self, account: Account) -> None:
        made = account.crowd([0.2, -0.2, 0.1, 0, 0, 0, -0.1, 0.1], 25, lambda _: 0.2)
        assert made[-1] - made[0] <= 200 / 5 + 1

    def test_threads_that_come_at_once_get_one_turn_each(self, account: Account) -> None:
        slept: list[float] = []
        began = account.clock.time()
        turns = AccountTurns(
            account.aws.dynamodb,
            account.table,
            rate=5,
            clock=lambda: began,
            sleep=slept.append,
        )
        with ThreadPoolExecutor(20) as threads:
            list(threads.map(turns.wait, [START] * 20))
        assert sorted(slept) == pytest.approx([-0.3 + 0.2 * turn for turn in range(2, 20)])


class TestTooLong:
    def test_who_would_wait_too_long_is_told_at_once_and_takes_no_turn(
        self, account: Account
    ) -> None:
        began = account.clock.time()
        slept: list[float] = []
        turns = AccountTurns(
            account.aws.dynamodb,
            account.table,
            rate=1,
            clock=lambda: began,
            sleep=slept.append,
            longest_wait=3,
        )
        for _ in range(4):
            turns.wait(START)
        for _ in range(3):
            with pytest.raises(Retryable) as raised:
                turns.wait(START)
            assert raised.value.code == "paced"
        assert slept == [1, 2, 3]
        account.clock.pass_by(seconds=1)
        account.rate = 1
        account.turns(longest_wait=3).wait(START)
        assert account.clock.slept == [3]

    def test_a_table_that_does_not_answer_is_retryable(self, account: Account) -> None:
        turns = account.turns()
        for call in (turns.wait, turns.throttled):
            with Stubber(account.aws.dynamodb) as stubber:
                stubber.add_client_error("update_item", "InternalServerError", http_status_code=500)
                with pytest.raises(Retryable):
                    call(START)

    def test_who_always_comes_second_gives_up(self, account: Account) -> None:
        with Stubber(account.aws.dynamodb) as stubber:
            for _ in range(12):
                stubber.add_client_error(
                    "update_item", "ConditionalCheckFailedException", http_status_code=400
                )
            with pytest.raises(Retryable) as raised:
                account.turns().wait(START)
        assert raised.value.code == "paced"


class TestThrottled:
    def test_after_a_pause_the_next_call_waits_a_second(self, account: Account) -> None:
        turns = account.turns()
        turns.wait(START)
        account.clock.pass_by(minutes=1)
        turns.throttled(START)
        turns.wait(START)
        assert account.clock.slept == pytest.approx([1])

    def test_where_calls_wait_already_the_next_comes_a_second_later(self, account: Account) -> None:
        turns = account.turns()
        account.times(10, turns)
        other = account.turns()
        other.throttled(START)
        account.clock.slept.clear()
        turns.wait(START)
        assert account.clock.slept == pytest.approx([1.2])

    def test_answers_that_come_together_count_once(self, account: Account) -> None:
        turns = account.turns()
        account.times(10, turns)
        for _ in range(10):
            turns.throttled(START)
            account.clock.pass_by(milliseconds=10)
        account.clock.slept.clear()
        turns.wait(START)
        assert account.clock.slept == pytest.approx([1.1])

    def test_answers_that_go_on_make_the_calls_slower_and_no_longer_than_they_do(
        self, account: Account
    ) -> None:
        turns = account.turns()
        throttled = []
        for _ in range(10):
            turns.wait(START)
            throttled.append(account.clock.time())
            turns.throttled(START)
        assert throttled[-1] - throttled[0] >= 9
        account.clock.pass_by(minutes=1)
        account.clock.slept.clear()
        turns.wait(START)
        assert account.clock.slept == []

    def test_other_operations_are_not_slowed(self, account: Account) -> None:
        turns = account.turns()
        turns.throttled(START)
        turns.wait(GET)
        assert account.clock.slept == []


class TestClocksThatJump:
    def test_a_turn_reserved_in_another_age_is_forgotten(self, account: Account) -> None:
        ahead = Clock(account.clock.at.replace(year=2099))
        account.turns(ahead).wait(START)
        account.turns().wait(START)
        made = account.times(11, account.turns())
        assert made[-1] - made[0] == pytest.approx(2, abs=0.4)

    def test_a_clock_a_little_ahead_holds_the_others_up_for_no_longer_than_that(
        self, account: Account
    ) -> None:
        ahead = Clock(account.clock.at)
        ahead.pass_by(seconds=30)
        account.turns(ahead).wait(START)
        with pytest.raises(Retryable):
            account.turns().wait(START)
        account.clock.pass_by(seconds=25)
        account.turns().wait(START)
        assert sum(account.clock.slept) <= 5

    def test_a_complaint_from_another_age_does_not_hide_the_next(self, account: Account) -> None:
        account.turns(Clock(account.clock.at.replace(year=2099))).throttled(START)
        turns = account.turns()
        account.times(10, turns)
        turns.throttled(START)
        account.clock.slept.clear()
        turns.wait(START)
        assert account.clock.slept == pytest.approx([1.2])


def test_the_fake_counts_and_can_be_told_to_refuse() -> None:
    fake = FakeTurns()
    turns: Turns = fake
    fake.trouble.before("wait")
    with pytest.raises(Retryable):
        turns.wait(START)
    turns.wait(START)
    turns.throttled(GET)
    assert (fake.taken[START], fake.slowed[GET]) == (1, 1)


def test_the_rate_is_kept_to_the_microsecond(account: Account) -> None:
    account.rate = 3
    made = account.times(301, account.turns())
    assert most_within(made[20:], 60) <= 180
    assert math.isclose(made[-1] - made[1], 299 / 3, abs_tol=0.001)
