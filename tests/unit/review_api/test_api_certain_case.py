"""Taking a certain case, and being refused it with the reason."""

import pytest

from lambdas.moderation.domain.case import CaseStatus
from lambdas.moderation.domain.errors import Conflict, Retryable
from tests.unit.review_api.rig import Rig

CONFLICT = Conflict("The state was written meanwhile.", code="state-changed")
BUSY = Retryable("Two writes met.", code="table-busy")


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_a_certain_case_can_be_claimed(rig: Rig) -> None:
    rig.world.hold("a.jpg", "critical")
    content_id = rig.world.hold("b.jpg", "low")
    assert rig.claim(content_id) == 1


def test_a_certain_case_is_refused_with_the_reason(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.claim(content_id, "ben")
    assert rig.do("claim", content_id, {}).code == "taken"
    assert rig.do("claim", content_id, {}, "ben").code == "yours-already"
    rig.world.change(content_id, status=CaseStatus.ON_HOLD, holder=None)
    assert rig.do("claim", content_id, {}).code == "on-hold"
    rig.clock.pass_by(minutes=10)
    rig.world.change(content_id, not_by=("ana",))
    reply = rig.do("claim", content_id, {})
    assert (reply.status, reply.code) == (403, "decided-before")
    rig.world.change(content_id, escalated=True, queue="senior")
    assert rig.do("claim", content_id, {}, "cleo").code == "seniors-only"
    assert rig.do("claim", content_id, {}, "cleo", "senior").status == 200
    rig.world.change(content_id, status=CaseStatus.DECIDED)
    assert rig.do("claim", content_id, {}).code == "seniors-only"
    assert rig.do("claim", content_id, {}, "dora", "admin").code == "case-closed"
    assert rig.do("claim", "0" * 32, {}).code == "no-such-case"


def test_a_certain_case_that_is_settled_is_closed(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.world.delete(content_id)
    reply = rig.do("claim", content_id, {})
    assert (reply.status, reply.code) == (409, "settled")
    assert rig.world.case(content_id).status is CaseStatus.CLOSED


def test_a_case_that_others_keep_changing_is_given_up_after_a_while(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.world.cases.trouble.before("save", CONFLICT, times=8)
    reply = rig.do("claim", content_id, {})
    assert (reply.status, reply.code) == (409, "contended")
    rig.world.cases.trouble.before("save", BUSY, times=8)
    reply = rig.do("claim", content_id, {})
    assert (reply.status, reply.code) == (503, "busy")
    assert rig.world.case(content_id).status is CaseStatus.OPEN


def test_a_case_whose_claim_is_over_is_shown_as_open(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.claim(content_id, "killed")
    rig.clock.pass_by(minutes=10)
    for as_ in ("ana", "killed"):
        case = rig.look(content_id, as_).json["case"]
        assert (case["status"], case["holder"], case["until"]) == ("open", None, None)
        assert (case["mine"], case["token"], case["refusal"]) == (False, None, None)
    assert rig.world.case(content_id).status is CaseStatus.CLAIMED
