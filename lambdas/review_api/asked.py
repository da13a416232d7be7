"""What somebody asks of the desk, once it is known who they are and what they may."""

from dataclasses import dataclass, field
from typing import Any

from lambdas.moderation.domain.errors import Refused
from lambdas.moderation.domain.person import Person, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that was let in, and whose form was found right.

    - `who`: the person's id; for an application the ARN that signed the request.
    - `arguments`, `query`, `body`: as the route's schemas have them.
    - `key`: the idempotency key of a write, None where none was given.
    - `hashed`: a hash of all that was asked, the same for the same request.
    """

    who: str
    roles: frozenset[Role] = frozenset()
    arguments: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    hashed: str = ""

    @property
    def person(self) -> Person:
        """Whoever asks, as far as their token tells: id and roles."""
        return Person(person_id=self.who, roles=self.roles)

    @property
    def keyed_by(self) -> str:
        """Whose idempotency keys are meant: all sessions of an application's role are one."""
        role, _, session = self.who.rpartition("/")
        return role if session and ":assumed-role/" in role else self.who

    @property
    def content_id(self) -> str:
        """The content that the path names, or for an appeal the body."""
        return self.arguments.get("content_id") or str(self.body["content_id"])

    @property
    def token(self) -> int:
        """The token of the claim under which somebody acts."""
        token = self.query.get("token", self.body.get("token"))
        if token is None:  # every route with a claim asks for one
            raise Refused("The token of the claim is missing.", code="old-token")
        return int(token)


@dataclass(frozen=True, slots=True)
class Picture:
    """An answer that is a JPEG."""

    jpeg: bytes
