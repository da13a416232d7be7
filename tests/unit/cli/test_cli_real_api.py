"""`moderate cases` against the review API itself, with fakes behind it."""

import json

import pytest

from tests.unit.cli.office import Office

KEY = "photos/knife.jpg"


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_case_goes_from_the_queue_to_a_verdict(office: Office) -> None:
    content_id = office.rig.world.hold(KEY)
    assert office.run("ana", "cases", "list").lines[1].split()[:3] == ["general", "1", "0"]
    assert content_id in office.run("ana", "cases", "list", "general").out
    assert "claimed by you until" in office.run("ana", "cases", "claim", "general").out
    assert content_id in office.run("ana", "cases", "list", "--mine").out
    ran = office.run("ana", "cases", "decide", KEY, "--reject", "--clause", "weapons")
    assert ran.lines == [f"Recorded: reject {KEY}: Real weapons. [clause:weapons]"]
    state = office.rig.world.state(content_id)
    assert (state.status.value, state.decider, state.pinned) == ("rejected", "ana", True)
    assert office.run("ana", "cases", "claim", "general").exit_code == 1
    shown = office.run("ana", "cases", "show", KEY, "--history")
    assert "decision     rejected: Real weapons. [clause:weapons]" in shown.out
    assert "reject, high: Real weapons" not in shown.lines[-1]


def test_what_was_decided_is_told_by_status_with_clause_and_note(office: Office) -> None:
    office.rig.world.hold(KEY)
    office.run("ana", "cases", "claim", "--case", KEY)
    told = ("--clause", "other-reject", "--note", "a scam")
    assert office.run("ana", "cases", "decide", KEY, "--reject", *told).exit_code == 0
    url = f"s3://{office.rig.world.bucket}/{KEY}"
    out = office.run("ana", "status", url, "--history").out
    assert "[clause:other-reject]" in out
    assert "note         a scam" in out
    assert "; note: a scam" in out
    event = office.run("ana", "status", url, "--json").json["history"][-1]
    assert (event["why"], event["details"]["clause"]) == ("a scam", "other-reject")


def test_a_case_given_back_is_open_again(office: Office) -> None:
    content_id = office.rig.world.hold(KEY)
    office.run("ana", "cases", "claim", "general")
    assert office.run("ana", "cases", "release", content_id).exit_code == 0
    assert office.rig.world.case(content_id).holder is None


def test_two_people_never_have_one_case(office: Office) -> None:
    office.rig.world.hold(KEY)
    office.run("ana", "cases", "claim", "--case", KEY)
    ran = office.run("ben", "cases", "claim", "--case", KEY)
    assert (ran.exit_code, ran.err) == (1, "ana has this case.\n")


def test_a_claim_whose_time_ran_out_cannot_be_decided(office: Office) -> None:
    office.rig.world.hold(KEY)
    office.run("ana", "cases", "claim", "general")
    office.rig.clock.pass_by(minutes=11)
    ran = office.run("ana", "cases", "decide", KEY, "--reject", "--clause", "weapons")
    assert ran.exit_code == 1
    assert "or its time ran out. Claim it first" in ran.err


def test_the_seniors_queue_is_for_seniors(office: Office) -> None:
    office.rig.world.hold(KEY, senior_only=True)
    assert office.run("ana", "cases", "list", "senior").exit_code == 1
    assert "that you may see" in office.run("ana", "cases", "show", KEY).err
    assert office.run("sue", "cases", "claim", "senior").exit_code == 0


def test_an_unknown_queue_is_a_no_in_the_apis_words(office: Office) -> None:
    for args in (["list", "nowhere"], ["claim", "nowhere"]):
        ran = office.run("ana", "cases", *args)
        assert (ran.exit_code, ran.out) == (1, "")
        assert "queue" in ran.err


def test_more_cases_than_a_page_are_all_listed(office: Office) -> None:
    held = {office.rig.world.hold(f"{number}.jpg") for number in range(120)}
    ran = office.run("ana", "cases", "list", "general", "--limit", "500", "--json")
    assert {each["content_id"] for each in json.loads(ran.out)} == held
