"""Amazon Rekognition's video jobs: started by S3 reference, asked after, read page by page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws.errors import REKOGNITION_VIDEO
from lambdas.moderation.aws.rekognition_calls import (
    Answer,
    RekognitionCalls,
    reference_to,
)
from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.answer_shapes import text_of, unreadable
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Permanent, Retryable
from lambdas.moderation.domain.findings import VideoPage
from lambdas.moderation.domain.video_jobs import JobReport, JobStatus, VideoJob
from lambdas.moderation.ports import Uploads

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

    from lambdas.moderation.aws.turns import Turns

_ROWS = 1000  # the service's most, a page
_LONGEST_WORDS = 300
_STATUS = {
    "IN_PROGRESS": JobStatus.RUNNING,
    "SUCCEEDED": JobStatus.SUCCEEDED,
    "FAILED": JobStatus.FAILED,
}


@dataclass(frozen=True, slots=True)
class NotificationChannel:
    """Where Rekognition publishes completions, and the role it takes to do so."""

    topic_arn: str
    role_arn: str


class RekognitionVideo:
    """Implements `VideoAnalysers` for everything in the registry.

    Every attempt takes its turn with `turns`, by the name of its operation. Who starts no jobs
    needs neither `uploads` nor a `channel`. `sleep` (seconds) and `random` (0 to 1) are those of
    the standard library.
    """

    def __init__(
        self,
        client: "RekognitionClient",
        uploads: Uploads | None,
        turns: "Turns",
        *,
        sleep: Callable[[float], None],
        random: Callable[[], float],
        channel: NotificationChannel | None,
    ) -> None:
        self._uploads = uploads
        self._channel = channel
        self._calls = RekognitionCalls(client, turns, REKOGNITION_VIDEO, sleep=sleep, random=random)

    def start(self, job: VideoJob, content: Content) -> str:
        """As the port says; a start whose answer was lost gives the same id again."""
        if self._uploads is None or self._channel is None:
            raise ValueError("This adapter was made without what it takes to start jobs.")
        analyser = ANALYSERS[job.key.analyser]
        channel = {"SNSTopicArn": self._channel.topic_arn, "RoleArn": self._channel.role_arn}
        arguments = {
            "Video": reference_to(content),
            "ClientRequestToken": job.key.client_token,
            "JobTag": job.key.tag,
            "NotificationChannel": channel,
            **analyser.video_request(job.parameters),
        }
        operation = analyser.video.start
        answer = self._calls.answer_about(content, self._uploads, operation, arguments)
        job_id = text_of(answer, "JobId")
        if not job_id:
            raise unreadable("`JobId` is missing")
        return job_id

    def report(self, analyser: str, job_id: str) -> JobReport:
        """As the port says; for a job that failed, with Rekognition's words in one line."""
        answer = self._get(analyser, {"JobId": job_id, "MaxResults": 1})
        status = _status(answer)
        return JobReport(status, _words(answer) if status is JobStatus.FAILED else "")

    def read(self, analyser: str, job_id: str, page: str | None) -> VideoPage:
        """As the port says."""
        arguments: dict[str, Any] = {"JobId": job_id, "MaxResults": _ROWS}
        if page is not None:
            arguments["NextToken"] = page
        answer = self._get(analyser, arguments)
        status = _status(answer)
        if status is JobStatus.RUNNING:
            raise Retryable("The job still runs.", code="job-running")
        if status is JobStatus.FAILED:
            raise Permanent(
                f"Amazon Rekognition could not analyse the video: {_words(answer)}",
                code="video-unreadable",
            )
        return ANALYSERS[analyser].video.read(answer)

    def _get(self, analyser: str, arguments: dict[str, Any]) -> Answer:
        return self._calls.answer(ANALYSERS[analyser].video.get, arguments)


def _status(answer: Answer) -> JobStatus:
    status = _STATUS.get(text_of(answer, "JobStatus"))
    if status is None:
        raise unreadable("`JobStatus` is none that is known")
    return status


def _words(answer: Answer) -> str:
    """Rekognition's own words, printable, in one line of at most 300 characters.

    A bucket or key in them is left out: a key may name a person.
    """
    said = _without_names(text_of(answer, "StatusMessage"), answer.get("Video"))
    printable = "".join(letter if letter.isprintable() else " " for letter in said)
    return " ".join(printable.split())[:_LONGEST_WORDS] or "it did not say why."


def _without_names(said: str, video: Any) -> str:
    """The words with an ellipsis for the names in the reference that the answer repeats."""
    place = video.get("S3Object") if isinstance(video, dict) else None
    names = [place.get(each) for each in ("Name", "Bucket")] if isinstance(place, dict) else []
    for name in filter(None, names):
        said = re.sub(rf"(?<!\w){re.escape(str(name))}(?!\w)", "…", said)
    return said
