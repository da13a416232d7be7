"""The use case: what became of a video's jobs turns into its verdict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lambdas.decide_video.failures import GONE, WORKFLOW_FAILED, failure_of
from lambdas.decide_video.judging import Failures, evidence_of, judged, outdated
from lambdas.decide_video.reading import Readable, ReadResults, SecondsLeft
from lambdas.decide_video.request import Request, read_request
from lambdas.moderation.domain.errors import Conflict, Misconfigured, Retryable
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import (
    Change,
    Decision,
    needs_screening,
    with_gone,
    with_verdict,
)
from lambdas.moderation.domain.verdict import Judgement, hold
from lambdas.moderation.domain.video_jobs import JobFailure, JobStatus, abandoned
from lambdas.moderation.domain.video_reading import Reading
from lambdas.moderation.ports import Contents, Counter, Policies
from lambdas.moderation.ports.video import Archive, VideoJobs

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What is known about a video at the end: results by analyser, or why there are none."""

    readings: Mapping[str, Reading]
    failures: Failures


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideVideo:
    """Decides on videos; safe to repeat, to cut off, and to run at the same time as itself.

    Once a screening's verdict is stored, the same request reads and changes nothing but jobs that
    still wait: they are abandoned. `Retryable` asks to be tried again; `Permanent` says that the
    request itself is none.
    """

    results: ReadResults
    contents: Contents
    jobs: VideoJobs
    archive: Archive
    policies: Policies
    counter: Counter
    now: Callable[[], datetime]

    def handle(self, event: object, seconds_left: SecondsLeft) -> bool:
        """Whether the screening is over now; if not, the same request is to be made again.

        `seconds_left` says how long reading may go on; deciding takes some seconds more.
        """
        request = read_request(event)
        state = self.contents.load(request.content_id)
        if state is None:
            # It is stored before its workflow starts: a table that lost it is for us to mend.
            raise Misconfigured("Nothing is stored of this content.", code="content-unknown")
        if not needs_screening(state, request.screening):
            self.counter.count("DuplicateEvents")
        elif not self._decide(request, state, seconds_left):
            return False
        self._abandon_waiting(request)
        return True

    def _decide(self, request: Request, state: ContentState, seconds_left: SecondsLeft) -> bool:
        told = {
            branch.analyser: failure_of(branch.failure)
            for branch in request.branches
            if branch.failure
        }
        if request.failure:
            told = {WORKFLOW_FAILED: failure_of(request.failure)}
        if any(failure.code == GONE for failure in told.values()):
            self._record_gone(state)
            return True
        policy = self.policies.current()
        outcome = _Outcome(readings={}, failures=told)
        if not request.failure:
            known = self._outcome(request, policy, told, seconds_left)
            if known is None:
                return False
            outcome = known
        self._record_verdict(request, state, policy, outcome)
        return True

    def _outcome(
        self, request: Request, policy: Policy, told: Failures, seconds_left: SecondsLeft
    ) -> _Outcome | None:
        """All that there is to know, or None where reading is to go on in another invocation."""
        content_id, screening = request.content_id, request.screening
        recorded = {job.key.analyser: job for job in self.jobs.of_screening(content_id, screening)}
        ended = {branch.analyser: branch.job_id for branch in request.branches if branch.job_id}
        wanted = [
            Readable(analyser, ended[analyser], policy.video_levels(analyser))
            for analyser in policy.analysers
            if analyser in ended
        ]
        results = self.results.read(content_id, screening, wanted, seconds_left)
        if results is None:
            return None
        failures: dict[str, JobFailure] = {}
        for analyser in policy.analysers:
            job = recorded.get(analyser) if analyser in ended else None
            known = told.get(analyser) or results.failures.get(analyser)
            failure = known or outdated(analyser, policy, job)
            if failure:
                failures[analyser] = failure
        return _Outcome(readings=results.readings, failures=failures)

    def _record_verdict(
        self, request: Request, state: ContentState, policy: Policy, outcome: _Outcome
    ) -> None:
        """Evidence first: a verdict whose evidence is missing could not be explained."""
        evidence = evidence_of(outcome.readings)
        if outcome.readings:
            self._keep(request, evidence)
        decision = Decision(
            judgement=self._judged(policy, state.content.key, evidence, outcome.failures),
            evidence=evidence,
            policy_version=policy.version,
            decider=f"policy@{policy.version}",
            screening=request.screening,
        )

        def change(current: ContentState | None) -> Change | None:
            upload = (current or state).upload
            return with_verdict(
                current, content=state.content, upload=upload, decision=decision, now=self.now()
            )

        if self._save(state, change):
            held = decision.judgement.reasons[0].rule.startswith("held-")
            self.counter.count("ContentsHeld" if held else "ContentsScreened")
        else:
            self.counter.count("DuplicateEvents")

    def _keep(self, request: Request, evidence: Evidence) -> None:
        """The whole in the archive, then in the table where it is found."""
        content_id, screening = request.content_id, request.screening
        name = self.archive.keep(content_id, screening, evidence, self.now())
        pointer = replace(evidence, findings=(), stored_as=name)
        self.contents.save_evidence(content_id, screening, pointer)

    def _judged(
        self, policy: Policy, key: str, evidence: Evidence, failures: Failures
    ) -> Judgement:
        """The policy's judgement. A mistake in our own code must not lose or approve a content."""
        try:
            return judged(policy, key, evidence, failures)
        except Exception as error:
            self.counter.count("ConfigurationErrors")
            text = f"The policy could not be applied: {type(error).__name__}."
            return hold("policy-failed", text, profile=policy.profile_of(key))

    def _record_gone(self, state: ContentState) -> None:
        def change(current: ContentState | None) -> Change | None:
            return with_gone(current, self.now()) if current else None

        if self._save(state, change):
            self.counter.count("ContentsGone")

    def _save(
        self, state: ContentState, change: Callable[[ContentState | None], Change | None]
    ) -> bool:
        """Saves the change of the state, made anew where somebody else was faster.

        False where there is nothing (more) to change.
        """
        current: ContentState | None = state
        for _ in range(_ATTEMPTS):
            changed = change(current)
            if changed is None:
                return False
            try:
                self.contents.save(*changed)
            except Conflict:
                current = self.contents.load(state.content.content_id)
            else:
                return True
        raise Retryable("The content's state keeps changing.", code="contended")

    def _abandon_waiting(self, request: Request) -> None:
        """A slot is not spent on a screening that is over; one that is being started now is."""
        for job in self.jobs.of_screening(request.content_id, request.screening):
            if job.status is JobStatus.WAITING:
                try:
                    self.jobs.save(abandoned(job))
                except Conflict:
                    continue
