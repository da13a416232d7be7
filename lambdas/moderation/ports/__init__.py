"""What the use cases need from the world: one adapter each in `aws/`, one fake each in tests.

Every method may raise `Retryable` or `Misconfigured`; what else it raises is said where it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a cold start should not pay for what only describes
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from lambdas.moderation.domain.content import Content
    from lambdas.moderation.domain.findings import Analysis, Evidence
    from lambdas.moderation.domain.policy import Policy
    from lambdas.moderation.domain.state import ContentState, DueKind, HistoryEvent
    from lambdas.moderation.domain.verdict import Status


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some bytes of an object version: `data` from `offset`, of an object of `size` bytes."""

    data: bytes
    offset: int
    size: int
    metadata: Mapping[str, str]


class Uploads(Protocol):
    """The uploads bucket, read version by version."""

    def read(self, content: Content, *, offset: int, length: int) -> Stretch:
        """Up to `length` bytes from `offset`, with the object's size and user metadata.

        An empty object, or an offset at or past its end, gives no bytes. Raises `Gone` only where
        the version is known to be missing, never for a refusal; `Permanent` for an archived one.
        """
        ...


class Analysers(Protocol):
    """Amazon Rekognition's image calls, paced and retried."""

    def analyse(
        self, analyser: str, content: Content, parameters: Mapping[str, float | int]
    ) -> Analysis:
        """One analyser's answer for that version of the object, named as in the policy.

        Raises `Permanent` where the picture itself is refused, `Gone` where it does not exist,
        `Misconfigured` where access is refused though the object is there.
        """
        ...


class Contents(Protocol):
    """The moderation table: one state, evidence per screening, and a history for each content."""

    def load(self, content_id: str) -> ContentState | None:
        """The state as last written (a strongly consistent read), or None."""
        ...

    def save(self, state: ContentState, event: HistoryEvent | None = None) -> None:
        """Writes the state and its history event together, or neither.

        Raises `Conflict` unless the stored `write` is exactly one less (nothing stored: 0).
        """
        ...

    def save_evidence(self, content_id: str, screening: int, evidence: Evidence) -> None:
        """Writes the evidence of one screening; writing it again replaces it.

        Of what the archive keeps (`stored_as`) it takes no findings.
        """
        ...

    def load_evidence(self, content_id: str, screening: int) -> Evidence | None:
        """The evidence of one screening, or None; its findings are where `stored_as` says."""
        ...

    def history(self, content_id: str) -> list[HistoryEvent]:
        """Everything that happened to a content, oldest first."""
        ...

    def verdict_event(self, state: ContentState) -> HistoryEvent | None:
        """The history event of the state's current verdict, with all its reasons."""
        ...

    def due(self, kind: DueKind, before: datetime, *, limit: int) -> Iterator[str]:
        """The ids of contents whose due time has passed, longest overdue first (eventually)."""
        ...

    def versions(self, bucket: str, key: str) -> list[str]:
        """The ids of all known contents of one object, newest first (eventually consistent)."""
        ...


class Mailbox(Protocol):
    """A queue as the function that is fed by it sees it."""

    def send_back(self, receipt: str, *, delay_seconds: int) -> None:
        """Makes a received message visible again after the delay (0 to 43,200 seconds)."""
        ...

    def park(self, body: str, *, why: str) -> None:
        """Puts a message that no retry can help into the dead-letter queue, with its cause."""
        ...


class Intake(Mailbox, Protocol):
    """The intake queue: the one door in."""

    def request_screening(self, state: ContentState) -> None:
        """Sends a content through the intake queue again, for its current `screening`."""
        ...


class Gate(Protocol):
    """The tag that decides whether an object version can be read."""

    def mark(self, content: Content, status: Status) -> None:
        """Sets `moderation-status` on that version; idempotent. Raises `Gone`."""
        ...


class Announcer(Protocol):
    """Tells people (SNS alerts) and programs (EventBridge events) of a verdict. At least once."""

    def alert(self, state: ContentState, event: HistoryEvent) -> None:
        """Publishes the alert of a flagged verdict."""
        ...

    def publish(self, state: ContentState, event: HistoryEvent) -> None:
        """Publishes the `Content Verdict` event; the same revision has the same `event_id`."""
        ...


class Policies(Protocol):
    """Where the policy comes from."""

    def current(self) -> Policy:
        """The policy in force. Raises `Misconfigured` if there is none or it cannot be read."""
        ...


class Counter(Protocol):
    """Counts what happens, for dashboards and alarms."""

    def count(self, name: str, value: float = 1) -> None:
        """Adds to a metric of the function's namespace."""
        ...
