"""A stage made of fakes, contents to put on it, and a way to run `moderate` against it."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from typer.testing import CliRunner

from cli.desk_world import DeskDoor
from cli.errors import CommandError
from cli.main import app
from cli.world import Attribute, Backlog, DeadLetter, DeadLetterName, World
from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.findings import Evidence, Finding
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import Decision, with_enforced, with_gone, with_verdict
from lambdas.moderation.domain.verdict import Action, Reason, Severity, judge
from tests.fakes.cases import FakeCases
from tests.fakes.contents import FakeContents
from tests.fakes.intake import FakeIntake
from tests.fakes.trouble import Trouble
from tests.fakes.video_jobs import FakeVideoJobs
from tests.unit.cli.desk_door import FakeDoor, FakeTrail

BUCKET = "uploads"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WHO = "arn:aws:iam::111122223333:user/ana"
UPLOAD = Upload(
    media_type=MediaType.JPEG, size=482_113, uploader_id="user-7", reference="listing-42"
)
WEAPONS = Reason(
    rule="weapons",
    action=Action.REVIEW,
    text="Weapons 88.1 %: review from 60 %",
    severity=Severity.HIGH,
    category="violence",
    findings=(Finding("moderation_labels", "Weapons", 88.1, ("Violence",)),),
)
NOTHING = Reason(rule="nothing-found", action=Action.APPROVE, text="Nothing was found")
EVIDENCE = Evidence(
    model_versions={"moderation_labels": "7.0", "labels": "3.0"},
    calls={"DetectModerationLabels": 1, "DetectLabels": 1},
)


@dataclass
class FakeDeadLetters:
    """A dead-letter queue in memory. Methods for `trouble`: as the port's.

    `inside` are the messages, `held` the receipts given out, `origin` what was sent back.
    """

    returns: bool = True
    trouble: Trouble = field(default_factory=Trouble)
    inside: list[DeadLetter] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    holds: list[int] = field(default_factory=list)
    origin: list[DeadLetter] = field(default_factory=list)

    def add(self, body: str, **notes: str) -> DeadLetter:
        """One more message, a minute younger than the one before."""
        number = len(self.inside) + 1
        letter = DeadLetter(
            message_id=f"message-{number}",
            receipt=f"receipt-{number}",
            body=body,
            sent_at=NOON - timedelta(days=1) + timedelta(minutes=number),
            deliveries=3,
            attributes={name: Attribute("String", note) for name, note in notes.items()},
        )
        self.inside.append(letter)
        return letter

    def backlog(self) -> Backlog:
        """As the port says."""
        with self.trouble.around("backlog"):
            return Backlog(len(self.inside) - len(self.held), len(self.held))

    def receive(self, *, hold_seconds: int, most: int = 10) -> list[DeadLetter]:
        """As the port says."""
        with self.trouble.around("receive"):
            free = [each for each in self.inside if each.receipt not in self.held][:most]
            self.holds.append(hold_seconds)
            if hold_seconds:
                self.held.update(each.receipt for each in free)
            return free

    def release(self, letter: DeadLetter) -> None:
        """As the port says."""
        with self.trouble.around("release"):
            self.held.discard(letter.receipt)

    def send_back(self, letter: DeadLetter) -> None:
        """As the port says."""
        with self.trouble.around("send_back"):
            self.origin.append(letter)

    def delete(self, letter: DeadLetter) -> None:
        """As the port says."""
        with self.trouble.around("delete"):
            self.inside.remove(letter)
            self.held.discard(letter.receipt)


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    exit_code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Standard output line by line, without spaces at their ends."""
        return [line.rstrip() for line in self.out.splitlines()]

    @property
    def json(self) -> Any:
        """Standard output read as JSON."""
        return json.loads(self.out)


@dataclass
class Desk:
    """A stage called `test`, at noon. `door` leads to its review desk; None: it has none."""

    contents: FakeContents = field(default_factory=FakeContents)
    door: FakeDoor | None = field(default_factory=FakeDoor)
    jobs: FakeVideoJobs = field(default_factory=FakeVideoJobs)
    intake: FakeIntake = field(default_factory=FakeIntake)
    queues: dict[DeadLetterName, FakeDeadLetters] = field(
        default_factory=lambda: {
            DeadLetterName.INTAKE: FakeDeadLetters(),
            DeadLetterName.COMPLETIONS: FakeDeadLetters(),
            DeadLetterName.VIDEO: FakeDeadLetters(returns=False),
            DeadLetterName.REVIEW: FakeDeadLetters(),
            DeadLetterName.CLOSE_CASE: FakeDeadLetters(returns=False),
            DeadLetterName.ENFORCEMENT: FakeDeadLetters(returns=False),
            DeadLetterName.SWEEP: FakeDeadLetters(returns=False),
        }
    )
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.cases = FakeCases(self.contents)
        self.trail = FakeTrail(self.contents)

    def world(self, stage: str) -> World:
        """The `Connect` of this desk."""
        return World(
            stage=stage,
            bucket=BUCKET,
            contents=self.contents,
            cases=self.cases,
            trail=self.trail,
            desk=self._desk,
            jobs=self.jobs,
            evidence_bucket="evidence",
            intake=self.intake,
            dead_letters=dict(self.queues),
            who=lambda: WHO,
            now=lambda: self.now,
        )

    def _desk(self) -> DeskDoor:
        if self.door is None:
            raise CommandError("Stage test has no review desk.")
        return self.door

    def run(self, *args: str, stage: str | None = "test", **environment: str) -> Ran:
        """Runs `moderate` with these arguments against the fakes."""
        env = {"MODERATION_STAGE": stage, "NO_COLOR": None, **environment}
        result = CliRunner().invoke(app, list(args), env=env, obj=self.world)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    def judged(
        self,
        key: str,
        *reasons: Reason,
        version_id: str = "v1",
        at: datetime = NOON - timedelta(hours=1),
    ) -> ContentState:
        """Stores a content with a verdict that is not enforced yet."""
        content = Content(BUCKET, key, version_id)
        before = self.contents.load(content.content_id)
        change = with_verdict(
            before,
            content=content,
            upload=UPLOAD,
            decision=Decision(
                judgement=judge(reasons or (NOTHING,), profile="default"),
                evidence=EVIDENCE,
                policy_version="0a1b2c3d4e5f",
                decider="policy@0a1b2c3d4e5f",
                screening=before.screening if before else 1,
            ),
            now=at,
        )
        assert change
        self.contents.save(*change)
        return change[0]

    def enforced(self, key: str, *reasons: Reason, version_id: str = "v1") -> ContentState:
        """Stores a content with an enforced verdict."""
        judged = self.judged(key, *reasons, version_id=version_id)
        state = with_enforced(judged, judged.revision, NOON - timedelta(minutes=59))
        self.contents.save(state)
        return state

    def gone(self, key: str, *reasons: Reason) -> ContentState:
        """Stores a content whose version was deleted after its verdict."""
        change = with_gone(self.enforced(key, *reasons), NOON - timedelta(minutes=30))
        assert change
        self.contents.save(*change)
        return change[0]
