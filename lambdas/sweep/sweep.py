"""The use case: what stayed unenforced or unscreened is found and sent through again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.moderation.domain.errors import Conflict, Misconfigured, ModerationError
from lambdas.moderation.domain.state import ContentState, DueKind
from lambdas.moderation.domain.transitions import sent_through_again
from lambdas.moderation.ports import Contents, Counter, Intake
from lambdas.sweep.cases import SweepCases
from lambdas.sweep.video_jobs import SweepVideoJobs

_MOST_A_SWEEP = 500
_KINDS = (
    (DueKind.ENFORCE, "UnenforcedOverdue"),
    (DueKind.SCREEN, "ScreeningOverdue"),
    (DueKind.WORKFLOW, "WorkflowsLookedAfter"),
)
_THROUGH_INTAKE = {DueKind.SCREEN, DueKind.WORKFLOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Looks at what is past its time; safe to repeat and to run twice at once.

    It enforces nothing itself: rewriting a state with a later due time makes a new stream record,
    so that the door out stays one, and in order. A screening that was asked for, or one that a
    workflow should have brought to its verdict, goes into the intake queue again. One content or
    video job that cannot be handled does not keep the others. `cases` is None where the stage has
    no review desk.
    """

    contents: Contents
    intake: Intake
    video_jobs: SweepVideoJobs
    cases: SweepCases | None
    counter: Counter
    now: Callable[[], datetime]

    def run(self) -> list[ModerationError]:
        """Sends up to 500 of each kind through again, longest overdue first; what failed is told.

        Counts `UnenforcedOverdue` and `ScreeningOverdue`, also when they are 0: a sweep that does
        not run shows as a figure that is missing. `WorkflowsLookedAfter` is no fault: a video that
        waits for its jobs is looked after once an hour.
        """
        failures: list[ModerationError] = []
        for kind, metric in _KINDS:
            try:
                overdue = list(self.contents.due(kind, self.now(), limit=_MOST_A_SWEEP))
            except ModerationError as error:
                failures.append(error)
                continue
            self.counter.count(metric, len(overdue))
            failures += self._send_all_through(overdue)
        failures += self.video_jobs.run()
        failures += self.cases.run() if self.cases else []
        refused = sum(isinstance(failure, Misconfigured) for failure in failures)
        if refused:
            self.counter.count("ConfigurationErrors", refused)
        return failures

    def _send_all_through(self, content_ids: list[str]) -> list[ModerationError]:
        failures: list[ModerationError] = []
        for content_id in content_ids:
            try:
                self._send_through(content_id)
            except ModerationError as error:
                failures.append(error)
        return failures

    def _send_through(self, content_id: str) -> None:
        state = self.contents.load(content_id)
        if state is None or not self._is_overdue(state):
            return
        again = sent_through_again(state, self.now())
        if again.due and again.due.kind in _THROUGH_INTAKE:
            self.intake.request_screening(state)
        try:
            self.contents.save(again)
        except Conflict:
            return  # somebody is at it right now

    def _is_overdue(self, state: ContentState) -> bool:
        return state.due is not None and state.due.at <= self.now()
