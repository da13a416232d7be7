"""A second look is blind: nothing that who takes it can ask for tells what was decided, by whom."""

from typing import Any

import pytest

from lambdas.moderation.domain.case import CaseKind
from lambdas.moderation.domain.desk_rules import DeskRules
from lambdas.moderation.domain.verdict import Severity
from tests.unit.review_api.rig import Rig

FIRST = "first-decider"
NOTE = "a note of the first"
BLIND = ["moderator", "senior", "admin", "moderator auditor"]


@pytest.fixture(params=["reject", "approve"])
def decided(request: pytest.FixtureRequest) -> tuple[Rig, str, str]:
    """A desk with a decision that is looked at again: the content's id, and its status."""
    rig = Rig(rules=DeskRules(second_look_percent={Severity.HIGH: 100.0}))
    content_id = rig.world.hold()
    token = rig.claim(content_id, FIRST)
    rig.do("extend", content_id, {"token": token}, FIRST)
    rig.clock.pass_by(seconds=1)
    rig.decide(content_id, token, request.param, as_=FIRST, note=NOTE)
    assert rig.world.case(content_id).kind is CaseKind.SECOND_LOOK
    rig.clock.pass_by(seconds=1)
    return rig, content_id, {"reject": "rejected", "approve": "approved"}[request.param]


def texts(value: Any) -> list[str]:
    """Every text in a JSON value, names included."""
    if isinstance(value, dict):
        return [text for pair in value.items() for each in pair for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [str(value)]


def tells(answer: Any, status: str) -> list[str]:
    """What in an answer tells of the decision."""
    secrets = (FIRST, NOTE, "Real weapons.", "Nothing is wrong.", "clause", "harmless")
    found = [text for text in texts(answer) for secret in secrets if secret in text]
    return found + [text for text in texts(answer) if text == status]


@pytest.mark.parametrize("roles", BLIND)
def test_looking_at_the_case_tells_nothing(decided: tuple[Rig, str, str], roles: str) -> None:
    rig, content_id, status = decided
    shown = rig.look(content_id, "ben", roles).json
    assert tells(shown, status) == []
    assert shown["case"]["kind"] == "second_look"
    assert shown["case"]["decision"] is None
    assert shown["content"]["status"] == "in_review"
    assert shown["content"]["policy_version"] == "0a1b2c3d4e5f"
    assert [reason["rule"] for reason in shown["reasons"]] == ["weapons"]
    assert [line["who"] for line in shown["history"]] == ["policy@0a1b2c3d4e5f", None]
    assert [line["kind"] for line in shown["history"]] == ["verdict", "case_opened"]


def test_nor_does_taking_it_and_working_on_it(decided: tuple[Rig, str, str]) -> None:
    rig, content_id, status = decided
    claimed = rig.ask("POST", "/v1/queues/general/claim", {}, as_="ben")
    assert tells(claimed.json, status) == []
    token = claimed.json["case"]["token"]
    for verb in ("extend", "reveal", "release"):
        assert tells(rig.do(verb, content_id, {"token": token}, "ben").json, status) == []
    assert tells(rig.do("claim", content_id, {}, "ben").json, status) == []


def test_nor_do_the_lists_and_the_search(decided: tuple[Rig, str, str]) -> None:
    rig, content_id, status = decided
    found = rig.ask("GET", "/v1/search", as_="ben", q=content_id).json
    assert [hit["status"] for hit in found["contents"]] == ["in_review"]
    assert tells(found, status) == []
    assert tells(rig.ask("GET", "/v1/queues/general/cases", as_="ben").json, status) == []


def test_nor_does_the_history_of_the_uploader(decided: tuple[Rig, str, str]) -> None:
    rig, content_id, _ = decided
    other = rig.world.hold("other.jpg")
    rig.decide(other, rig.claim(other, "cleo"), "reject", as_="cleo")
    verdicts = rig.look(content_id).json["uploader"]["verdicts"]
    of_others = [line for line in verdicts if line["content_id"] != content_id]
    assert "cleo" in {line["who"] for line in of_others}
    own = [line for line in verdicts if line["content_id"] == content_id]
    assert [line["status"] for line in own] == ["in_review"]


def test_nor_does_another_screening_that_changed_nothing(decided: tuple[Rig, str, str]) -> None:
    rig, content_id, status = decided
    rig.world.judge("photos/knife.jpg")
    shown = rig.look(content_id, "ben").json
    assert "verdict_not_applied" in [line["kind"] for line in shown["history"]]
    assert tells(shown, status) == []


def test_nor_does_what_the_second_said_before_a_senior_decides(
    decided: tuple[Rig, str, str],
) -> None:
    rig, content_id, status = decided
    token = rig.claim(content_id, "ben")
    other = {"rejected": "approve", "approved": "reject"}[status]
    rig.decide(content_id, token, other, as_="ben", note=NOTE)
    rig.clock.pass_by(seconds=1)
    shown = rig.look(content_id, "sam", "senior").json
    assert (shown["case"]["escalated"], shown["case"]["queue"]) == (True, "senior")
    assert tells(shown, status) == []
    assert tells(shown, {"approved": "rejected", "rejected": "approved"}[status]) == []
    assert "ben" not in texts(shown)


def test_who_only_audits_sees_all(decided: tuple[Rig, str, str]) -> None:
    rig, content_id, status = decided
    shown = rig.look(content_id, "eve", "auditor").json
    assert shown["content"]["status"] == status
    assert shown["case"]["decision"]["decider"] == FIRST
    assert shown["case"]["decision"]["note"] == NOTE


def test_who_decided_still_sees_it(decided: tuple[Rig, str, str]) -> None:
    rig, content_id, status = decided
    shown = rig.look(content_id, FIRST).json
    assert shown["case"]["decision"]["status"] == status
    assert shown["case"]["refusal"]["code"] == "decided-before"


def test_once_it_is_over_everybody_sees_it(decided: tuple[Rig, str, str]) -> None:
    rig, content_id, status = decided
    decision = {"rejected": "reject", "approved": "approve"}[status]
    rig.decide(content_id, rig.claim(content_id, "ben"), decision, as_="ben")
    shown = rig.look(content_id, "cleo").json
    assert shown["case"]["decision"]["decider"] == FIRST
    assert shown["content"]["status"] == status
    assert "case_confirmed" in [line["kind"] for line in shown["history"]]
