"""The whole review API on the real adapters: what the fakes promise holds on a table as well."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest

from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.people import DynamoDbPeople
from lambdas.moderation.domain.errors import ModerationError
from lambdas.moderation.domain.person import Role
from lambdas.moderation.ports.desk import CaseWrite
from lambdas.review_api.asked import Asked
from lambdas.review_api.deciding import decide
from lambdas.review_api.taking import take_next
from tests.contract.conftest import Aws
from tests.unit.review_api.rig import Rig

PEOPLE, CASES = 6, 24
Hold = Callable[[str, str], str]


@pytest.fixture
def rig(aws: Aws) -> Rig:
    rig, table = Rig(), aws.table()
    rig.serve(
        replace(
            rig.desk,
            contents=DynamoDbContents(aws.dynamodb, table),
            cases=DynamoDbCases(aws.dynamodb, table),
            people=DynamoDbPeople(aws.dynamodb, table),
        )
    )
    return rig


@pytest.fixture
def hold(rig: Rig) -> Hold:
    """Holds a content in memory, and puts it on the table as it is then."""

    def held(key: str, severity: str) -> str:
        content_id = rig.world.hold(key, severity)
        verdict, opened = sorted(
            rig.world.contents.history(content_id), key=lambda event: event.kind != "verdict"
        )
        rig.desk.contents.save(rig.world.state(content_id), verdict)
        rig.desk.cases.save(CaseWrite(case=rig.world.case(content_id), events=(opened,)))
        return content_id

    return held


def audited(rig: Rig) -> list[Any]:
    """All lines of the day, page by page; a page may be empty though there are more."""
    lines: list[Any] = []
    more: dict[str, str] = {}
    while True:
        page = rig.ask("GET", "/v1/audit", roles="auditor", day="2026-11-24", **more).json
        lines += page["lines"]
        if page["cursor"] is None:
            return lines
        more = {"cursor": page["cursor"]}


def test_a_case_is_taken_shown_and_decided(rig: Rig, hold: Hold) -> None:
    low, high = hold("a.jpg", "low"), hold("b<&>\u202e.jpg", "high")
    rig.ask("GET", "/v1/me")
    (queue,) = rig.ask("GET", "/v1/queues").json["queues"]
    assert [each["open"] for each in queue["severities"]] == [0, 1, 0, 1]
    page = rig.ask("GET", "/v1/queues/general/cases", limit="1").json
    assert [case["content_id"] for case in page["cases"]] == [high]
    page = rig.ask("GET", "/v1/queues/general/cases", limit="1", cursor=page["cursor"]).json
    assert [case["content_id"] for case in page["cases"]] == [low]
    rig.clock.pass_by(seconds=1)
    claimed = rig.ask("POST", "/v1/queues/general/claim", {}, key="claim-0001").json
    assert (claimed["case"]["content_id"], claimed["case"]["token"]) == (high, 1)
    assert claimed["content"]["key"] == "b<&>\u202e.jpg"
    again = rig.ask("POST", "/v1/queues/general/claim", {}, key="claim-0001").json
    assert again["case"] == claimed["case"]
    mine = rig.ask("GET", "/v1/cases", mine="true").json["cases"]
    assert [case["content_id"] for case in mine] == [high]
    rig.clock.pass_by(seconds=1)
    assert rig.do("reveal", high, {"token": 1}).status == 200
    rig.clock.pass_by(seconds=1)
    assert rig.decide(high, 1, note="<b>").json["status"] == "decided"
    shown = rig.look(high, "eve", "auditor").json
    assert shown["case"]["decision"]["note"] == "<b>"
    kinds = [line["kind"] for line in shown["history"]]
    assert kinds[-3:] == ["case_claimed", "case_revealed", "verdict"]
    assert len([line for line in audited(rig) if line["content_id"] == high]) == len(kinds)
    me = rig.ask("GET", "/v1/me").json
    assert me["today"] == {"decided": 1, "late": 0, "skipped": 0}
    assert me["shift"]["reveals"]["high"] == 1
    (hit,) = rig.ask("GET", "/v1/search", q="b<&>\u202e.jpg").json["contents"]
    assert (hit["content_id"], hit["status"]) == (high, "rejected")
    assert rig.appeal({"content_id": high, "who": "w", "statement": "s"}).status == 201
    assert rig.ask("GET", "/v1/desk", roles="senior").json["totals"]["decided"] == 1


def test_a_claim_that_ends_by_itself_comes_back(rig: Rig, hold: Hold) -> None:
    content_id = hold("a.jpg", "critical")
    hold("b.jpg", "low")
    rig.claim(content_id, "killed")
    rig.clock.pass_by(minutes=11)
    claimed = rig.ask("POST", "/v1/queues/general/claim", {}).json
    assert (claimed["case"]["content_id"], claimed["case"]["token"]) == (content_id, 2)
    assert rig.decide(content_id, 1, as_="killed").code == "not-yours"


@pytest.mark.parametrize("path", ["/v1/queues/general/cases", "/v1/audit"])
@pytest.mark.parametrize("cursor", ["made-up", "e30", "W10", "bnVsbA", "x" * 1_000, "\u0661"])
def test_a_made_up_cursor_is_told_so(rig: Rig, path: str, cursor: str) -> None:
    day = {"day": "2026-11-24"} if path == "/v1/audit" else {}
    assert rig.ask("GET", path, roles="admin", cursor=cursor, **day).code == "bad-cursor"


def test_a_crowd_decides_each_case_once(rig: Rig, hold: Hold) -> None:
    ids = {hold(f"{number}.jpg", "high") for number in range(CASES)}
    start, roles = Barrier(PEOPLE), frozenset({Role.MODERATOR})

    def work(person_id: str) -> list[str]:
        start.wait()
        done: list[str] = []
        for _ in range(20 * CASES):
            arguments = {"queue": "general"}
            try:
                taken = take_next(rig.desk, Asked(who=person_id, roles=roles, arguments=arguments))
            except ModerationError as error:
                assert error.code in {"contended", "table-busy"}, error
                continue
            if taken is None:
                return done
            case = taken["case"]
            body = {"token": case["token"], "decision": "reject", "clause": "weapons"}
            about = {"content_id": case["content_id"]}
            decide(rig.desk, Asked(who=person_id, roles=roles, arguments=about, body=body))
            done.append(case["content_id"])
        raise AssertionError("It never ended.")

    with ThreadPoolExecutor(PEOPLE) as pool:
        decided = Counter(each for run in pool.map(work, map(str, range(PEOPLE))) for each in run)
    assert decided == Counter(dict.fromkeys(ids, 1))
