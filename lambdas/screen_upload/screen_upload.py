"""The use case: a message of the intake queue becomes a verdict, a workflow, or a deletion."""

from dataclasses import dataclass

from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.errors import Gone, Permanent
from lambdas.moderation.domain.media import Refusal
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import needs_screening
from lambdas.moderation.ports import Contents, Counter, Intake, Policies
from lambdas.moderation.ports.video import VideoWorkflow
from lambdas.screen_upload.message import IntakeMessage, Occasion, read_message
from lambdas.screen_upload.recording import Records
from lambdas.screen_upload.screening import Screened, Screening, held

_NO_VERDICT = "The workflow that screens this video has ended without a verdict."


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenUpload:
    """Handles intake messages; safe to repeat, reorder and run at the same time as itself.

    Once a screening's verdict is stored, the same message costs no call of Rekognition and changes
    nothing. A video's verdict comes from its workflow, which is started at most once a screening;
    where that has ended without one, the video is held. `Retryable` (and anything unexpected)
    leaves the message to be tried again.
    """

    screening: Screening
    records: Records
    contents: Contents
    policies: Policies
    workflow: VideoWorkflow
    intake: Intake
    counter: Counter

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
        elif state and state.started >= message.screening:
            self._look_after(message, state)
        else:
            self._screen_first_time(message, state)

    def _screen_first_time(self, message: IntakeMessage, state: ContentState | None) -> None:
        policy = self.policies.current()
        try:
            found = self.screening.of(message.content, policy)
        except Gone:
            self._record_gone(message.content, state or self.records.unseen(message.content))
            return
        if isinstance(found, Screened):
            self._record_verdict(message, state, found, policy.version)
        elif found:
            self._hand_over(message, state, found)

    def _hand_over(
        self, message: IntakeMessage, state: ContentState | None, upload: Upload
    ) -> None:
        """The record first: the workflow relies on it, and a retry starts what a crash did not."""
        if not self.records.started(message, state, upload):
            self._screen(message, self.contents.load(message.content.content_id))
            return
        self.counter.count("VideosStarted")
        if not self.workflow.start(message.content.content_id, message.screening):
            self._hold_without_verdict(message, upload)

    def _look_after(self, message: IntakeMessage, state: ContentState) -> None:
        """Sees that the workflow of a screening on record is there, or has given its verdict.

        Where a later screening is on record, its workflow is the one to look after.
        """
        superseded = state.started > message.screening
        if superseded or self.workflow.start(message.content.content_id, message.screening):
            self.counter.count("DuplicateEvents")
        else:
            self._hold_without_verdict(message, state.upload)

    def _hold_without_verdict(self, message: IntakeMessage, upload: Upload) -> None:
        """For an execution that has ended. A verdict that it gave by now stands."""
        policy = self.policies.current()
        profile = policy.profile_of(message.content.key)
        screened = held(Refusal("workflow-failed", _NO_VERDICT), profile, upload)
        state = self.contents.load(message.content.content_id)
        self._record_verdict(message, state, screened, policy.version)

    def _record_verdict(
        self,
        message: IntakeMessage,
        state: ContentState | None,
        screened: Screened,
        policy_version: str,
    ) -> None:
        if self.records.verdict(message, state, screened, policy_version):
            unscreened = screened.judgement.category == "unscreened"
            self.counter.count("ContentsHeld" if unscreened else "ContentsScreened")
        else:
            self.counter.count("DuplicateEvents")

    def _record_gone(self, content: Content, state: ContentState | None) -> None:
        if self.records.gone(content, state):
            self.counter.count("ContentsGone")
