"""What the commands need from the world: the pipeline's ports, and those that only people use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from cli.desk_world import AuditTrail, DeskDoor
from lambdas.moderation.ports import Contents, Intake
from lambdas.moderation.ports.desk import Cases
from lambdas.moderation.ports.video import VideoJobs


class DeadLetterName(StrEnum):
    """The dead-letter queues, as `moderate dlq` calls them."""

    INTAKE = "intake"
    COMPLETIONS = "completions"
    VIDEO = "video"
    REVIEW = "review"
    CLOSE_CASE = "close-case"
    ENFORCEMENT = "enforcement"
    SWEEP = "sweep"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An SQS message attribute. `data_type` is SQS's: `String`, `Number` or `Binary`."""

    data_type: str
    value: str | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One message as received. `sent_at` is when it entered its **first** queue, as SQS keeps it.

    `receipt` names this receiving of the message; `deliveries` counts how often it was received.
    """

    message_id: str
    receipt: str
    body: str
    sent_at: datetime
    deliveries: int
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Backlog:
    """About how many messages wait, and how many someone has received just now (SQS estimates)."""

    waiting: int
    received: int


class DeadLetters(Protocol):
    """One dead-letter queue, and the queue its messages came from if they can go back there.

    Every method may raise `Retryable` or `Misconfigured`.
    """

    @property
    def returns(self) -> bool:
        """Whether `send_back` is possible: the messages are work, not reports of failures."""
        ...

    def backlog(self) -> Backlog:
        """How many messages there are, about."""
        ...

    def receive(self, *, hold_seconds: int, most: int = 10) -> list[DeadLetter]:
        """Up to `most` (1-10) messages; nobody else sees them for `hold_seconds`.

        What is neither deleted nor released comes back by itself. Empty: nothing waits.
        """
        ...

    def release(self, letter: DeadLetter) -> None:
        """Lets others see a received message at once."""
        ...

    def send_back(self, letter: DeadLetter) -> None:
        """Sends a copy to the queue it came from; the letter stays until it is deleted."""
        ...

    def delete(self, letter: DeadLetter) -> None:
        """Removes a received message for good."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One deployed stage. `who` tells the caller's ARN, `now` the time (UTC, aware).

    `desk` raises `CommandError` for a stage without a review desk.
    """

    stage: str
    bucket: str
    contents: Contents
    cases: Cases
    trail: AuditTrail
    desk: Callable[[], DeskDoor]
    jobs: VideoJobs
    evidence_bucket: str
    intake: Intake
    dead_letters: Mapping[DeadLetterName, DeadLetters]
    who: Callable[[], str]
    now: Callable[[], datetime]


Connect = Callable[[str], World]
"""Makes the world of a stage. Raises `CommandError` in plain sentences where that is impossible."""
