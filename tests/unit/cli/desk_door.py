"""The review desk's door, accounts and record, in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from cli.desk_world import Account, AskForCode, Unreadable
from cli.errors import AnswerIsNo
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.ports.desk import Line
from tests.fakes.contents import FakeContents
from tests.unit.cli.review_desk import NOON, FakeDeskApi

CONSOLE = "https://desk.example/"


@dataclass
class FakeAccounts:
    """Accounts by name."""

    accounts: dict[str, Account] = field(default_factory=dict)
    disabled: list[str] = field(default_factory=list)

    def find(self, person_id: str) -> Account | None:
        """As the port says."""
        return self.accounts.get(person_id)

    def add(self, person_id: str, *, email: str, roles: tuple[str, ...]) -> None:
        """As the port says."""
        if person_id in self.accounts:
            raise AnswerIsNo(f"There is an account {person_id} already.")
        self.accounts[person_id] = Account(
            person_id=person_id,
            email=email,
            roles=roles,
            enabled=True,
            status="FORCE_CHANGE_PASSWORD",
            created_at=NOON,
        )

    def disable(self, person_id: str) -> None:
        """As the port says."""
        self.disabled.append(person_id)
        self._change(person_id, enabled=False)

    def enable(self, person_id: str) -> None:
        """As the port says."""
        self._change(person_id, enabled=True)

    def set_roles(self, person_id: str, roles: tuple[str, ...]) -> None:
        """As the port says."""
        self._change(person_id, roles=roles)

    def everybody(self) -> list[Account]:
        """As the port says."""
        return [self.accounts[name] for name in sorted(self.accounts)]

    def _change(self, person_id: str, **facts: Any) -> None:
        if person_id not in self.accounts:
            raise AnswerIsNo(f"There is no account {person_id}.")
        self.accounts[person_id] = replace(self.accounts[person_id], **facts)


@dataclass
class FakeDoor:
    """Lets one person in, by password and, where `code` is set, by the code of their factor."""

    api: FakeDeskApi = field(default_factory=FakeDeskApi)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    password: str = "correct horse"  # noqa: S105 - a fake's
    code: str | None = None
    console_url: str = CONSOLE

    def sign_in(self, person_id: str, password: str, ask: AskForCode | None = None) -> FakeDeskApi:
        """As the port says."""
        if (person_id, password) != (self.api.person, self.password):
            raise AnswerIsNo(f"{person_id} cannot sign in: Incorrect username or password.")
        if self.code is not None and (ask is None or ask() != self.code):
            raise AnswerIsNo("That code of the second factor is wrong or too old.")
        return self.api


@dataclass
class FakeTrail:
    """The record, made of the contents' histories. `damaged` are items that cannot be read.

    `given` counts the lines that were read: nothing is read before it is wanted.
    """

    contents: FakeContents
    damaged: dict[date, list[Unreadable]] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    given: int = 0
    fails_after: int | None = None
    failure: BaseException | None = None

    def of_day(self, day: date, since: datetime, until: datetime) -> Iterator[Line | Unreadable]:
        """As the port says."""
        self.days.append(day)
        lines = [
            line
            for line in self.contents.lines()
            if since <= line.event.at < until
            and line.event.at.date() == day
            and (line.event.kind is EventKind.VERDICT or line.event.kind.is_of_case)
        ]
        every: list[Line | Unreadable] = [*self.damaged.get(day, []), *lines]
        for each in every:
            if self.failure and self.given == self.fails_after:
                raise self.failure
            self.given += 1
            yield each
