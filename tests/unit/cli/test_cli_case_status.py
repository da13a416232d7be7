"""`moderate status` and the case of a content."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.moderation.domain.case import Appeal, Case, CaseKind, CaseStatus, Ruling
from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.findings import Box
from lambdas.moderation.domain.state import EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Severity, Status
from lambdas.moderation.ports.desk import CaseWrite
from tests.unit.cli.desk import NOON, WEAPONS, Desk

_HELD = {"status": CaseStatus.CLAIMED, "holder": "ana"}


def with_case(*events: HistoryEvent, **facts: Any) -> Desk:
    """A stage with one held content, cat.jpg, and its case."""
    desk = Desk()
    state = desk.enforced("cat.jpg", WEAPONS)
    case = Case(
        content_id=state.content.content_id,
        queue="general",
        severity=Severity.HIGH,
        category="violence",
        media_type=MediaType.JPEG,
        revision=1,
        opened_at=NOON - timedelta(minutes=50),
        due_at=NOON + timedelta(minutes=10),
    )
    desk.cases.save(CaseWrite(case=replace(case, **facts), events=events))
    return desk


def rows(desk: Desk) -> list[str]:
    """The lines that tell of the case, and what stands below them."""
    lines = desk.run("status", "cat.jpg").lines
    start = next(number for number, line in enumerate(lines) if line.startswith("  case "))
    return lines[start : start + 4]


def test_an_open_case_is_told_with_queue_and_due_time() -> None:
    assert rows(with_case())[:3] == [
        "  case         1, review: open",
        "               queue general",
        "  due          2026-11-24 12:10:00 UTC (in 10 minutes)",
    ]


def test_a_claimed_case_is_told_with_its_holder_and_the_time_left() -> None:
    until = NOON + timedelta(minutes=3)
    assert rows(with_case(**_HELD, until=until))[0] == (
        "  case         1, review: claimed by ana until 2026-11-24 12:03:00 UTC (3 minutes left)"
    )


def test_a_claim_that_ran_out_is_an_open_case() -> None:
    desk = with_case(**_HELD, until=NOON)
    assert rows(desk)[0] == "  case         1, review: open"
    told = desk.run("status", "cat.jpg", "--json").json["case"]
    assert (told["status"], told["holder"], told["until"]) == ("open", None, None)


def test_a_case_on_hold_that_is_late_escalated_and_for_seniors_says_all_that() -> None:
    desk = with_case(
        status=CaseStatus.ON_HOLD,
        until=NOON + timedelta(hours=2),
        due_at=NOON - timedelta(hours=3),
        escalated=True,
        senior_only=True,
        queue="senior",
        note="ask the lawyer",
    )
    assert rows(desk) == [
        "  case         1, review: on hold until 2026-11-24 14:00:00 UTC (2 hours left)",
        "               queue senior; escalated; seniors only",
        "  due          2026-11-24 09:00:00 UTC (3 hours overdue)",
        "  case note    ask the lawyer",
    ]


def test_an_appeal_is_told_in_its_own_words() -> None:
    appeal = Appeal(who="user-7", statement="it is a toy", filed_at=NOON, filed_by="arn:shop")
    desk = with_case(number=2, kind=CaseKind.APPEAL, appeal=appeal)
    assert "  case         2, appeal: open" in rows(desk)
    assert "  appeal       user-7: it is a toy" in rows(desk)


def test_a_case_that_is_over_is_not_due() -> None:
    desk = with_case(status=CaseStatus.DECIDED, due_at=NOON - timedelta(days=1), note="old")
    lines = desk.run("status", "cat.jpg").lines
    assert "  case         1, review: decided" in lines
    assert not any(line.startswith(("  due", "  case note")) for line in lines)
    assert desk.run("status", "cat.jpg", "--json").json["case"]["overdue"] is False


def test_a_content_without_a_case_says_nothing_of_one() -> None:
    desk = Desk()
    desk.enforced("cat.jpg")
    assert "  case" not in desk.run("status", "cat.jpg").out
    assert desk.run("status", "cat.jpg", "--json").json["case"] is None


def test_a_damaged_case_hides_nothing_else() -> None:
    desk = with_case()
    damage = Permanent("The item case of x is damaged.", code="unreadable-state")
    desk.cases.trouble.before("load", damage)
    ran = desk.run("status", "cat.jpg")
    assert ran.exit_code == 0
    assert ran.err == ("The item case of x is damaged. What else is known of the content:\n")
    assert "Weapons 88.1 %" in ran.out


def test_the_case_as_json_has_all_its_fields() -> None:
    ruling = Ruling(
        status=Status.REJECTED,
        clause="weapons",
        clause_text="Real weapons",
        decider="bob",
        at=NOON,
        note="no toy",
    )
    appeal = Appeal(who="user-7", statement="a toy", filed_at=NOON, filed_by="arn:shop")
    until = NOON + timedelta(minutes=3)
    desk = with_case(**_HELD, until=until, ruling=ruling, appeal=appeal, note="n", number=2)
    assert desk.run("status", "cat.jpg", "--json").json["case"] == {
        "number": 2,
        "kind": "review",
        "status": "claimed",
        "queue": "general",
        "severity": "high",
        "category": "violence",
        "opened_at": "2026-11-24T11:10:00.000Z",
        "due_at": "2026-11-24T12:10:00.000Z",
        "overdue": False,
        "holder": "ana",
        "until": "2026-11-24T12:03:00.000Z",
        "escalated": False,
        "senior_only": False,
        "note": "n",
        "appeal": {
            "who": "user-7",
            "statement": "a toy",
            "filed_at": "2026-11-24T12:00:00.000Z",
            "filed_by": "arn:shop",
        },
        "decision": {
            "status": "rejected",
            "clause": "weapons",
            "text": "Real weapons",
            "decider": "bob",
            "at": "2026-11-24T12:00:00.000Z",
            "note": "no toy",
        },
    }


def test_where_something_is_in_a_picture_is_in_the_json_only_where_it_is_known() -> None:
    desk = Desk()
    boxes = (Box(left=0.25, top=0.5, width=0.125, height=1.0),)
    seen = replace(WEAPONS.findings[0], boxes=boxes)
    desk.judged("cat.jpg", replace(WEAPONS, findings=(seen, *WEAPONS.findings)))
    found = desk.run("status", "cat.jpg", "--json").json["reasons"][0]["findings"]
    assert found[0]["boxes"] == [{"left": 0.25, "top": 0.5, "width": 0.125, "height": 1.0}]
    assert "boxes" not in found[1]


def test_the_history_tells_of_case_events_in_words() -> None:
    details = {"case": "1", "case_kind": "review", "queue": "general", "token": "3", "to": "bob"}
    assigned = HistoryEvent(
        kind=EventKind.CASE_ASSIGNED,
        at=NOON,
        number=4,
        status=Status.IN_REVIEW,
        decider="ana",
        why="you know it",
        details=details,
    )
    line = with_case(assigned).run("status", "cat.jpg", "--history").lines[-1]
    assert re.split(" {2,}", line) == [
        "2026-11-24 12:00:00 UTC",
        "case handed on",
        "-",
        "ana",
        "case 1, review; to bob; queue general; note: you know it",
    ]


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1))
def test_nothing_that_people_wrote_steers_the_terminal(text: str) -> None:
    appeal = Appeal(who=text, statement=text, filed_at=NOON, filed_by=text)
    opened = HistoryEvent(
        kind=EventKind.CASE_OPENED,
        at=NOON,
        number=1,
        status=Status.IN_REVIEW,
        decider=text,
        why=text,
        details={"case": text, "case_kind": text, "queue": text, "to": text},
    )
    desk = with_case(
        opened,
        **{**_HELD, "holder": text},
        until=NOON + timedelta(1),
        appeal=appeal,
        note=text,
        queue=text,
    )
    ran = desk.run("status", "cat.jpg", "--history")
    steering = {chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x202E)} - {"\n"}
    assert ran.exit_code == 0
    assert not steering & set(ran.out)
