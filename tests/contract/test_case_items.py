"""The items of the desk: small, found by their indexes, erased in part, damaged with a name."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.moderation.aws.case_items import case_to_item, item_to_case
from lambdas.moderation.aws.event_items import event_to_item, item_to_event
from lambdas.moderation.aws.items import WireItem
from lambdas.moderation.aws.person_items import (
    item_to_person,
    item_to_request,
    person_to_item,
    request_to_item,
)
from lambdas.moderation.domain.case import CaseStatus
from lambdas.moderation.domain.claiming import put_on_hold
from lambdas.moderation.domain.deciding import decided
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.person import DayTally, Person, Role, Shift
from lambdas.moderation.domain.verdict import Severity, Status
from tests.contract.test_cases import FULL, asked
from tests.contract.test_table_items import ONE_WRITE_UNIT, size_of
from tests.unit.desk_domain.desk import (
    ANA,
    CONTENT,
    HOUR,
    MINUTE,
    NOW,
    RULES,
    case_of,
    choice,
    held,
    judged,
    taken,
)

ID = CONTENT.content_id
OPEN = case_of(held())


class TestSizes:
    def test_an_open_case_costs_one_write_unit(self) -> None:
        assert size_of(case_to_item(OPEN)) <= ONE_WRITE_UNIT / 2

    def test_so_does_one_that_was_decided_skipped_and_looked_at_again(self) -> None:
        person_id = "8f14e45f-ceea-467f-a8b1-3c9d1b2e4f60"
        ruling = replace(
            choice(Status.REJECTED, ANA, note="The knife is real: see the left hand.").ruling,
            decider=person_id,
            clause_text="Real weapons, or what looks like one, are not shown.",
        )
        case = replace(
            FULL, ruling=ruling, appeal=None, holder=person_id, skipped_by=(person_id,) * 2
        )
        assert size_of(case_to_item(case)) <= ONE_WRITE_UNIT

    def test_so_does_a_person_after_a_month_of_work(self) -> None:
        tally = DayTally(decided=412, late=11, skipped=31, agreed=24, disagreed=3)
        person = Person(
            person_id="8f14e45f-ceea-467f-a8b1-3c9d1b2e4f60",
            roles=frozenset({Role.MODERATOR}),
            shift=Shift(
                began_at=NOW,
                last_at=NOW,
                items=dict.fromkeys(Severity, 99),
                reveals=dict.fromkeys(Severity, 50),
            ),
            days={f"2026-11-{day:02}": replace(tally, late=day) for day in range(1, 31)},
            write=12_345,
        )
        assert size_of(person_to_item(person)) <= ONE_WRITE_UNIT

    def test_so_does_any_event_of_a_case(self) -> None:
        note = "Ask the legal team whether this is allowed in the country that it was taken in."
        _, event = put_on_hold(taken(OPEN), ANA, 1, until=NOW + HOUR, note=note, now=NOW)
        assert size_of(event_to_item(ID, event)) <= ONE_WRITE_UNIT / 2


class TestIndexes:
    def test_an_open_case_stands_under_its_queue_by_urgency_and_due_time(self) -> None:
        item: Any = case_to_item(replace(OPEN, queue="general"))
        assert item["due_kind"] == {"S": "case#general"}
        assert item["due_at"] == {"S": "1#2026-11-24T10:30:15.250Z"}

    @pytest.mark.parametrize("status", [CaseStatus.CLAIMED, CaseStatus.ON_HOLD])
    def test_one_that_is_claimed_or_on_hold_stands_by_the_end_of_that(
        self, status: CaseStatus
    ) -> None:
        item: Any = case_to_item(replace(taken(OPEN), status=status))
        assert item["due_kind"] == {"S": "lease#general"}
        assert item["due_at"] == {"S": "2026-11-24T09:40:15.250Z"}

    @pytest.mark.parametrize("status", [CaseStatus.DECIDED, CaseStatus.CLOSED])
    def test_one_that_is_over_stands_in_no_index(self, status: CaseStatus) -> None:
        keys = {"due_kind", "due_at", "key_id", "created_at", "day", "at"}
        assert not keys & case_to_item(replace(OPEN, status=status)).keys()

    def test_a_request_is_removed_a_day_later(self) -> None:
        item: Any = request_to_item(asked())
        expires = datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC)
        assert expires == (NOW + 24 * HOUR).replace(microsecond=0)


class TestErasure:
    def test_an_appeal_is_still_one_without_who_filed_it_and_why(self) -> None:
        item = without(case_to_item(FULL), "appeal_who", "appeal_statement")
        assert FULL.appeal is not None
        assert "toy" not in str(item)
        assert item_to_case(item) == replace(
            FULL, appeal=replace(FULL.appeal, who="", statement="")
        )

    def test_a_case_is_still_one_without_notes(self) -> None:
        item = without(case_to_item(FULL), "note", "ruling_note")
        assert FULL.ruling is not None
        assert item_to_case(item) == replace(
            FULL, note=None, ruling=replace(FULL.ruling, note=None)
        )

    def test_a_verdict_is_still_one_without_its_uploader_and_the_note(self) -> None:
        state, _ = judged()
        made = choice(Status.REJECTED, ANA, NOW + MINUTE, note="It is Mr Miller again.")
        (event,) = decided(taken(OPEN), state, ANA, 1, made, RULES).events
        item = event_to_item(ID, event)
        assert event.upload is not None
        personal = {"uploader_id", "reference", "key_id", "created_at", "why"}
        erased = without(item, *personal)
        assert "Miller" not in str(erased)
        assert "user-7" not in str(erased)
        assert item_to_event(erased) == replace(
            event, why=None, upload=replace(event.upload, uploader_id=None)
        )


class TestDamage:
    @pytest.mark.parametrize(
        "damage",
        [
            {"write": None},
            {"queue": None},
            {"status": {"S": "splendid"}},
            {"kind": {"S": "splendid"}},
            {"severity": {"S": "mild"}},
            {"case_due_at": {"S": "soon"}},
            {"until": {"S": "later"}},
            {"not_by": {"S": "{]"}},
            {"skipped_by": {"N": "1"}},
            {"token": {"S": "one"}},
            {"clause": None},
            {"ruled": {"S": "maybe"}},
        ],
    )
    def test_a_damaged_case_is_named(self, damage: dict[str, Any]) -> None:
        with pytest.raises(Permanent, match=f"item case of {ID}") as raised:
            item_to_case(damaged(case_to_item(FULL), damage))
        assert raised.value.code == "unreadable-state"

    @pytest.mark.parametrize(
        "damage",
        [
            {"write": None},
            {"roles": {"S": '["boss"]'}},
            {"viewing": {"S": "[true]"}},
            {"days": {"S": '[["2026-11-24",1]]'}},
            {"shift_items": {"M": {"grave": {"N": "1"}}}},
        ],
    )
    def test_so_is_a_damaged_person(self, damage: dict[str, Any]) -> None:
        shift = Shift(began_at=NOW, last_at=NOW, items={Severity.LOW: 1})
        person = Person(person_id="ana", write=1, shift=shift)
        with pytest.raises(Permanent, match="item person#ana of people") as raised:
            item_to_person(damaged(person_to_item(person), damage))
        assert raised.value.code == "unreadable-state"

    def test_so_is_a_damaged_request(self) -> None:
        with pytest.raises(Permanent, match="item 0a1b2c3d of request#ana"):
            item_to_request(damaged(request_to_item(asked()), {"token": None}))

    def test_attributes_of_a_later_version_do_not_matter(self) -> None:
        assert item_to_case(damaged(case_to_item(FULL), {"mood": {"S": "good"}})) == FULL


def without(item: WireItem, *names: str) -> WireItem:
    """The item once these attributes are erased."""
    return {name: value for name, value in item.items() if name not in names}


def damaged(item: WireItem, damage: dict[str, Any]) -> WireItem:
    """The item with these attributes, and without those that are None."""
    found: dict[str, Any] = {**item, **damage}
    return {name: value for name, value in found.items() if value is not None}
