"""The intake queue on a simulated clock, with Lambda taking batches from it."""

import heapq
import io
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from lambdas.moderation.runtime.batch import run_queue_batch
from tests.unit.screen_upload.rig import START, Rig

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

BATCH = 10
CONTEXT: Any = SimpleNamespace(aws_request_id="request-1")
QUIET = Logger(service="simulated-queue", level="CRITICAL", stream=io.StringIO())


@dataclass(order=True)
class Message:
    """A message; it is its own receipt. `visible_at` is in seconds since the start."""

    visible_at: float
    id: str
    body: str = field(compare=False)
    received: int = field(default=0, compare=False)

    def record(self) -> dict[str, Any]:
        """The message as Lambda hands it to a function."""
        return {
            "messageId": self.id,
            "receiptHandle": self.id,
            "body": self.body,
            "attributes": {"ApproximateReceiveCount": str(self.received)},
            "eventSource": "aws:sqs",
        }


@dataclass
class SimulatedQueue:
    """SQS as far as it matters here: visibility, receive counts, dead letters.

    A message that was received `max_receives` times goes to the dead letters instead of being
    received once more. `visibility` is in seconds.
    """

    rig: Rig
    max_receives: int
    visibility: float = 360
    messages: list[Message] = field(default_factory=list)
    dead: list[Message] = field(default_factory=list)
    now: float = 0

    def send(self, body: str, *, at: float) -> None:
        """A message that comes at that time."""
        message = Message(at, f"message-{len(self.messages)}-{at:.3f}", body)
        heapq.heappush(self.messages, message)

    def run(self, *, until: float) -> None:
        """Lets everything happen up to that time, one batch after the other."""
        while self.messages and self.messages[0].visible_at <= until:
            self._run_batch()
        self.now = until

    def _run_batch(self) -> None:
        self.now = max(self.now, self.messages[0].visible_at)
        self.rig.now = START + timedelta(seconds=self.now)
        batch = self._received()
        if not batch:
            return
        rig = self.rig

        def handle(record: "SQSRecord") -> None:
            rig.use_case.handle(record.body)

        rig.intake.sent_back.clear()
        event = {"Records": [message.record() for message in batch]}
        answer = run_queue_batch(event, CONTEXT, handle, rig.intake, rig.counter, QUIET)
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        for message in batch:
            if message.id in failed:
                delay = rig.intake.sent_back.get(message.id, self.visibility)
                message.visible_at = self.now + delay
                heapq.heappush(self.messages, message)

    def _received(self) -> list[Message]:
        batch: list[Message] = []
        while self.messages and len(batch) < BATCH and self.messages[0].visible_at <= self.now:
            message = heapq.heappop(self.messages)
            if message.received >= self.max_receives:
                self.dead.append(message)
            else:
                message.received += 1
                batch.append(message)
        return batch
