"""Slot utilisation and packing: what follows from samples of running jobs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.bench.slots import Sample, SlotRun, packed, packing_bound, utilisation

RUN = SlotRun(
    slots=2,
    jobs=4,
    samples=(
        Sample(at=90.0, started=0, running=0, job_seconds=0.0),
        Sample(at=100.0, started=0, running=0, job_seconds=0.0),
        Sample(at=101.0, started=2, running=2, job_seconds=1.0),
        Sample(at=110.0, started=4, running=2, job_seconds=18.0),
        Sample(at=120.0, started=4, running=0, job_seconds=36.0),
        Sample(at=121.0, started=4, running=0, job_seconds=36.0),
    ),
)

durations = st.lists(st.floats(min_value=0.1, max_value=50), min_size=1, max_size=40)


def test_time_goes_from_the_last_look_before_a_start_to_the_first_after_all_ended() -> None:
    assert RUN.elapsed == 20.0


def test_utilisation_is_job_seconds_by_slots_and_time() -> None:
    assert RUN.ideal == 18.0
    assert RUN.utilisation == pytest.approx(90.0)


def test_the_tail_is_not_in_what_is_used_while_jobs_wait() -> None:
    assert RUN.utilisation_while_waiting == pytest.approx(100 * 18 / (2 * 10))


def test_a_slots_empty_time_is_shared_by_all_starts() -> None:
    assert RUN.gap == pytest.approx((2 * 10 - 18) / 4)


def test_jobs_that_fit_evenly_leave_no_tail() -> None:
    assert packed([5.0] * 6, slots=3) == 10.0


def test_one_job_too_many_runs_alone_in_the_end() -> None:
    assert packed([5.0] * 7, slots=3) == 15.0


def test_each_job_goes_to_the_slot_that_is_free_first() -> None:
    assert packed([1.0, 4.0, 2.0, 1.0], slots=2) == 4.0


@given(durations, st.integers(min_value=1, max_value=20))
def test_no_packing_is_quicker_than_the_sum_by_slots_or_the_longest_job(
    seconds: list[float], slots: int
) -> None:
    least = max(sum(seconds) / slots, *seconds)
    assert packed(seconds, slots) >= least * (1 - 1e-9)
    assert packed(seconds, slots) <= sum(seconds) / slots + max(seconds) * (1 + 1e-9)


def test_the_bound_of_jobs_of_one_length_is_that_of_their_rounds() -> None:
    assert packing_bound(120, (10.0, 10.0), 18) == pytest.approx(utilisation(1200, 18, 70))


def test_the_bound_is_the_same_every_time() -> None:
    assert packing_bound(30, (4.0, 6.0), 8) == packing_bound(30, (4.0, 6.0), 8) < 100
