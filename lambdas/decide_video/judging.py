"""What a video deserves, given what was found in it and what kept it from being screened whole."""

from collections.abc import Mapping
from dataclasses import replace

from lambdas.moderation.domain.analysers import ANALYSERS, MIN_CONFIDENCE
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_evaluate import evaluate
from lambdas.moderation.domain.verdict import Action, Judgement, hold
from lambdas.moderation.domain.video_jobs import JobFailure, VideoJob
from lambdas.moderation.domain.video_reading import Reading

Failures = Mapping[str, JobFailure]
"""What kept each analyser from its results, in the policy's order."""


def judged(policy: Policy, key: str, evidence: Evidence, failures: Failures) -> Judgement:
    """The policy's judgement; where something failed, a hold, with what was found beside it.

    A hold is never more than a review, however grave the finding: nobody saw the whole. It is as
    urgent as the graver of the two, so that the queue is looked at in the right order.
    """
    if not failures:
        return evaluate(policy, key=key, evidence=evidence)
    held = _held(policy.profile_of(key), failures)
    if not evidence.findings:
        return held
    found = evaluate(policy, key=key, evidence=evidence)
    if found.severity is None:
        return held
    flagged = (each for each in found.reasons if each.action is not Action.APPROVE)
    both = replace(held, reasons=(*held.reasons, *flagged))
    if held.severity and found.severity.gravity < held.severity.gravity:
        return both
    return replace(both, severity=found.severity, category=found.category or held.category)


def evidence_of(readings: Mapping[str, Reading]) -> Evidence:
    """What was found by those analysers that were read to their end, and at which calls."""
    lengths = [each.duration_ms for each in readings.values() if each.duration_ms is not None]
    calls: dict[str, int] = {}
    for analyser, reading in readings.items():
        video = ANALYSERS[analyser].video
        calls |= {video.start: 1, video.get: reading.pages}
    return Evidence(
        findings=tuple(found for reading in readings.values() for found in reading.findings()),
        model_versions={name: reading.model_version for name, reading in readings.items()},
        calls=calls,
        duration_ms=max(lengths, default=None),
    )


def outdated(analyser: str, policy: Policy, job: VideoJob | None) -> JobFailure | None:
    """Why the results of this job are not enough for the policy in force, or None if they are.

    Results made at a higher confidence than the policy asks for lack what it wants to see.
    """
    if job is None:
        return _policy_changed(f"Nothing says that `{analyser}` was asked as the policy wants.")
    if _least(analyser, job.parameters) > _least(analyser, policy.analysers[analyser]):
        return _policy_changed(f"The policy wants `{analyser}` at a lower confidence than asked.")
    return None


def _policy_changed(why: str) -> JobFailure:
    return JobFailure("policy-changed", f"{why} Screening the video again will help.")


def _least(analyser: str, parameters: Mapping[str, float | int]) -> float:
    """The confidence from which the analyser reports, as a start with these parameters says it."""
    (parameter,) = (each for each in ANALYSERS[analyser].parameters if each.name == MIN_CONFIDENCE)
    return parameters.get(parameter.name, parameter.default)


def _held(profile: str, failures: Failures) -> Judgement:
    """The first failure gives the class; the text tells of all, and once of what is the same."""
    first = next(iter(failures.values()))
    told = first.text
    if len({each.text for each in failures.values()}) > 1:
        told = " ".join(f"{analyser}: {each.text}" for analyser, each in failures.items())
    return hold(first.code, told, profile=profile)
