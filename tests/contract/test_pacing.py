"""Pacing, on a clock that only the test moves; and once with threads."""

import threading
import time
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.aws.pacing import Pacer
from lambdas.moderation.domain.errors import Retryable


@dataclass
class Clock:
    """Sleeping moves it, and so may the test."""

    now: float = 1000.0
    calls: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def pacer(self, rate: float) -> Pacer:
        return Pacer(rate, clock=lambda: self.now, sleep=self.sleep)

    def call(self, pacer: Pacer, times: int = 1) -> None:
        for _ in range(times):
            pacer.wait()
            self.calls.append(self.now)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_calls_are_evenly_spaced(clock: Clock) -> None:
    clock.call(clock.pacer(5), times=21)
    assert clock.calls[-1] - clock.calls[0] == pytest.approx(4.0)
    gaps = [later - earlier for earlier, later in zip(clock.calls, clock.calls[1:], strict=False)]
    assert gaps == pytest.approx([0.2] * 20)


def test_a_short_idle_time_between_two_batches_is_made_up_for(clock: Clock) -> None:
    pacer = clock.pacer(10)
    clock.call(pacer, times=10)
    clock.now += 0.4
    clock.call(pacer, times=11)
    assert clock.calls[-1] - clock.calls[0] == pytest.approx(2.0)


@pytest.mark.parametrize(("rate", "at_once"), [(1, 1), (5, 4), (10, 9), (50, 45)])
def test_a_process_frozen_for_minutes_wakes_with_less_than_a_seconds_calls(
    clock: Clock, rate: float, at_once: int
) -> None:
    pacer = clock.pacer(rate)
    clock.call(pacer, times=3)
    clock.now += 600
    woken = clock.now
    clock.call(pacer, times=3 * at_once + 3)
    within = [at for at in clock.calls if woken <= at < woken + 0.5 / rate]
    assert len(within) in {at_once, at_once + 1}
    assert at_once <= max(1, rate * 0.9)


def test_a_process_frozen_while_calls_wait_keeps_the_pace(clock: Clock) -> None:
    pacer = clock.pacer(2)
    clock.call(pacer, times=4)
    clock.now += 120
    clock.call(pacer, times=9)
    assert clock.calls[-1] - clock.calls[4] >= 4.0 - 0.9


@given(
    rate=st.floats(0.5, 50),
    idle=st.lists(st.floats(0, 3), min_size=2, max_size=30),
)
def test_no_second_ever_sees_more_than_the_rate_and_the_burst(
    rate: float, idle: list[float]
) -> None:
    clock = Clock()
    pacer = clock.pacer(rate)
    for pause in idle:
        clock.now += pause
        clock.call(pacer, times=3)
    for start in clock.calls:
        within = [at for at in clock.calls if start <= at < start + 1]
        assert len(within) <= rate * 1.9 + 1


@pytest.mark.parametrize(("rate", "between"), [(2.5, 0.75), (7.142, 0.75), (5, 0.6)])
def test_batches_keep_the_pace_though_the_last_answer_and_the_next_messages_take_time(
    clock: Clock, rate: float, between: float
) -> None:
    pacer = clock.pacer(rate)
    for _ in range(20):
        clock.call(pacer, times=10)
        clock.now += between
    assert clock.calls[-1] - clock.calls[0] == pytest.approx(199 / rate, rel=0.02)


def test_throttling_slows_down_and_the_pace_grows_back_to_the_rate_and_no_further(
    clock: Clock,
) -> None:
    pacer = clock.pacer(10)
    pacer.throttled()
    assert pacer.rate == pytest.approx(7)
    clock.now += 2
    assert pacer.rate == pytest.approx(8)
    clock.now += 3600
    assert pacer.rate == 10


def test_answers_that_come_together_slow_down_once(clock: Clock) -> None:
    pacer = clock.pacer(10)
    for _ in range(10):
        pacer.throttled()
    assert pacer.rate == pytest.approx(7)


def test_it_never_gets_slower_than_a_tenth(clock: Clock) -> None:
    pacer = clock.pacer(10)
    for _ in range(100):
        clock.now += 0.5
        pacer.throttled()
    assert pacer.rate == pytest.approx(1)


def test_throttling_takes_the_burst_away(clock: Clock) -> None:
    pacer = clock.pacer(10)
    clock.now += 60
    pacer.throttled()
    clock.call(pacer, times=3)
    assert clock.calls[1] - clock.calls[0] >= 0.1


def test_who_would_wait_too_long_is_told_at_once_and_takes_no_turn(clock: Clock) -> None:
    turns = threading.Event()
    pacer = Pacer(1, clock=lambda: clock.now, sleep=lambda _: turns.set(), longest_wait=3)
    for _ in range(4):
        pacer.wait()
    for _ in range(5):
        with pytest.raises(Retryable):
            pacer.wait()
    clock.now += 1
    pacer.wait()
    assert turns.is_set()


def test_threads_share_one_pace() -> None:
    pacer = Pacer(50, clock=time.monotonic, sleep=time.sleep)
    started: list[float] = []

    def run() -> None:
        for _ in range(5):
            pacer.wait()
            started.append(time.monotonic())

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(started) == 40
    assert max(started) - min(started) >= 39 / 50 - 0.05
