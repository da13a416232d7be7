"""Appeals: filed by applications, looked at by somebody who did not decide before."""

from typing import Any

import pytest

from lambdas.moderation.domain.case import CaseKind
from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.verdict import Action, Status
from tests.unit.review_api.gateway import APPLICATION, event, signed
from tests.unit.review_api.rig import Rig

STATEMENT = "It is a toy. <b>Look</b> again.\u0007"


@pytest.fixture
def rig() -> Rig:
    return Rig()


def appeal_of(content_id: str) -> dict[str, Any]:
    """What an application sends."""
    return {"content_id": content_id, "who": "seller-7", "statement": STATEMENT}


def rejected(rig: Rig) -> str:
    """A content that ana rejected."""
    content_id = rig.world.hold()
    rig.decide(content_id, rig.claim(content_id))
    return content_id


def test_an_appeal_opens_the_case_again(rig: Rig) -> None:
    content_id = rejected(rig)
    reply = rig.appeal(appeal_of(content_id))
    assert (reply.status, reply.json) == (
        201,
        {"content_id": content_id, "case": 2, "status": "open"},
    )
    case = rig.world.case(content_id)
    assert (case.kind, case.not_by) == (CaseKind.APPEAL, ("ana",))
    assert case.appeal is not None
    assert case.appeal.filed_by == APPLICATION
    assert rig.counter["AppealsFiled"] == 1


def test_who_takes_it_reads_who_says_what(rig: Rig) -> None:
    content_id = rejected(rig)
    rig.appeal(appeal_of(content_id))
    assert rig.do("claim", content_id, {}).code == "decided-before"
    claimed = rig.ask("POST", "/v1/queues/general/claim", {}, as_="ben").json
    assert claimed["case"]["appeal"] == {
        "who": "seller-7",
        "statement": STATEMENT,
        "filed_at": "2026-11-24T09:30:00.000Z",
    }
    assert claimed["case"]["decision"]["decider"] == "ana"
    assert claimed["reasons"][0]["rule"] == "weapons"


@pytest.mark.parametrize(
    ("decision", "status"), [("approve", Status.APPROVED), ("reject", Status.REJECTED)]
)
def test_an_appeal_is_decided_with_effect(rig: Rig, decision: str, status: Status) -> None:
    content_id = rejected(rig)
    rig.appeal(appeal_of(content_id))
    rig.decide(content_id, rig.claim(content_id, "ben"), decision, as_="ben")
    state = rig.world.state(content_id)
    assert (state.status, state.revision, state.decider) == (status, 3, "ben")
    assert rig.appeal(appeal_of(content_id)).code == "appealed-before"


def test_a_machines_verdict_can_be_appealed_too(rig: Rig) -> None:
    content_id = rig.world.judge("a.jpg", action=Action.REJECT)
    assert rig.appeal(appeal_of(content_id)).json["case"] == 1
    assert rig.world.case(content_id).senior_only is False
    assert rig.claim(content_id) == 1


@pytest.mark.parametrize("rule", ["child", "a-rule-of-last-year"])
def test_an_appeal_about_what_is_never_shown_is_for_seniors(rig: Rig, rule: str) -> None:
    content_id = rig.world.judge("a.jpg", action=Action.REJECT, rule=rule)
    rig.appeal(appeal_of(content_id))
    case = rig.world.case(content_id)
    assert (case.senior_only, case.queue) == (True, "senior")


def test_what_cannot_be_appealed_is_told(rig: Rig) -> None:
    assert rig.appeal(appeal_of("0" * 32)).code == "no-such-content"
    held = rig.world.hold()
    assert rig.appeal(appeal_of(held)).code == "no-verdict"
    content_id = rejected(rig)
    rig.appeal(appeal_of(content_id))
    reply = rig.appeal(appeal_of(content_id))
    assert (reply.status, reply.code) == (409, "appealed-already")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"content_id": "people"}, "content_id"),
        ({"content_id": 7}, "content_id"),
        ({"who": ""}, "who"),
        ({"statement": "x" * 4_001}, "statement"),
        ({"filed_by": "me"}, "filed_by"),
    ],
)
def test_an_appeal_that_is_not_right_is_told_so(rig: Rig, body: Any, where: str) -> None:
    reply = rig.appeal({**appeal_of("0" * 32), **body})
    assert (reply.status, list(reply.places)) == (400, [where])


def test_an_appeal_is_filed_once_however_often_it_is_sent(rig: Rig) -> None:
    content_id = rejected(rig)
    replies = [rig.appeal(appeal_of(content_id), key="appeal-0001") for _ in range(3)]
    assert [reply.status for reply in replies] == [201] * 3
    assert rig.world.case(content_id).number == 2
    other = {**appeal_of(content_id), "who": "somebody else"}
    assert rig.appeal(other, key="appeal-0001").code == "key-reused"


def test_a_key_is_one_applications_whichever_session_of_it_asks(rig: Rig) -> None:
    content_id = rejected(rig)
    role = "arn:aws:sts::111122223333:assumed-role/shop/"
    assert rig.appeal(appeal_of(content_id), arn=f"{role}one", key="appeal-0001").status == 201
    assert rig.appeal(appeal_of(content_id), arn=f"{role}two", key="appeal-0001").status == 201
    assert rig.appeal(appeal_of(content_id), key="appeal-0001").code == "appealed-already"
    case = rig.world.case(content_id)
    assert case.appeal is not None
    assert case.appeal.filed_by == f"{role}one"


def test_an_appeal_that_met_another_write_is_filed_again(rig: Rig) -> None:
    content_id = rejected(rig)
    conflict = Conflict("The state was written meanwhile.", code="state-changed")
    rig.world.cases.trouble.before("save", conflict, times=3)
    assert rig.appeal(appeal_of(content_id)).status == 201
    rig.world.cases.trouble.before("save", conflict, times=8)
    assert rig.appeal(appeal_of(rejected_too(rig))).code == "contended"


def rejected_too(rig: Rig) -> str:
    """Another content that the policy rejected."""
    return rig.world.judge("b.jpg", action=Action.REJECT)


def test_without_an_arn_nobody_files_an_appeal(rig: Rig) -> None:
    for arn in ("", None, 7):
        made = signed("POST", "/v1/appeals", appeal_of("0" * 32))
        made["requestContext"]["authorizer"]["iam"]["userArn"] = arn
        assert rig.send(made).status == 401
    made = event("POST", "/v1/appeals", appeal_of("0" * 32))
    made["requestContext"]["authorizer"] = {"iam": None}
    assert rig.send(made).status == 401
