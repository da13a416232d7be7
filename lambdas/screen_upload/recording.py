"""What is put on record about a content, whoever else writes at the same time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.errors import Conflict, Retryable
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.transitions import (
    Decision,
    arrived,
    with_gone,
    with_started,
    with_verdict,
)
from lambdas.moderation.ports import Contents
from lambdas.screen_upload.message import IntakeMessage
from lambdas.screen_upload.screening import Screened

_ATTEMPTS = 5

_Saved = tuple[ContentState, HistoryEvent | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Saves what became of a content: the change is made anew where somebody else was faster.

    `state` is always what the caller loaded. Each method answers whether it changed anything; False
    means that the table says already what was to be recorded, or something later. Raises
    `Retryable` (`contended`) where the state keeps changing.
    """

    contents: Contents
    now: Callable[[], datetime]

    def verdict(
        self,
        message: IntakeMessage,
        state: ContentState | None,
        screened: Screened,
        policy_version: str,
    ) -> bool:
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

        def change(current: ContentState | None) -> _Saved | None:
            return with_verdict(
                current,
                content=message.content,
                upload=screened.upload,
                decision=decision,
                now=self.now(),
            )

        return self._save(message.content, state, change)

    def started(self, message: IntakeMessage, state: ContentState | None, upload: Upload) -> bool:
        """That this screening is the workflow's from now on."""

        def change(current: ContentState | None) -> _Saved | None:
            after = with_started(
                current,
                content=message.content,
                upload=upload,
                screening=message.screening,
                now=self.now(),
            )
            return (after, None) if after else None

        return self._save(message.content, state, change)

    def gone(self, content: Content, state: ContentState | None) -> bool:
        """That the version is deleted; of a content that was never seen nothing is recorded."""

        def change(current: ContentState | None) -> _Saved | None:
            return with_gone(current, self.now()) if current else None

        return self._save(content, state, change)

    def unseen(self, content: Content) -> ContentState:
        """The state to begin with where nothing is stored."""
        return arrived(content, Upload(), self.now())

    def _save(
        self,
        content: Content,
        state: ContentState | None,
        change: Callable[[ContentState | None], _Saved | None],
    ) -> bool:
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
