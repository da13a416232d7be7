"""A person at the desk: roles, settings, exposure by shift, work by day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.person import (
    DayTally,
    Person,
    Role,
    Shift,
    Viewing,
    as_one_write,
    current_shift,
    needs_break,
    revealed,
    signed_in,
    tallied,
    took,
    with_given,
    with_settings,
)
from lambdas.moderation.domain.verdict import Severity
from tests.unit.desk_domain.desk import HOUR, MINUTE, NOW, person

NEW = Person(person_id="ana")
ANA = person("ana", write=3)
PAUSE = 4 * HOUR
Counting = Callable[..., Person]


class TestRoles:
    @pytest.mark.parametrize(
        ("roles", "decides", "leads"),
        [
            ((), False, False),
            ((Role.AUDITOR,), False, False),
            ((Role.MODERATOR,), True, False),
            ((Role.SENIOR,), True, True),
            ((Role.ADMIN,), True, True),
            ((Role.AUDITOR, Role.MODERATOR), True, False),
            ((Role.MODERATOR, Role.SENIOR), True, True),
        ],
    )
    def test_what_each_role_may(self, roles: tuple[Role, ...], decides: bool, leads: bool) -> None:
        who = Person(person_id="x", roles=frozenset(roles))
        assert (who.decides, who.leads) == (decides, leads)

    def test_the_first_sign_in_is_stored_even_without_a_role(self) -> None:
        first = signed_in(NEW, [])
        assert first == replace(NEW, write=1)

    def test_a_sign_in_with_the_same_roles_writes_nothing(self) -> None:
        assert signed_in(ANA, [Role.MODERATOR, Role.MODERATOR]) is None

    def test_a_sign_in_with_other_roles_is_stored(self) -> None:
        assert signed_in(ANA, [Role.AUDITOR]) == replace(
            ANA, roles=frozenset({Role.AUDITOR}), write=4
        )


class TestSettings:
    def test_nobody_sees_colour_or_sharpness_or_movement_unless_they_chose_to(self) -> None:
        assert NEW.viewing == Viewing(blur=True, grey=True, autoplay=False)

    def test_categories_are_kept_once_each_and_in_order(self) -> None:
        after = with_settings(ANA, Viewing(blur=False), ["violence", "drugs", "violence"])
        assert after.opted_out == ("drugs", "violence")
        assert after.viewing == Viewing(blur=False)
        assert after.write == 4

    def test_settings_leave_everything_else(self) -> None:
        busy = replace(took(ANA, Severity.LOW, NOW, PAUSE), given=("a",))
        after = with_settings(busy, busy.viewing, [])
        assert after == replace(busy, write=busy.write + 1)


class TestShifts:
    @pytest.mark.parametrize("count", [took, revealed])
    def test_the_first_thing_that_is_done_begins_a_shift(self, count: Counting) -> None:
        after = count(NEW, Severity.HIGH, NOW, PAUSE)
        assert after.shift is not None
        assert (after.shift.began_at, after.shift.last_at) == (NOW, NOW)
        assert after.write == 1

    def test_items_and_reveals_are_counted_by_severity(self) -> None:
        who = took(NEW, Severity.HIGH, NOW, PAUSE)
        who = took(who, Severity.HIGH, NOW + MINUTE, PAUSE)
        who = revealed(who, Severity.HIGH, NOW + MINUTE, PAUSE)
        who = took(who, Severity.LOW, NOW + 2 * MINUTE, PAUSE)
        assert who.shift == Shift(
            began_at=NOW,
            last_at=NOW + 2 * MINUTE,
            items={Severity.HIGH: 2, Severity.LOW: 1},
            reveals={Severity.HIGH: 1},
        )
        assert who.shift.revealed == 1
        assert who.write == 4

    @pytest.mark.parametrize("count", [took, revealed])
    def test_a_shift_goes_on_up_to_a_pause_and_a_longer_one_ends_it(self, count: Counting) -> None:
        first = count(NEW, Severity.HIGH, NOW, PAUSE)
        same = count(first, Severity.HIGH, NOW + PAUSE, PAUSE)
        other = count(first, Severity.HIGH, NOW + PAUSE + MINUTE, PAUSE)
        assert same.shift is not None
        assert other.shift is not None
        assert same.shift.began_at == NOW
        assert other.shift.began_at == NOW + PAUSE + MINUTE
        assert sum(other.shift.items.values()) + other.shift.revealed == 1

    def test_a_clock_that_runs_behind_does_not_shorten_a_shift(self) -> None:
        who = took(took(NEW, Severity.LOW, NOW, PAUSE), Severity.LOW, NOW - MINUTE, PAUSE)
        assert who.shift is not None
        assert who.shift.last_at == NOW

    def test_after_a_pause_nobody_is_in_a_shift(self) -> None:
        who = took(NEW, Severity.LOW, NOW, PAUSE)
        assert current_shift(who, NOW + PAUSE, PAUSE) == who.shift
        assert current_shift(who, NOW + PAUSE + MINUTE, PAUSE) is None
        assert current_shift(NEW, NOW, PAUSE) is None

    def test_a_break_is_suggested_at_the_count_and_never_outside_a_shift(self) -> None:
        shift = Shift(
            began_at=NOW, last_at=NOW, reveals={Severity.LOW: 30, Severity.HIGH: 19}, items={}
        )
        assert not needs_break(shift, 50)
        assert needs_break(replace(shift, reveals={**shift.reveals, Severity.MEDIUM: 1}), 50)
        assert not needs_break(replace(shift, items={Severity.CRITICAL: 400}), 50)
        assert not needs_break(None, 1)


class TestTallies:
    def test_a_day_counts_what_is_done_on_it(self) -> None:
        who = tallied(NEW, NOW, decided=1, late=1)
        who = tallied(who, NOW + HOUR, decided=1, late=0, agreed=1)
        assert who.days == {"2026-11-24": DayTally(decided=2, late=1, agreed=1)}
        assert who.write == 2

    def test_another_day_is_another_tally(self) -> None:
        who = tallied(tallied(NEW, NOW, skipped=1), NOW + 24 * HOUR, disagreed=1)
        assert who.days == {
            "2026-11-24": DayTally(skipped=1),
            "2026-11-25": DayTally(disagreed=1),
        }

    def test_the_last_month_is_kept(self) -> None:
        who = NEW
        for day in range(40):
            who = tallied(who, NOW + timedelta(days=day), decided=day + 1)
        assert len(who.days) == 31
        assert min(who.days) == "2026-12-03"
        assert who.days["2027-01-02"] == DayTally(decided=40)


class TestGiven:
    def test_the_newest_comes_first_and_nothing_stands_there_twice(self) -> None:
        who = NEW
        for content_id in "abca":
            who = with_given(who, content_id)
        assert who.given == ("a", "c", "b")

    def test_the_last_twenty_are_kept(self) -> None:
        who = NEW
        for number in range(25):
            who = with_given(who, str(number))
        assert who.given == tuple(str(number) for number in reversed(range(5, 25)))


class TestOneWrite:
    def test_many_changes_count_as_one(self) -> None:
        after = with_given(took(tallied(ANA, NOW, skipped=1), Severity.LOW, NOW, PAUSE), "a")
        assert after.write == 6
        assert as_one_write(ANA, after) == replace(after, write=4)

    @given(
        severities=st.lists(st.sampled_from(Severity), max_size=30),
        minutes=st.lists(st.integers(0, 400), max_size=30),
    )
    def test_a_shift_holds_exactly_what_was_taken_since_the_last_pause(
        self, severities: list[Severity], minutes: list[int]
    ) -> None:
        now, who, since = NOW, NEW, 0
        for severity, later in zip(severities, minutes, strict=False):
            now += later * MINUTE
            since = 1 if later * MINUTE > PAUSE or who.shift is None else since + 1
            who = took(who, severity, now, PAUSE)
            assert who.shift is not None
            assert sum(who.shift.items.values()) == since
