"""`moderate cases` against the review API itself, with fakes behind it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from cli.desk_world import AskForCode, Json
from cli.errors import AnswerIsNo
from tests.unit.cli.desk import Desk, Ran
from tests.unit.cli.desk_door import CONSOLE, FakeAccounts
from tests.unit.review_api.rig import Reply, Rig

KEY = "photos/knife.jpg"


@dataclass
class RigApi:
    """Implements `DeskApi`: asks the API's handler as that person."""

    rig: Rig
    person: str
    roles: str

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """As the port says."""
        return self._told(self.rig.ask("GET", f"/{path}", **self._who(), **(query or {})))

    def post(self, path: str, body: Json = None) -> Json:
        """As the port says."""
        return self._told(self.rig.ask("POST", f"/{path}", body or {}, **self._who()))

    def _who(self) -> dict[str, Any]:
        return {"as_": self.person, "roles": self.roles}

    def _told(self, reply: Reply) -> Json:
        if reply.status >= 400:
            raise AnswerIsNo(reply.json["detail"])
        return reply.json if reply.body else None


@dataclass
class RigDoor:
    """Implements `DeskDoor`: everybody gets in; `staff` says as what."""

    rig: Rig
    staff: dict[str, str] = field(default_factory=lambda: {"ana": "moderator", "sue": "senior"})
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    console_url: str = CONSOLE

    def sign_in(self, person_id: str, password: str, ask: AskForCode | None = None) -> RigApi:
        """As the port says."""
        assert (password, ask is None) == ("x", False)
        return RigApi(self.rig, person_id, self.staff.get(person_id, "moderator"))


@dataclass
class Office:
    """A desk with its people at the command line."""

    rig: Rig = field(default_factory=Rig)

    def __post_init__(self) -> None:
        self.stage = Desk(contents=self.rig.world.contents, now=self.rig.clock.now())
        self.stage.cases = self.rig.world.cases
        self.door = RigDoor(self.rig)

    def run(self, who: str, *args: str) -> Ran:
        """`moderate cases …` as that person."""
        self.stage.now = self.rig.clock.now()
        world = self.stage.world

        def at_the_rig(stage: str) -> Any:
            return replace(world(stage), desk=lambda: self.door, bucket=self.rig.world.bucket)

        self.stage.world = at_the_rig  # type: ignore[method-assign] # the same, with this desk
        try:
            user = {"MODERATION_USER": who, "MODERATION_PASSWORD": "x"}
            return self.stage.run("cases", *args, **user)
        finally:
            del self.stage.world


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_case_goes_from_the_queue_to_a_verdict(office: Office) -> None:
    content_id = office.rig.world.hold(KEY)
    assert office.run("ana", "list").lines[1].split()[:3] == ["general", "1", "0"]
    assert content_id in office.run("ana", "list", "general").out
    assert "claimed by you until" in office.run("ana", "claim", "general").out
    assert content_id in office.run("ana", "list", "--mine").out
    ran = office.run("ana", "decide", KEY, "--reject", "--clause", "weapons")
    assert ran.lines == [f"Recorded: reject {KEY}: Real weapons. [clause:weapons]"]
    state = office.rig.world.state(content_id)
    assert (state.status.value, state.decider, state.pinned) == ("rejected", "ana", True)
    assert office.run("ana", "claim", "general").exit_code == 1
    shown = office.run("ana", "show", KEY, "--history")
    assert "decision     rejected: Real weapons. [clause:weapons]" in shown.out
    assert "reject, high: Real weapons" not in shown.lines[-1]


def test_what_was_decided_is_told_by_status_with_clause_and_note(office: Office) -> None:
    office.rig.world.hold(KEY)
    office.run("ana", "claim", "--case", KEY)
    told = ("--clause", "other-reject", "--note", "a scam")
    assert office.run("ana", "decide", KEY, "--reject", *told).exit_code == 0
    office.stage.now = office.rig.clock.now()
    url = f"s3://{office.rig.world.bucket}/{KEY}"
    out = office.stage.run("status", url, "--history").out
    assert "[clause:other-reject]" in out
    assert "note         a scam" in out
    assert "; note: a scam" in out
    event = office.stage.run("status", url, "--json").json["history"][-1]
    assert (event["why"], event["details"]["clause"]) == ("a scam", "other-reject")


def test_a_case_given_back_is_open_again(office: Office) -> None:
    content_id = office.rig.world.hold(KEY)
    office.run("ana", "claim", "general")
    assert office.run("ana", "release", content_id).exit_code == 0
    assert office.rig.world.case(content_id).holder is None


def test_two_people_never_have_one_case(office: Office) -> None:
    office.rig.world.hold(KEY)
    office.run("ana", "claim", "--case", KEY)
    ran = office.run("ben", "claim", "--case", KEY)
    assert (ran.exit_code, ran.err) == (1, "ana has this case.\n")


def test_a_claim_whose_time_ran_out_cannot_be_decided(office: Office) -> None:
    office.rig.world.hold(KEY)
    office.run("ana", "claim", "general")
    office.rig.clock.pass_by(minutes=11)
    ran = office.run("ana", "decide", KEY, "--reject", "--clause", "weapons")
    assert ran.exit_code == 1
    assert "or its time ran out. Claim it first" in ran.err


def test_the_seniors_queue_is_for_seniors(office: Office) -> None:
    office.rig.world.hold(KEY, senior_only=True)
    assert office.run("ana", "list", "senior").exit_code == 1
    assert "that you may see" in office.run("ana", "show", KEY).err
    assert office.run("sue", "claim", "senior").exit_code == 0


def test_an_unknown_queue_is_a_no_in_the_apis_words(office: Office) -> None:
    for args in (["list", "nowhere"], ["claim", "nowhere"]):
        ran = office.run("ana", *args)
        assert (ran.exit_code, ran.out) == (1, "")
        assert "queue" in ran.err


def test_more_cases_than_a_page_are_all_listed(office: Office) -> None:
    held = {office.rig.world.hold(f"{number}.jpg") for number in range(120)}
    ran = office.run("ana", "list", "general", "--limit", "500", "--json")
    assert {each["content_id"] for each in json.loads(ran.out)} == held
