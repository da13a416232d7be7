"""After a rejection nothing is readable; an appeal that overturns it changes that, and is told."""

import json
from typing import Any

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.person import Role
from lambdas.moderation.domain.verdict import Status
from tests.e2e.cloud.clients import until
from tests.e2e.desk.desk import Desk, Person, Told
from tests.e2e.desk.test_a_case import claimed, held
from tests.e2e.desk.test_signed import PATH, may_appeal, signed

pytestmark = pytest.mark.e2e


def decide(person: Person, content: Content, decision: str, clause: str) -> Told:
    """Claims the case and decides it."""
    token = claimed(person, content)["token"]
    told = {"token": token, "decision": decision, "clause": clause, "note": "Seen with care."}
    return person.post(f"v1/cases/{content.content_id}/decide", told)


def file_appeal(desk: Desk, content: Content) -> Told:
    """The application appeals for its user."""
    body = {"content_id": content.content_id, "who": "user-7", "statement": "It is a toy."}
    headers = signed(desk, may_appeal(desk), body)
    return desk.ask("POST", PATH, body=body, headers=headers)


def last_event(desk: Desk, content: Content, revision: int) -> Any:
    """The verdict event of that revision, as an application hears it."""

    def look() -> Any:
        heard = desk.stage.heard(desk.stage.events, content)
        return next((each for each in heard if each["revision"] == revision), None)

    return until(look, seconds=30)


def test_a_rejection_stands_until_another_person_overturns_it(desk: Desk) -> None:
    first, second = desk.person(Role.MODERATOR), desk.person(Role.MODERATOR)
    content = held(desk, "desk/appealed.jpg")
    assert decide(first, content, "reject", "violence").status == 200
    desk.stage.enforced(content, revision=2)
    assert desk.stage.tag(content) == "rejected"
    assert desk.stage.reads(content) == 403
    assert last_event(desk, content, 2)["clause"] == "violence"

    filed = file_appeal(desk, content)
    assert (filed.status, filed.body["content_id"]) == (201, content.content_id)
    assert file_appeal(desk, content).body["code"] == "appealed-already"
    assert desk.stage.reads(content) == 403
    refused = first.post(f"v1/cases/{content.content_id}/claim")
    assert (refused.status, refused.body["code"]) == (403, "decided-before")
    shown = second.get(f"v1/cases/{content.content_id}").body["case"]["appeal"]
    assert (shown["who"], shown["statement"]) == ("user-7", "It is a toy.")

    assert decide(second, content, "approve", "false-alarm").status == 200
    state = desk.stage.enforced(content, revision=3)
    assert (state.status, state.pinned, state.decider) == (Status.APPROVED, True, second.name)
    assert desk.stage.tag(content) == "approved"
    until(lambda: desk.stage.reads(content) == 200, seconds=10)
    told = last_event(desk, content, 3)
    assert (told["appeal"], told["clause"]) == ("overturned", "false-alarm")
    assert "user-7" not in json.dumps({**told, "content": {}})


def test_an_upheld_rejection_is_told_and_stays_unreadable(desk: Desk) -> None:
    first, second = desk.person(Role.MODERATOR), desk.person(Role.MODERATOR)
    content = held(desk, "desk/upheld.jpg")
    decide(first, content, "reject", "violence")
    desk.stage.enforced(content, revision=2)
    assert file_appeal(desk, content).status == 201
    assert decide(second, content, "reject", "violence").status == 200
    desk.stage.enforced(content, revision=3)
    assert last_event(desk, content, 3)["appeal"] == "upheld"
    assert desk.stage.reads(content) == 403
    assert file_appeal(desk, content).body["code"] == "appealed-before"
