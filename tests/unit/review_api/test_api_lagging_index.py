"""The index that cases are found by may lag behind them: nobody gets what somebody has for that."""

import pytest

from tests.unit.review_api.rig import Rig
from tests.unit.review_api.test_api_claims import take, taken


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.world.cases.lag = True
    return rig


def listed(rig: Rig) -> list[str]:
    """The cases of the queue as a list shows them."""
    reply = rig.ask("GET", "/v1/queues/general/cases")
    return [case["content_id"] for case in reply.json["cases"]]


def test_nobody_is_given_what_the_index_still_calls_open(rig: Rig) -> None:
    waiting = [rig.world.hold(f"{number}.jpg") for number in range(4)]
    rig.world.cases.catch_up()
    given = [taken(rig, who) for who in ("ana", "ben", "cat", "dan")]
    assert sorted(given) == sorted(waiting)
    assert take(rig, "eve").status == 204
    assert listed(rig) == []


def test_what_was_decided_is_given_to_nobody(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.world.cases.catch_up()
    assert rig.decide(content_id, rig.claim(content_id)).status == 200
    assert take(rig, "ben").status == 204
    assert listed(rig) == []


def test_what_went_to_the_seniors_is_not_given_out_in_its_old_queue(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.world.cases.catch_up()
    body = {"token": rig.claim(content_id)}
    assert rig.do("escalate", content_id, body).status == 200
    assert take(rig, "sue", "senior").status == 204
    assert listed(rig) == []
    rig.world.cases.catch_up()
    assert take(rig, "sue", "senior", queue="senior").status == 200


def test_a_claim_that_was_extended_is_not_over_though_the_index_says_so(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.world.cases.catch_up()
    rig.clock.pass_by(minutes=9)
    assert rig.do("extend", content_id, {"token": token}).status == 200
    rig.clock.pass_by(minutes=2)
    assert take(rig, "ben").status == 204
    assert rig.decide(content_id, token).status == 200


def test_what_the_index_does_not_know_yet_comes_once_it_does(rig: Rig) -> None:
    content_id = rig.world.hold()
    assert take(rig).status == 204
    rig.world.cases.catch_up()
    assert taken(rig) == content_id
