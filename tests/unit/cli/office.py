"""People at the command line, with the review API itself and fakes behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cli.desk_world import AskForCode, Json
from cli.errors import AnswerIsNo
from cli.world import World
from tests.unit.cli.desk import Desk, Ran
from tests.unit.cli.desk_door import CONSOLE, FakeAccounts
from tests.unit.review_api.rig import Reply, Rig

_PASSWORD = "everybody's"  # noqa: S105 - of a fake


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
        assert (password, ask is None) == (_PASSWORD, False)
        return RigApi(self.rig, person_id, self.staff.get(person_id, "moderator"))


@dataclass
class Office:
    """A desk with its people at the command line of a stage called `test`."""

    rig: Rig = field(default_factory=Rig)

    def __post_init__(self) -> None:
        self.door = RigDoor(self.rig)
        self.stage = RigStage(contents=self.rig.world.contents, office=self)
        self.stage.cases = self.rig.world.cases

    def run(self, who: str, *args: str) -> Ran:
        """`moderate …` as that person, now."""
        self.stage.now = self.rig.clock.now()
        return self.stage.run(*args, MODERATION_USER=who, MODERATION_PASSWORD=_PASSWORD)


@dataclass
class RigStage(Desk):
    """The stage whose bucket and desk are the office's."""

    office: Office = field(kw_only=True)

    def world(self, stage: str) -> World:
        """The `Connect` of this stage."""
        office = self.office
        made = super().world(stage)
        return replace(made, desk=lambda: office.door, bucket=office.rig.world.bucket)
