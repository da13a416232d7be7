"""What waits in a queue, as the table tells it: in order, a page at a time, counted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.moderation.domain.case import Case, CaseStatus
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.verdict import Severity
from lambdas.moderation.ports.desk import Cases, CaseWrite, QueueCount
from tests.fakes import FakeCases
from tests.unit.desk_domain.desk import HOUR, MINUTE, NOW, RULES, case_of, held

if TYPE_CHECKING:
    from tests.contract.conftest import DeskTables

END = NOW + RULES.claim_for


def waiting(key: str, severity: Severity = Severity.HIGH, *, due: int = 60) -> Case:
    """An open case that is due in so many minutes."""
    state = held(severity, of=Content("uploads-test", key, "v1"))
    return replace(case_of(state), queue="general", due_at=NOW + due * MINUTE)


def store(cases: Cases, *saved: Case) -> None:
    """Writes each as if it had been written that often before."""
    for case in saved:
        for write in range(1, case.write + 1):
            cases.save(CaseWrite(case=replace(case, write=write), events=()))


def ids(cases: Iterable[Case]) -> list[str]:
    return [case.content_id for case in cases]


def leased(case: Case, until: datetime | None, status: CaseStatus = CaseStatus.CLAIMED) -> Case:
    return replace(case, write=2, status=status, holder="ana", until=until, token=1)


class TestOpenCases:
    def test_the_most_urgent_comes_first_and_then_the_one_due_first(
        self, desk: "DeskTables"
    ) -> None:
        ordered = [
            waiting("a", Severity.CRITICAL, due=15),
            waiting("b", Severity.CRITICAL, due=90),
            waiting("c", Severity.HIGH, due=-600),
            waiting("d", Severity.HIGH, due=10),
            waiting("e", Severity.MEDIUM, due=-9000),
            waiting("f", Severity.LOW, due=1),
        ]
        store(desk.cases, *reversed(ordered))
        assert list(desk.cases.open_in("general")) == ids(ordered)

    def test_a_queue_has_its_own(self, desk: "DeskTables") -> None:
        store(desk.cases, waiting("a"), replace(waiting("b"), queue="urgent"))
        assert list(desk.cases.open_in("urgent")) == ids([waiting("b")])
        assert list(desk.cases.open_in("gener")) == []

    @pytest.mark.parametrize("status", [each for each in CaseStatus if each != "open"])
    def test_what_is_not_open_is_not_there(self, desk: "DeskTables", status: CaseStatus) -> None:
        store(desk.cases, leased(waiting("a"), END, status), waiting("b"))
        assert list(desk.cases.open_in("general")) == ids([waiting("b")])

    def test_it_reads_on_as_far_as_it_is_asked_to(self, desk: "DeskTables") -> None:
        many = [waiting(f"{number:03}", due=number) for number in range(60)]
        store(desk.cases, *many)
        found = desk.cases.open_in("general")
        assert [next(found) for _ in range(3)] == ids(many[:3])
        assert list(found) == ids(many[3:])


class TestWhatIsOver:
    @pytest.mark.parametrize("status", [CaseStatus.CLAIMED, CaseStatus.ON_HOLD])
    def test_what_is_over_comes_back_longest_over_first(
        self, desk: "DeskTables", status: CaseStatus
    ) -> None:
        cases = [
            leased(waiting(key), END + at * MINUTE, status)
            for key, at in zip("abc", (2, 0, 5), strict=True)
        ]
        store(desk.cases, *cases)
        a, b, c = ids(cases)
        assert desk.cases.lapsed_in("general", END - timedelta(milliseconds=1), limit=9) == []
        assert desk.cases.lapsed_in("general", END, limit=9) == [b]
        assert desk.cases.lapsed_in("general", END + HOUR, limit=9) == [b, a, c]
        assert desk.cases.lapsed_in("general", END + HOUR, limit=2) == [b, a]
        assert desk.cases.lapsed_in("urgent", END + HOUR, limit=9) == []

    def test_one_without_an_end_is_over(self, desk: "DeskTables") -> None:
        case = leased(waiting("a"), None)
        store(desk.cases, case)
        assert desk.cases.lapsed_in("general", NOW, limit=9) == [case.content_id]

    @pytest.mark.parametrize("status", [CaseStatus.OPEN, CaseStatus.DECIDED, CaseStatus.CLOSED])
    def test_nothing_else_is(self, desk: "DeskTables", status: CaseStatus) -> None:
        store(desk.cases, leased(waiting("a"), END, status))
        assert desk.cases.lapsed_in("general", END + HOUR, limit=9) == []


class TestPages:
    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
    def test_all_pages_together_are_the_list(self, desk: "DeskTables", limit: int) -> None:
        many = [waiting(str(number), due=number // 3) for number in range(7)]
        store(desk.cases, *many)
        found: list[str] = []
        cursor = None
        for _ in range(10):
            page = desk.cases.page_of("general", limit=limit, cursor=cursor)
            assert len(page.content_ids) <= limit
            found += page.content_ids
            cursor = page.cursor
            if cursor is None:
                break
        assert found == list(desk.cases.open_in("general"))
        assert set(found) == set(ids(many))

    def test_a_list_goes_on_though_the_last_one_of_a_page_was_taken(
        self, desk: "DeskTables"
    ) -> None:
        cases = [waiting(key, due=due) for due, key in enumerate("abc")]
        store(desk.cases, *cases)
        page = desk.cases.page_of("general", limit=1, cursor=None)
        desk.cases.save(CaseWrite(case=leased(cases[0], END), events=()))
        following = desk.cases.page_of("general", limit=1, cursor=page.cursor)
        assert list(following.content_ids) == ids(cases[1:2])

    def test_a_cursor_can_stand_in_an_address(self, desk: "DeskTables") -> None:
        store(desk.cases, waiting("a"), waiting("b"))
        cursor = desk.cases.page_of("general", limit=1, cursor=None).cursor
        assert cursor is not None
        assert cursor.replace("-", "").replace("_", "").isalnum()
        assert cursor.isascii()

    def test_a_cursor_is_good_for_its_own_queue_only(self, desk: "DeskTables") -> None:
        store(desk.cases, waiting("a"), waiting("b"))
        cursor = desk.cases.page_of("general", limit=1, cursor=None).cursor
        assert cursor is not None
        for other in ("urgent", "genera", "general2"):
            with pytest.raises(Permanent) as raised:
                desk.cases.page_of(other, limit=1, cursor=cursor)
            assert raised.value.code == "bad-cursor"
        with pytest.raises(Permanent):
            desk.cases.audit("2026-11-24", limit=1, cursor=cursor)

    @pytest.mark.parametrize(
        "cursor",
        [
            "",
            "x",
            "!",
            "e30",
            "bnVsbA",
            "W10",
            "a" * 1001,
            "WyJxdWV1ZS9nZW5lcmFsIl0",
            "ä",
            "WzFd\n",
        ],
    )
    def test_a_made_up_cursor_is_refused(self, desk: "DeskTables", cursor: str) -> None:
        with pytest.raises(Permanent) as raised:
            desk.cases.page_of("general", limit=1, cursor=cursor)
        assert raised.value.code == "bad-cursor"
        with pytest.raises(Permanent) as raised:
            desk.cases.audit("2026-11-24", limit=1, cursor=cursor)
        assert raised.value.code == "bad-cursor"

    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
    )
    @given(cursor=st.text() | st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123_-"))
    def test_so_is_any_other_text(self, desk: "DeskTables", cursor: str) -> None:
        with pytest.raises(Permanent) as raised:
            desk.cases.page_of("general", limit=1, cursor=cursor)
        assert raised.value.code == "bad-cursor"


class TestCounts:
    def test_an_empty_queue_has_none(self, desk: "DeskTables") -> None:
        count = desk.cases.count("general", Severity.HIGH, NOW)
        assert count == QueueCount(severity=Severity.HIGH)

    def test_each_severity_is_counted_by_itself(self, desk: "DeskTables") -> None:
        store(
            desk.cases,
            waiting("a", Severity.HIGH, due=-30),
            waiting("b", Severity.HIGH, due=-1),
            waiting("c", Severity.HIGH, due=30),
            waiting("d", Severity.CRITICAL, due=1),
            leased(waiting("e", Severity.HIGH, due=-60), END),
            replace(waiting("f", Severity.HIGH, due=-90), queue="urgent"),
        )
        assert desk.cases.count("general", Severity.HIGH, NOW) == QueueCount(
            severity=Severity.HIGH, open=3, overdue=2, oldest_due_at=NOW - 30 * MINUTE
        )
        assert desk.cases.count("general", Severity.CRITICAL, NOW).overdue == 0
        assert desk.cases.count("general", Severity.LOW, NOW).open == 0

    @pytest.mark.parametrize(
        ("after", "overdue"),
        [
            (timedelta(microseconds=-1), 0),
            (timedelta(), 0),
            (timedelta(microseconds=1), 1),
            (timedelta(milliseconds=1), 1),
        ],
    )
    def test_what_is_due_this_very_moment_is_not_overdue(
        self, desk: "DeskTables", after: timedelta, overdue: int
    ) -> None:
        store(desk.cases, waiting("a", due=0))
        assert desk.cases.count("general", Severity.HIGH, NOW + after).overdue == overdue


def test_the_fakes_index_that_lags_shows_cases_as_they_were() -> None:
    cases = FakeCases(lag=True)
    case = waiting("a", due=-1)
    store(cases, case)
    assert list(cases.open_in("general")) == []
    cases.catch_up()
    cases.save(CaseWrite(case=leased(case, NOW), events=()))
    assert list(cases.open_in("general")) == [case.content_id]
    assert cases.count("general", Severity.HIGH, NOW).overdue == 1
    assert cases.lapsed_in("general", NOW, limit=9) == []
    cases.catch_up()
    assert list(cases.open_in("general")) == []
    assert cases.lapsed_in("general", NOW, limit=9) == [case.content_id]
