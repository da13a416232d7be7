"""What the commands for the review desk need: its API as one person, and its accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

Json = Any
"""A JSON value as the API answers it; its shapes are in docs/review-api.md."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of the desk's user pool. A disabled one keeps its name for ever."""

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
    def accounts(self) -> Accounts:
        """Its user pool."""
        ...

    def sign_in(self, person_id: str, password: str) -> DeskApi:
        """The API as this person. Raises `AnswerIsNo` for a wrong name or password."""
        ...
