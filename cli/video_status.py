"""What `moderate status` says of a video beside what it says of everything: jobs, spans, evidence.

Jobs are kept for two weeks; older screenings are told by their verdict and evidence alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cli import words
from cli.untrusted import clipped, visible
from cli.world import World
from lambdas.moderation.domain.findings import Evidence, Finding
from lambdas.moderation.domain.policy_reasons import percent
from lambdas.moderation.domain.policy_where import clock
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.verdict import Reason
from lambdas.moderation.domain.video_jobs import JobStatus, VideoJob

_MOST_FINDINGS = 5
_MOST_SPANS = 8
_LONGEST_FAILURE = 300


@dataclass(frozen=True, slots=True)
class VideoDetails:
    """The jobs of the newest screening that was handed over, and the evidence of the newest judged.

    Neither for a picture. `archived` is where the evidence is: `s3://…`.
    """

    jobs: tuple[VideoJob, ...] = ()
    evidence: Evidence | None = None
    archived: str | None = None


def video_details(world: World, state: ContentState) -> VideoDetails:
    """What is known of a video beyond its state. Of a picture nothing is asked for."""
    if not state.started:
        return VideoDetails()
    content_id = state.content.content_id
    evidence = world.contents.load_evidence(content_id, state.screened)
    name = evidence.stored_as if evidence else None
    return VideoDetails(
        tuple(world.jobs.of_screening(content_id, state.started)),
        evidence,
        name and f"s3://{world.evidence_bucket}/{name}",
    )


def job_lines(jobs: Sequence[VideoJob], now: datetime) -> Iterator[str]:
    """Each analyser's job, on a line each."""
    for job in jobs:
        yield f"{visible(job.key.analyser)}: {_job(job, now)}"


def span_lines(reason: Reason) -> Iterator[str]:
    """Where in the video each finding of the reason was seen, a line each; none for a picture."""
    seen = [each for each in reason.findings if each.spans]
    for finding in seen[:_MOST_FINDINGS]:
        yield f"{visible(finding.label)} {percent(finding.confidence)}: {_places(finding)}"
    if len(seen) > _MOST_FINDINGS:
        yield f"and {words.count(len(seen) - _MOST_FINDINGS, 'further label')}: see --json"


def _places(finding: Finding) -> str:
    places = [
        clock(span.start_ms)
        if clock(span.start_ms) == clock(span.end_ms)
        else f"{clock(span.start_ms)}-{clock(span.end_ms)}"
        for span in finding.spans[:_MOST_SPANS]
    ]
    more = len(finding.spans) - len(places)
    return ", ".join(places) + (f" and {more} more" if more else "")


def _job(job: VideoJob, now: datetime) -> str:
    since = f"since {words.when(job.waiting_since)} ({words.ago(now - job.waiting_since)})"
    if job.status is JobStatus.WAITING:
        return f"waits for a slot {since}{_put_off(job, now)}"
    if job.status is JobStatus.STARTING:
        return f"is being started, asked for {since}"
    if job.status is JobStatus.RUNNING:
        return f"runs, asked for {since}; looked after at {words.when(job.due_at)} at the latest"
    if job.status is JobStatus.FAILED and job.failure:
        text = visible(clipped(job.failure.text, _LONGEST_FAILURE))
        return f"failed: {text} [{visible(job.failure.code)}]"
    return _OVER[job.status]


_OVER = {
    JobStatus.SUCCEEDED: "done",
    JobStatus.FAILED: "failed",
    JobStatus.ABANDONED: "not started, because the screening was over first",
}


def _put_off(job: VideoJob, now: datetime) -> str:
    """Where its start failed: how often, and when the next one is."""
    if not job.attempts:
        return ""
    failed = f"; {words.count(job.attempts, 'start')} failed"
    if job.due_at is None or job.due_at <= now:
        return f"{failed}, the next is due"
    return f"{failed}, the next at {words.when(job.due_at)}"
