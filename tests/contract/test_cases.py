"""What the table promises about cases: a write is all or nothing, and nobody overwrites anybody."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from lambdas.moderation.domain.case import Appeal, Case, CaseKind, CaseStatus, Ruling
from lambdas.moderation.domain.claiming import claimed
from lambdas.moderation.domain.deciding import decided
from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.opening import opened
from lambdas.moderation.domain.person import as_one_write, took, with_given
from lambdas.moderation.domain.verdict import Severity, Status
from lambdas.moderation.ports.desk import CaseWrite, Request
from tests.unit.desk_domain.desk import (
    ANA,
    BEN,
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

if TYPE_CHECKING:
    from tests.contract.conftest import DeskTables

ID = CONTENT.content_id
LATER = NOW + MINUTE
OPEN = case_of(held())
FULL = replace(
    OPEN,
    number=3,
    kind=CaseKind.APPEAL,
    status=CaseStatus.CLAIMED,
    queue="senior",
    severity=Severity.CRITICAL,
    profile="avatars",
    revision=7,
    about=Status.REJECTED,
    token=12,
    holder="ben",
    until=LATER,
    revealed=12,
    senior_only=True,
    escalated=True,
    disputed=True,
    not_by=("ana", "cat"),
    skipped_by=("sue",),
    note="ask legal",
    ruling=Ruling(
        status=Status.REJECTED,
        clause="weapons",
        clause_text="Real weapons.",
        decider="ana",
        at=NOW,
        note="a knife",
    ),
    appeal=Appeal(who="user-7", statement="It is a toy.", filed_at=NOW, filed_by="arn:aws:shop"),
)


def open_case(desk: "DeskTables") -> Case:
    """A content that is held, with its case, both stored."""
    state, verdict = judged()
    desk.contents.save(state, verdict)
    change = opened(None, state, RULES, senior_only=False, now=NOW)
    assert change is not None
    desk.cases.save(CaseWrite(case=change[0], events=change[1:]))
    return change[0]


def asked(content_id: str = ID, **facts: Any) -> Request:
    """What somebody asked for."""
    request = Request(
        person_id="ana", key="0a1b2c3d", asked="f" * 64, content_id=content_id, token=1, at=NOW
    )
    return replace(request, **facts)


class TestSaving:
    def test_there_is_no_case_of_a_content_never_held(self, desk: "DeskTables") -> None:
        assert desk.cases.load(ID) is None
        assert desk.cases.request("ana", "0a1b2c3d") is None

    @pytest.mark.parametrize(
        "case",
        [OPEN, replace(FULL, write=1), replace(OPEN, category=None, status=CaseStatus.CLOSED)],
    )
    def test_a_case_comes_back_as_it_was_saved(self, desk: "DeskTables", case: Case) -> None:
        desk.cases.save(CaseWrite(case=case, events=()))
        assert desk.cases.load(ID) == case

    def test_what_a_case_does_not_have_any_more_is_gone(self, desk: "DeskTables") -> None:
        desk.cases.save(CaseWrite(case=replace(FULL, write=1), events=()))
        bare = replace(OPEN, write=2)
        desk.cases.save(CaseWrite(case=bare, events=()))
        assert desk.cases.load(ID) == bare

    @pytest.mark.parametrize("write", [1, 3, 7])
    def test_a_case_that_is_not_the_next_write_is_a_conflict(
        self, desk: "DeskTables", write: int
    ) -> None:
        case = open_case(desk)
        with pytest.raises(Conflict):
            desk.cases.save(CaseWrite(case=replace(case, write=write, note="x"), events=()))
        assert desk.cases.load(ID) == case

    def test_so_is_a_second_write_where_nothing_is_stored(self, desk: "DeskTables") -> None:
        with pytest.raises(Conflict):
            desk.cases.save(CaseWrite(case=replace(OPEN, write=2), events=()))
        assert desk.cases.load(ID) is None

    def test_only_one_of_two_claims_by_the_same_read_is_kept(self, desk: "DeskTables") -> None:
        case = open_case(desk)
        first, second = (claimed(case, who, RULES, LATER) for who in (ANA, BEN))
        desk.cases.save(CaseWrite(case=first[0], events=first[1:]))
        with pytest.raises(Conflict):
            desk.cases.save(CaseWrite(case=second[0], events=second[1:]))
        assert desk.cases.load(ID) == first[0]
        assert [event.decider for event in desk.contents.history(ID)][-1] == "ana"
        assert len(desk.contents.history(ID)) == 3


class TestAllOrNothing:
    def whole(self, desk: "DeskTables") -> CaseWrite:
        """A decision with all that can be written with it."""
        case = taken(open_case(desk))
        desk.cases.save(CaseWrite(case=case, events=()))
        state, ana = desk.contents.load(ID), desk.people.load("ana")
        assert state is not None
        made = decided(case, state, ANA, 1, choice(Status.REJECTED, ANA, LATER), RULES)
        seen = took(ana, Severity.HIGH, LATER, HOUR)
        return CaseWrite(
            case=made.case,
            events=made.events,
            state=made.state,
            person=as_one_write(ana, with_given(seen, ID)),
            request=asked(),
        )

    def test_everything_is_written(self, desk: "DeskTables") -> None:
        write = self.whole(desk)
        desk.cases.save(write)
        assert desk.cases.load(ID) == write.case
        assert desk.contents.load(ID) == write.state
        assert desk.people.load("ana") == write.person
        assert desk.cases.request("ana", "0a1b2c3d") == write.request
        assert desk.contents.history(ID)[-1] == write.events[0]

    @pytest.mark.parametrize("what", ["case", "state", "person"])
    @pytest.mark.parametrize("later", [-1, 1])
    def test_or_nothing_where_one_of_it_was_written_meanwhile(
        self, desk: "DeskTables", what: str, later: int
    ) -> None:
        write = self.whole(desk)
        stale: Any = getattr(write, what)
        before = self.everything(desk)
        broken: dict[str, Any] = {what: replace(stale, write=stale.write + later)}
        with pytest.raises(Conflict):
            desk.cases.save(replace(write, **broken))
        assert self.everything(desk) == before

    def test_or_nothing_where_the_request_is_on_record(self, desk: "DeskTables") -> None:
        write = self.whole(desk)
        desk.cases.save(write)
        before, again = self.everything(desk), replace(write.case, write=write.case.write + 1)
        with pytest.raises(Conflict):
            desk.cases.save(CaseWrite(case=again, events=(), request=asked(asked="other")))
        assert self.everything(desk) == before

    def everything(self, desk: "DeskTables") -> list[object]:
        return [
            desk.cases.load(ID),
            desk.contents.load(ID),
            desk.contents.history(ID),
            desk.people.load("ana"),
            desk.cases.request("ana", "0a1b2c3d"),
        ]

    def test_another_persons_contention_is_theirs_alone(self, desk: "DeskTables") -> None:
        write = self.whole(desk)
        ben = desk.people.load("ben")
        desk.people.save(took(ben, Severity.LOW, NOW, HOUR))
        desk.cases.save(write)
        assert desk.people.load("ben").write == 1


class TestRequests:
    def test_a_key_is_of_the_person_who_gave_it(self, desk: "DeskTables") -> None:
        case = open_case(desk)
        for number, who in enumerate(("ana", "ben", "arn:aws:iam::111122223333:role/shop"), 2):
            case = replace(case, write=number)
            desk.cases.save(CaseWrite(case=case, events=(), request=asked(person_id=who)))
            assert desk.cases.request(who, "0a1b2c3d") == asked(person_id=who)
        assert desk.cases.request("cat", "0a1b2c3d") is None
        assert desk.cases.request("ana", "other-key") is None
