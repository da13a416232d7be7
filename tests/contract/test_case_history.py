"""What the table tells of the past: an uploader's verdicts, and a day's decisions and work."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from lambdas.moderation.domain.claiming import claimed
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.deciding import appealed, decided
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.opening import opened
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.transitions import with_gone, with_rescreen
from lambdas.moderation.domain.verdict import Action, Status
from lambdas.moderation.ports.desk import Cases, CaseWrite, Line
from tests.unit.desk_domain.desk import (
    ANA,
    MINUTE,
    NOW,
    RULES,
    UPLOAD,
    appeal,
    choice,
    judged,
)

if TYPE_CHECKING:
    from tests.contract.conftest import DeskTables

DAY = "2026-11-24"


def content(key: str) -> Content:
    return Content("uploads-test", key, "v1")


def screened(
    desk: "DeskTables",
    key: str,
    action: Action = Action.REVIEW,
    *,
    uploader_id: str | None = "user-7",
    now: datetime = NOW,
) -> Line:
    """A machine's verdict on an upload, stored; its line."""
    upload = replace(UPLOAD, uploader_id=uploader_id)
    state, event = judged(action, of=content(key), upload=upload, now=now)
    desk.contents.save(state, event)
    return Line(state.content.content_id, event)


def worked_on(desk: "DeskTables", key: str, status: Status = Status.REJECTED) -> list[Line]:
    """What came of an upload that was held, opened, claimed and decided, each a minute later."""
    line = screened(desk, key)
    state = desk.contents.load(line.content_id)
    assert state is not None
    change = opened(None, state, RULES, senior_only=False, now=NOW + MINUTE)
    assert change is not None
    desk.cases.save(CaseWrite(case=change[0], events=change[1:]))
    mine, claim = claimed(change[0], ANA, RULES, NOW + 2 * MINUTE)
    desk.cases.save(CaseWrite(case=mine, events=(claim,)))
    made = decided(mine, state, ANA, 1, choice(status, ANA, NOW + 3 * MINUTE), RULES)
    desk.cases.save(CaseWrite(case=made.case, events=made.events, state=made.state))
    events = (line.event, change[1], claim, *made.events)
    return [Line(line.content_id, event) for event in events]


class TestOfAnUploader:
    def test_the_newest_verdict_comes_first(self, desk: "DeskTables") -> None:
        lines = [
            screened(desk, str(number), Action.REJECT, now=NOW + number * MINUTE)
            for number in range(5)
        ]
        assert desk.cases.by_uploader("user-7", limit=9) == lines[::-1]
        assert desk.cases.by_uploader("user-7", limit=2) == lines[:2:-1]

    def test_what_a_machine_approved_says_nothing_of_anybody(self, desk: "DeskTables") -> None:
        screened(desk, "a", Action.APPROVE)
        flagged = [screened(desk, "b", Action.REVIEW), screened(desk, "c", Action.REJECT)]
        found = desk.cases.by_uploader("user-7", limit=9)
        assert sorted(found, key=str) == sorted(flagged, key=str)

    def test_what_a_person_approved_does(self, desk: "DeskTables") -> None:
        lines = worked_on(desk, "a", Status.APPROVED)
        assert desk.cases.by_uploader("user-7", limit=9) == [lines[-1], lines[0]]

    def test_nobody_is_told_of_others_uploads(self, desk: "DeskTables") -> None:
        screened(desk, "a", uploader_id="user-70")
        screened(desk, "b", uploader_id=None)
        assert desk.cases.by_uploader("user-7", limit=9) == []
        assert desk.cases.by_uploader("", limit=9) == []

    def test_an_upload_is_not_taken_for_an_object_of_that_name(self, desk: "DeskTables") -> None:
        screened(desk, "user-7")
        assert desk.contents.versions("uploads-test", "user-7") == [content("user-7").content_id]
        assert desk.contents.versions("uploader", "user-7") == []


def pages(cases: Cases, day: str = DAY, *, limit: int = 100) -> Iterator[tuple[Line, ...]]:
    """The pages of a day, one after the other."""
    cursor = None
    for _ in range(60):
        page = cases.audit(day, limit=limit, cursor=cursor)
        assert len(page.lines) <= limit
        assert page.unreadable == ()
        yield page.lines
        cursor = page.cursor
        if cursor is None:
            return
    raise AssertionError("It never ends.")


def day_of(cases: Cases, day: str = DAY, *, limit: int = 100) -> list[Line]:
    """All lines of a day by time."""
    found = [line for page in pages(cases, day, limit=limit) for line in page]
    return sorted(found, key=lambda line: (line.event.at, line.event.kind.value, line.content_id))


class TestADay:
    @pytest.mark.parametrize("limit", [1, 3, 100])
    def test_every_verdict_and_all_work_on_cases_is_told_once(
        self, desk: "DeskTables", limit: int
    ) -> None:
        lines = [line for number in range(6) for line in worked_on(desk, str(number))]
        ordered = sorted(
            lines, key=lambda line: (line.event.at, line.event.kind.value, line.content_id)
        )
        assert day_of(desk.cases, limit=limit) == ordered

    def test_so_is_an_appeal(self, desk: "DeskTables") -> None:
        line = screened(desk, "a", Action.REJECT)
        state = desk.contents.load(line.content_id)
        assert state is not None
        case, event = appealed(None, state, appeal(NOW + MINUTE), RULES, senior_only=False)
        desk.cases.save(CaseWrite(case=case, events=(event,)))
        assert [each.event.kind for each in day_of(desk.cases)] == [
            EventKind.VERDICT,
            EventKind.APPEALED,
        ]

    def test_what_else_happens_to_a_content_is_not(self, desk: "DeskTables") -> None:
        line = screened(desk, "a", Action.REJECT)
        state = desk.contents.load(line.content_id)
        assert state is not None
        rescreen = with_rescreen(state, who="ops", why="x", now=NOW + MINUTE)
        assert rescreen is not None
        desk.contents.save(*rescreen)
        gone = with_gone(rescreen[0], NOW + MINUTE)
        assert gone is not None
        desk.contents.save(*gone)
        assert len(desk.contents.history(line.content_id)) == 3
        assert day_of(desk.cases) == [line]

    def test_a_day_ends_at_midnight_in_utc(self, desk: "DeskTables") -> None:
        midnight = datetime.fromisoformat("2026-11-25T00:00:00+00:00")
        before = screened(desk, "a", now=midnight - timedelta(milliseconds=1))
        after = screened(desk, "b", now=midnight)
        assert day_of(desk.cases) == [before]
        assert day_of(desk.cases, "2026-11-25") == [after]
        assert day_of(desk.cases, "2026-11-23") == []

    def test_it_can_be_taken_up_where_it_was_left(self, desk: "DeskTables") -> None:
        lines = [line for number in range(4) for line in worked_on(desk, str(number))]
        cursor, found = None, list[Line]()
        while len(found) < 7:
            page = desk.cases.audit(DAY, limit=2, cursor=cursor)
            cursor, found = page.cursor, [*found, *page.lines]
        assert cursor is not None
        rest = desk.cases.audit(DAY, limit=100, cursor=cursor)
        while rest.cursor is not None:
            found += rest.lines
            rest = desk.cases.audit(DAY, limit=100, cursor=rest.cursor)
        found += rest.lines
        assert sorted(found, key=str) == sorted(lines, key=str)

    def test_a_cursor_is_good_for_its_own_day_only(self, desk: "DeskTables") -> None:
        worked_on(desk, "a")
        cursor = desk.cases.audit(DAY, limit=1, cursor=None).cursor
        with pytest.raises(Permanent) as raised:
            desk.cases.audit("2026-11-25", limit=1, cursor=cursor)
        assert raised.value.code == "bad-cursor"
        with pytest.raises(Permanent):
            desk.cases.page_of("general", limit=1, cursor=cursor)
