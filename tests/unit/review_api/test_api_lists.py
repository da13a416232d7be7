"""Queues and their cases, the desk, the audit, the search."""

import pytest

from lambdas.moderation.domain.content import Content, MediaType
from lambdas.moderation.domain.desk_rules import DeskRules, QueueRule
from lambdas.moderation.domain.errors import Permanent
from lambdas.moderation.domain.verdict import Severity
from tests.unit.review_api.rig import Rig

ODD_KEY = "a/<script>alert('1')</script>\u202e\x07 käse %20&+.jpg"


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_queues_tell_how_much_waits(rig: Rig) -> None:
    rig.world.hold("a.jpg", "critical")
    rig.clock.pass_by(minutes=16)
    rig.world.hold("b.jpg", "critical")
    rig.claim(rig.world.hold("c.jpg", "low"))
    (queue,) = rig.ask("GET", "/v1/queues").json["queues"]
    assert queue["queue"] == "general"
    assert queue["severities"][0] == {
        "severity": "critical",
        "open": 2,
        "overdue": 1,
        "more": False,
        "oldest_due_at": "2026-11-24T09:45:00.000Z",
    }
    assert [each["open"] for each in queue["severities"]] == [2, 0, 0, 0]


def test_cases_that_came_back_are_counted_and_listed_at_once(rig: Rig) -> None:
    content_id = rig.world.hold("a.jpg", "high")
    rig.claim(content_id, "killed")
    rig.clock.pass_by(minutes=10)
    (queue,) = rig.ask("GET", "/v1/queues").json["queues"]
    assert queue["severities"][1]["open"] == 1
    assert queue["severities"][1]["oldest_due_at"] == "2026-11-24T10:30:00.000Z"
    (queue,) = rig.ask("GET", "/v1/queues").json["queues"]
    assert queue["severities"][1]["open"] == 1
    token = rig.claim(content_id, "killed")
    rig.clock.pass_by(minutes=10)
    (case,) = rig.ask("GET", "/v1/queues/general/cases").json["cases"]
    assert (case["content_id"], case["status"], token) == (content_id, "open", 2)


@pytest.mark.parametrize("roles", ["senior", "admin"])
def test_the_seniors_queue_is_listed_for_them_only(roles: str) -> None:
    rig = Rig(rules=DeskRules(queues=(QueueRule(queue="grave"),)))
    queues = rig.ask("GET", "/v1/queues").json["queues"]
    assert [each["queue"] for each in queues] == ["grave", "general"]
    queues = rig.ask("GET", "/v1/queues", roles=roles).json["queues"]
    assert [each["queue"] for each in queues] == ["grave", "general", "senior"]
    assert rig.ask("GET", "/v1/queues/senior/cases").code == "seniors-only"
    assert rig.ask("GET", "/v1/queues/senior/cases", roles=roles).status == 200


def test_cases_come_a_page_at_a_time(rig: Rig) -> None:
    ids = [rig.world.hold(f"{number}.jpg") for number in range(5)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = rig.ask("GET", "/v1/queues/general/cases", limit="2", **cursor).json
        seen += [case["content_id"] for case in page["cases"]]
        cursor = {"cursor": page["cursor"]}
    assert page["cursor"] is None
    assert sorted(seen) == sorted(ids)


def test_what_came_back_stands_on_the_page_where_it_belongs(rig: Rig) -> None:
    low = rig.world.hold("low.jpg", "low")
    urgent = rig.world.hold("urgent.jpg", "critical")
    rig.claim(low, "killed")
    rig.claim(urgent, "killed")
    rig.clock.pass_by(minutes=11)
    ids = [rig.world.hold(f"{number}.jpg") for number in range(3)]
    page = rig.ask("GET", "/v1/queues/general/cases", limit="2").json
    listed = [case["content_id"] for case in page["cases"]]
    assert listed[0] == urgent
    assert set(listed[1:]) < set(ids)
    rest = rig.ask("GET", "/v1/queues/general/cases", limit="9", cursor=page["cursor"]).json
    assert low in [case["content_id"] for case in rest["cases"]]


def test_a_case_tells_why_one_cannot_have_it(rig: Rig) -> None:
    rig.world.change(rig.world.hold(), not_by=("ana",))
    (case,) = rig.ask("GET", "/v1/queues/general/cases").json["cases"]
    assert case["refusal"]["code"] == "decided-before"
    assert rig.ask("GET", "/v1/queues/general/cases", as_="ben").json["cases"][0]["refusal"] is None


def test_a_damaged_case_does_not_blank_the_page(rig: Rig) -> None:
    rig.world.hold("a.jpg")
    rig.world.hold("b.jpg")
    rig.world.cases.trouble.before("load", Permanent("Damaged.", code="unreadable-state"))
    assert len(rig.ask("GET", "/v1/queues/general/cases").json["cases"]) == 1


def test_the_desk_tells_how_it_does(rig: Rig) -> None:
    rig = Rig(rules=DeskRules(second_look_percent={Severity.HIGH: 100.0}, break_after_reveals=1))
    for key, second in (("a.jpg", "reject"), ("b.jpg", "reject"), ("c.jpg", "approve")):
        content_id = rig.world.hold(key)
        rig.decide(content_id, rig.claim(content_id))
        rig.decide(content_id, rig.claim(content_id, "ben"), second, as_="ben")
    rig.ask("GET", "/v1/me", as_="eve", roles="auditor")
    content_id = rig.world.hold("d.jpg")
    rig.do("reveal", content_id, {"token": rig.claim(content_id)})
    answer = rig.ask("GET", "/v1/desk", as_="sam", roles="senior").json
    assert answer["totals"] == {
        "decided": 6,
        "late": 0,
        "agreed": 2,
        "disagreed": 1,
        "agreement_percent": 66.7,
    }
    assert [each["person_id"] for each in answer["people"]] == ["ana", "ben"]
    assert answer["people"][1]["days"]["2026-11-24"]["disagreed"] == 1
    assert [each["needs_break"] for each in answer["people"]] == [True, False]
    assert [each["queue"] for each in answer["queues"]] == ["general", "senior"]


def test_the_desk_looks_back_as_far_as_it_is_asked(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.decide(content_id, rig.claim(content_id))
    rig.clock.pass_by(days=6)
    for days, decided in (("7", 1), ("6", 0), ("31", 1)):
        answer = rig.ask("GET", "/v1/desk", roles="senior", days=days).json
        assert answer["totals"]["decided"] == decided
    assert rig.ask("GET", "/v1/desk", roles="senior").json["totals"]["agreement_percent"] is None


def test_the_audit_has_every_line_of_a_day(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.decide(content_id, rig.claim(content_id), note="<i>")
    lines = rig.ask("GET", "/v1/audit", roles="auditor", day="2026-11-24").json["lines"]
    assert sorted(line["kind"] for line in lines) == [
        "case_claimed",
        "case_opened",
        "verdict",
        "verdict",
    ]
    (decision,) = [line for line in lines if line["kind"] == "verdict" and line["who"] == "ana"]
    assert decision["why"] == "<i>"
    assert decision["reasons"] == ["Real weapons."]
    assert decision["details"]["clause"] == "weapons"
    assert rig.ask("GET", "/v1/audit", roles="auditor", day="2026-11-25").json["lines"] == []


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "yesterday", "2026-11-24T00:00"])
def test_a_day_that_is_none_is_told_so(rig: Rig, day: str) -> None:
    assert list(rig.ask("GET", "/v1/audit", roles="auditor", day=day).places) == ["day"]


def test_a_content_is_found_by_key_address_and_id(rig: Rig) -> None:
    content_id = rig.world.hold(ODD_KEY)
    bucket = rig.world.bucket
    for asked in (
        ODD_KEY,
        content_id,
        f"s3://{bucket}/{ODD_KEY}",
        f"s3://{bucket}/{ODD_KEY}?versionId=3sL4kqtJlcpXroDTDmJ",
    ):
        (hit,) = rig.ask("GET", "/v1/search", q=asked).json["contents"]
        assert (hit["content_id"], hit["key"]) == (content_id, ODD_KEY)
        assert hit["case"]["content_id"] == content_id
    for asked in ("no-such", "0" * 32, "s3://", "s3://other/x", f"s3://{bucket}/x?versionId="):
        assert rig.ask("GET", "/v1/search", q=asked).json["contents"] == []


def test_all_versions_are_found_the_newest_first(rig: Rig) -> None:
    old = rig.world.hold("a.jpg", version_id="1")
    rig.clock.pass_by(minutes=1)
    new = rig.world.judge("a.jpg", version_id="2")
    hits = rig.ask("GET", "/v1/search", roles="auditor", q="a.jpg").json["contents"]
    assert [hit["content_id"] for hit in hits] == [new, old]
    assert [hit["case"] is None for hit in hits] == [True, False]


def test_a_key_that_looks_like_an_id_is_found_too(rig: Rig) -> None:
    key = Content(rig.world.bucket, "x", "1").content_id
    content_id = rig.world.hold(key)
    assert [hit["content_id"] for hit in rig.ask("GET", "/v1/search", q=key).json["contents"]] == [
        content_id
    ]


def test_a_case_for_seniors_is_kept_from_a_moderators_search(rig: Rig) -> None:
    content_id = rig.world.hold(senior_only=True)
    (hit,) = rig.ask("GET", "/v1/search", q=content_id).json["contents"]
    assert hit["case"] is None
    (hit,) = rig.ask("GET", "/v1/search", q=content_id, roles="auditor").json["contents"]
    assert hit["case"]["senior_only"] is True
    assert rig.look(content_id).code == "seniors-only"
    assert rig.look(content_id, roles="auditor").status == 200


def test_whatever_is_in_a_key_or_a_note_comes_back_as_it_was(rig: Rig) -> None:
    content_id = rig.world.hold(ODD_KEY, uploader_id="<b>\x00")
    body = {"token": rig.claim(content_id), "until": "2026-11-24T12:00:00Z", "note": ODD_KEY}
    rig.do("hold", content_id, body)
    reply = rig.look(content_id)
    assert reply.body.isascii()
    assert reply.json["content"]["key"] == ODD_KEY
    assert reply.json["content"]["uploader_id"] == "<b>\x00"
    assert reply.json["case"]["note"] == ODD_KEY


def test_a_video_tells_how_long_it_is(rig: Rig) -> None:
    content_id = rig.world.hold("a.mp4", media_type=MediaType.MP4, duration_ms=62_000)
    assert rig.look(content_id).json["content"]["duration_ms"] == 62_000
    assert rig.look(rig.world.hold("b.jpg", duration_ms=1)).json["content"]["duration_ms"] is None
