"""What the commands for the review desk need: its API as one person, its accounts, its record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from lambdas.moderation.ports.desk import Line

Json = Any
"""A JSON value as the API answers it; its shapes are in docs/review-api.md."""

AskForCode = Callable[[], str]
"""Asks the person for the code of their second factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of the desk's user pool. A disabled one keeps its name for ever.

    `status` is Cognito's: `FORCE_CHANGE_PASSWORD` until the first sign-in, then `CONFIRMED`.
    """

    person_id: str
    email: str
    roles: tuple[str, ...]
    enabled: bool
    status: str
    created_at: datetime | None = None


class DeskApi(Protocol):
    """The review API as one person who has signed in.

    Raises `AnswerIsNo` where the API refuses, in its own words, and `CommandError` where it cannot
    be reached.
    """

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """What the API answers; None for an answer without content."""
        ...

    def post(self, path: str, body: Json = None) -> Json:
        """The same for a write, under an idempotency key of its own."""
        ...


class Accounts(Protocol):
    """The user pool. Every method may raise `CommandError`; `AnswerIsNo` for an unknown person."""

    def find(self, person_id: str) -> Account | None:
        """That account, or None."""
        ...

    def add(self, person_id: str, *, email: str, roles: tuple[str, ...]) -> None:
        """Makes an account; its owner gets an e-mail with a first password."""
        ...

    def disable(self, person_id: str) -> None:
        """Ends the account's sign-ins. It is kept, so that its name can never mean another."""
        ...

    def enable(self, person_id: str) -> None:
        """Lets a disabled account sign in again."""
        ...

    def set_roles(self, person_id: str, roles: tuple[str, ...]) -> None:
        """Gives the account exactly these roles, from its next sign-in on."""
        ...

    def everybody(self) -> list[Account]:
        """All accounts, by name."""
        ...


class DeskDoor(Protocol):
    """Where the desk of a stage is."""

    @property
    def console_url(self) -> str:
        """The address of its console, ending in `/`."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Its user pool."""
        ...

    def sign_in(self, person_id: str, password: str, ask: AskForCode | None = None) -> DeskApi:
        """The API as this person; `ask` is called where a second factor is set up for them.

        Raises `AnswerIsNo` where they cannot sign in so, with the reason.
        """
        ...


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line of the record that is damaged: the content's id, and the item's name in its table."""

    content_id: str
    item: str


class AuditTrail(Protocol):
    """The whole record of verdicts and of work on cases, by day."""

    def of_day(self, day: date, since: datetime, until: datetime) -> Iterator[Line | Unreadable]:
        """What happened on that day (UTC), from `since` on and before `until`, in order of time.

        At the same millisecond: by content, then by kind. Read only as far as it is asked to, so
        that a day of any size takes no memory. Eventually consistent: what was written in the last
        seconds may be missing. Raises `Retryable` or `Misconfigured`.
        """
        ...
