"""What the table promises about people."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.person import (
    DayTally,
    Person,
    Role,
    Shift,
    Viewing,
    signed_in,
    with_settings,
)
from lambdas.moderation.domain.verdict import Severity
from tests.unit.desk_domain.desk import MINUTE, NOW

if TYPE_CHECKING:
    from tests.contract.conftest import DeskTables

TALLY = DayTally(decided=5, late=4, skipped=3, agreed=2, disagreed=1)
FULL = Person(
    person_id="ana",
    roles=frozenset({Role.MODERATOR, Role.AUDITOR}),
    viewing=Viewing(blur=False, grey=True, autoplay=True),
    opted_out=("drugs", "violence"),
    shift=Shift(
        began_at=NOW,
        last_at=NOW + MINUTE,
        items={Severity.HIGH: 3, Severity.LOW: 1},
        reveals={Severity.CRITICAL: 2},
    ),
    days={"2026-11-23": DayTally(decided=7, late=1), "2026-11-24": TALLY},
    given=("b", "a"),
    write=1,
)


class TestPeople:
    def test_who_never_signed_in_is_new(self, desk: "DeskTables") -> None:
        assert desk.people.load("ana") == Person(person_id="ana")
        assert desk.people.everybody() == []

    @pytest.mark.parametrize("person", [FULL, Person(person_id="ana", write=1)])
    def test_a_person_comes_back_as_saved(self, desk: "DeskTables", person: Person) -> None:
        desk.people.save(person)
        assert desk.people.load("ana") == person

    @pytest.mark.parametrize("write", [1, 3, 7])
    def test_what_is_not_the_next_write_is_a_conflict(self, desk: "DeskTables", write: int) -> None:
        desk.people.save(FULL)
        with pytest.raises(Conflict):
            desk.people.save(replace(FULL, write=write, given=()))
        assert desk.people.load("ana") == FULL

    def test_so_is_a_second_write_where_nothing_is_stored(self, desk: "DeskTables") -> None:
        with pytest.raises(Conflict):
            desk.people.save(replace(FULL, write=2))
        assert desk.people.load("ana").write == 0

    def test_of_two_tabs_that_read_the_same_one_is_told_to_read_again(
        self, desk: "DeskTables"
    ) -> None:
        desk.people.save(FULL)
        one, other = desk.people.load("ana"), desk.people.load("ana")
        desk.people.save(with_settings(one, Viewing(), []))
        with pytest.raises(Conflict):
            desk.people.save(with_settings(other, Viewing(), ["drugs"]))
        desk.people.save(with_settings(desk.people.load("ana"), Viewing(), ["drugs"]))
        assert desk.people.load("ana").opted_out == ("drugs",)

    def test_everybody_is_told_by_id(self, desk: "DeskTables") -> None:
        for person_id in ("cat", "ana", "ben"):
            person = signed_in(Person(person_id=person_id), [Role.MODERATOR])
            assert person is not None
            desk.people.save(person)
        assert [person.person_id for person in desk.people.everybody()] == ["ana", "ben", "cat"]
        assert all(person.decides for person in desk.people.everybody())

    @pytest.mark.parametrize("person_id", ["a#b", "user@example.com", "8f14e45f-ceea-467f", "ä ö"])
    def test_an_id_may_be_any_that_a_user_pool_gives(
        self, desk: "DeskTables", person_id: str
    ) -> None:
        desk.people.save(replace(FULL, person_id=person_id))
        assert desk.people.load(person_id).person_id == person_id
        assert [person.person_id for person in desk.people.everybody()] == [person_id]
