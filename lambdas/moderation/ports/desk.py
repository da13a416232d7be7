"""What the review desk needs from the world beside the rest: as in the package itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a cold start should not pay for what only describes
    from collections.abc import Iterator
    from datetime import datetime

    from lambdas.moderation.domain.case import Case
    from lambdas.moderation.domain.content import Content, MediaType
    from lambdas.moderation.domain.person import Person
    from lambdas.moderation.domain.state import ContentState, HistoryEvent
    from lambdas.moderation.domain.verdict import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A write that somebody asked for, under the idempotency key that they gave it.

    `asked` is a hash of what was asked, so that a key that is used for something else is noticed;
    `content_id` and `token` are what came of it.
    """

    person_id: str
    key: str
    asked: str
    content_id: str
    token: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWrite:
    """What is written together, or not at all."""

    case: Case
    events: tuple[HistoryEvent, ...]
    state: ContentState | None = None
    person: Person | None = None
    request: Request | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCount:
    """How many cases of one severity are open in a queue, and how many of them are overdue.

    `more`: there are more than were counted. `oldest_due_at` is when the first of them is, or was,
    due.
    """

    severity: Severity
    open: int = 0
    overdue: int = 0
    more: bool = False
    oldest_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of ids or events; `cursor` is where the next begins, None after the last."""

    content_ids: tuple[str, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the audit: a history event and whose it is."""

    content_id: str
    event: HistoryEvent


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of a day's audit lines; `cursor` is where the next begins, None after the last.

    `unreadable` names the lines that are damaged, as `content id/item`.
    """

    lines: tuple[Line, ...]
    cursor: str | None = None
    unreadable: tuple[str, ...] = ()


class Cases(Protocol):
    """The cases, beside their contents in the moderation table."""

    def load(self, content_id: str) -> Case | None:
        """The case of a content as last written (a strongly consistent read), or None."""
        ...

    def save(self, write: CaseWrite) -> None:
        """Writes all of it in one transaction.

        Raises `Conflict` unless the stored `write` of case, state and person is exactly one less
        each (nothing stored: 0), or where that request is on record already.
        """
        ...

    def request(self, person_id: str, key: str) -> Request | None:
        """What came of an earlier write with that idempotency key; kept for a day."""
        ...

    def open_in(self, queue: str) -> Iterator[str]:
        """The contents with an open case in that queue: most urgent first, then by due time.

        Eventually consistent, read on only as far as it is asked to.
        """
        ...

    def page_of(self, queue: str, *, limit: int, cursor: str | None) -> Page:
        """The same, a page at a time. Raises `Permanent` (`bad-cursor`) for a made-up cursor."""
        ...

    def lapsed_in(self, queue: str, now: datetime, *, limit: int) -> list[str]:
        """Contents whose claim or hold in that queue is over, longest over first (eventually)."""
        ...

    def count(self, queue: str, severity: Severity, now: datetime) -> QueueCount:
        """How many of that severity are open; counts at most one page of the index (eventually)."""
        ...

    def by_uploader(self, uploader_id: str, *, limit: int) -> list[Line]:
        """The verdicts on one uploader's contents that were flagged or reached by a person.

        Newest first (eventually consistent).
        """
        ...

    def audit(self, day: str, *, limit: int, cursor: str | None) -> AuditPage:
        """The verdicts and the work on cases of one day (`2026-11-24`, UTC), in no order.

        Raises `Permanent` (`bad-cursor`) for a made-up cursor. Eventually consistent.
        """
        ...


class People(Protocol):
    """Who works at the desk, in the moderation table."""

    def load(self, person_id: str) -> Person:
        """The person as last written (strongly consistent), or a new one with `write` 0."""
        ...

    def save(self, person: Person) -> None:
        """Writes the person. Raises `Conflict` unless the stored `write` is exactly one less."""
        ...

    def everybody(self) -> list[Person]:
        """All people who ever signed in, by id."""
        ...


class Showcase(Protocol):
    """The one function that may look into uploads for people."""

    def preview(self, content_id: str) -> bytes:
        """A small blurred grey JPEG, made on the server. Raises `Permanent` where it cannot be."""
        ...

    def original(self, content_id: str, person_id: str, token: int) -> Original:
        """A link to the original, for the holder of that claim, after its reveal was recorded.

        Raises `Refused` unless the table says so.
        """
        ...


class Links(Protocol):
    """Signs links to uploads."""

    def sign(self, content: Content, media_type: MediaType, *, seconds: int) -> str:
        """A link to that very version that ends after so many seconds.

        Whoever follows it is told not to keep what comes, and what it is by `media_type`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Original:
    """A link that anybody may follow until it expires. Never logged, never stored."""

    url: str
    expires_at: datetime
