"""The use case: a message of the intake queue becomes a verdict, a deletion, or nothing at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.errors import Conflict, Gone, Permanent, Retryable
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import (
    Change,
    Decision,
    arrived,
    needs_screening,
    with_gone,
    with_verdict,
)
from lambdas.moderation.ports import Contents, Counter, Intake, Policies
from lambdas.screen_upload.message import IntakeMessage, Occasion, read_message
from lambdas.screen_upload.screening import Screened, Screening

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenUpload:
    """Handles intake messages; safe to repeat, reorder and run at the same time as itself.

    Once a screening's verdict is stored, the same message costs no call of Rekognition and changes
    nothing. `Retryable` (and anything unexpected) leaves the message to be tried again.
    """

    screening: Screening
    contents: Contents
    policies: Policies
    intake: Intake
    counter: Counter
    now: Callable[[], datetime]

    def handle(self, body: str) -> None:
        """Does what the message asks for. What no retry can help is parked, with its cause."""
        try:
            message = read_message(body)
            state = self.contents.load(message.content.content_id)
        except Permanent as error:
            self.intake.park(body, why=f"{error.code}: {error}")
            self.counter.count("MessagesParked")
            return
        if message.occasion is Occasion.DELETED:
            self._record_gone(message.content, state)
        elif message.occasion is Occasion.SCREEN:
            self._screen(message, state)

    def _screen(self, message: IntakeMessage, state: ContentState | None) -> None:
        if not needs_screening(state, message.screening):
            self.counter.count("DuplicateEvents")
            return
        policy = self.policies.current()
        try:
            screened = self.screening.of(message.content, policy)
        except Gone:
            self._record_gone(message.content, state or self._unseen(message.content))
            return
        if screened:
            self._record_verdict(message, state, screened, policy.version)

    def _record_verdict(
        self,
        message: IntakeMessage,
        state: ContentState | None,
        screened: Screened,
        policy_version: str,
    ) -> None:
        """Evidence first: a verdict whose evidence is missing could not be explained."""
        if screened.evidence.calls:
            content_id = message.content.content_id
            self.contents.save_evidence(content_id, message.screening, screened.evidence)
        decision = Decision(
            judgement=screened.judgement,
            evidence=screened.evidence,
            policy_version=policy_version,
            decider=f"policy@{policy_version}",
            screening=message.screening,
        )

        def change(current: ContentState | None) -> Change | None:
            return with_verdict(
                current,
                content=message.content,
                upload=screened.upload,
                decision=decision,
                now=self.now(),
            )

        if self._save(message.content, state, change):
            held = screened.judgement.category == "unscreened"
            self.counter.count("ContentsHeld" if held else "ContentsScreened")
        else:
            self.counter.count("DuplicateEvents")

    def _record_gone(self, content: Content, state: ContentState | None) -> None:
        """Of a content that was never seen nothing is recorded: its upload event will find out."""

        def change(current: ContentState | None) -> Change | None:
            return with_gone(current, self.now()) if current else None

        if self._save(content, state, change):
            self.counter.count("ContentsGone")

    def _save(
        self,
        content: Content,
        state: ContentState | None,
        change: Callable[[ContentState | None], Change | None],
    ) -> bool:
        """Saves the change of the state, made anew where somebody else was faster.

        False where there is nothing (more) to change.
        """
        for _ in range(_ATTEMPTS):
            changed = change(state)
            if changed is None:
                return False
            try:
                self.contents.save(*changed)
            except Conflict:
                state = self.contents.load(content.content_id)
            else:
                return True
        raise Retryable("The content's state keeps changing.", code="contended")

    def _unseen(self, content: Content) -> ContentState:
        return arrived(content, Upload(), self.now())
