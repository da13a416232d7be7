"""Amazon Rekognition's image calls, by S3 reference with the version; no bytes pass through us."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import ClientError

from lambdas.moderation.aws.errors import (
    AWS_ERRORS,
    REKOGNITION,
    AwsError,
    Meaning,
    error_code,
    meaning_of,
    translate,
)
from lambdas.moderation.aws.pacing import Pacer
from lambdas.moderation.domain.analysers import ANALYSERS, Analyser
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Misconfigured
from lambdas.moderation.domain.findings import Analysis
from lambdas.moderation.ports import Uploads

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

_ATTEMPTS = 3
_FIRST_PAUSE_SECONDS = 0.5
_THROTTLES = {"ThrottlingException", "ProvisionedThroughputExceededException"}


class RekognitionAnalysers:
    """Implements `Analysers` for everything in the registry.

    Every attempt of every call takes its turn with the `Pacer` of its operation, one a process;
    `image_tps` is this worker's calls a second for each operation. What the service may do next
    time is tried up to three times, after a random pause ("full jitter"), then left to the queue.
    `clock`, `sleep` (seconds) and `random` (0 to 1) are those of the standard library.
    """

    def __init__(
        self,
        client: "RekognitionClient",
        uploads: Uploads,
        *,
        image_tps: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        random: Callable[[], float],
    ) -> None:
        self._client = client
        self._uploads = uploads
        self._sleep = sleep
        self._random = random
        self._pacers = {
            each.operation: Pacer(image_tps, clock=clock, sleep=sleep)
            for each in ANALYSERS.values()
        }

    def analyse(
        self, analyser: str, content: Content, parameters: Mapping[str, float | int]
    ) -> Analysis:
        """As the port says; at most three calls, each of which AWS may bill."""
        known = ANALYSERS[analyser]
        for attempt in range(1, _ATTEMPTS):
            try:
                return self._call(known, content, parameters)
            except AWS_ERRORS as error:
                if meaning_of(error, REKOGNITION) is not Meaning.RETRYABLE:
                    raise self._explain(error, content) from error
            self._sleep(self._random() * _FIRST_PAUSE_SECONDS * 2**attempt)
        try:
            return self._call(known, content, parameters)
        except AWS_ERRORS as error:
            raise self._explain(error, content) from error

    def _call(
        self, analyser: Analyser, content: Content, parameters: Mapping[str, float | int]
    ) -> Analysis:
        pacer = self._pacers[analyser.operation]
        pacer.wait()
        call: Callable[..., Any] = getattr(self._client, xform_name(analyser.operation))
        try:
            response = call(Image=_image(content), **analyser.request(parameters))
        except ClientError as error:
            if error_code(error) in _THROTTLES:
                pacer.throttled()
            raise
        return analyser.read(response)

    def _explain(self, error: AwsError, content: Content) -> Exception:
        """The service says the same of a missing and of a forbidden object: look which it is."""
        if meaning_of(error, REKOGNITION) is not Meaning.LOOK_AGAIN:
            return translate(error, REKOGNITION)
        self._uploads.read(content, offset=0, length=1)  # raises `Gone`, or why we cannot tell
        return Misconfigured(
            "Amazon Rekognition may not read an object that is there.", code="s3-reference-refused"
        )


def _image(content: Content) -> dict[str, dict[str, str]]:
    return {
        "S3Object": {
            "Bucket": content.bucket,
            "Name": content.key,
            "Version": content.version_id,
        }
    }
