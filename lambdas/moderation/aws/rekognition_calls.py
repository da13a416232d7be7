"""What every call of Amazon Rekognition has in common: its turns, its attempts, its refusals."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore import xform_name

from lambdas.moderation.aws.errors import (
    AWS_ERRORS,
    AwsError,
    ErrorTable,
    Meaning,
    error_code,
    meaning_of,
    translate,
)
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Misconfigured
from lambdas.moderation.ports import Uploads

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

    from lambdas.moderation.aws.turns import Turns

Answer = Mapping[str, object]

_ATTEMPTS = 3
_FIRST_PAUSE_SECONDS = 0.5
_THROTTLES = {"ThrottlingException", "ProvisionedThroughputExceededException"}


class RekognitionCalls:
    """Calls operations by their names. Every attempt takes its turn, also a repeated one.

    What the service may do next time is tried up to three times, after a random pause ("full
    jitter"), then left to the queue. `sleep` (seconds) and `random` (0 to 1) are those of the
    standard library. The client must make one attempt a call.
    """

    def __init__(
        self,
        client: "RekognitionClient",
        turns: "Turns",
        table: ErrorTable,
        *,
        sleep: Callable[[float], None],
        random: Callable[[], float],
    ) -> None:
        self._client = client
        self._turns = turns
        self._table = table
        self._sleep = sleep
        self._random = random

    def answer(self, operation: str, arguments: Mapping[str, Any]) -> Answer:
        """The service's answer, after at most three calls. Raises the domain error."""
        try:
            return self._tried(operation, arguments)
        except AWS_ERRORS as error:
            raise translate(error, self._table) from error

    def answer_about(
        self, content: Content, uploads: Uploads, operation: str, arguments: Mapping[str, Any]
    ) -> Answer:
        """The same where the arguments refer to an object: a missing one raises `Gone`."""
        try:
            return self._tried(operation, arguments)
        except AWS_ERRORS as error:
            raise self._explain(error, content, uploads) from error

    def _tried(self, operation: str, arguments: Mapping[str, Any]) -> Answer:
        for attempt in range(1, _ATTEMPTS):
            try:
                return self._once(operation, arguments)
            except AWS_ERRORS as error:
                if meaning_of(error, self._table) is not Meaning.RETRYABLE:
                    raise
            self._sleep(self._random() * _FIRST_PAUSE_SECONDS * 2**attempt)
        return self._once(operation, arguments)

    def _once(self, operation: str, arguments: Mapping[str, Any]) -> Answer:
        self._turns.wait(operation)
        call: Callable[..., Any] = getattr(self._client, xform_name(operation))
        try:
            answer: Answer = call(**arguments)
        except AWS_ERRORS as error:
            if error_code(error) in _THROTTLES:
                self._turns.throttled(operation)
            raise
        return answer

    def _explain(self, error: AwsError, content: Content, uploads: Uploads) -> Exception:
        """The service says the same of a missing and of a forbidden object: look which it is."""
        if meaning_of(error, self._table) is not Meaning.LOOK_AGAIN:
            return translate(error, self._table)
        uploads.read(content, offset=0, length=1)  # raises `Gone`, or why we cannot tell
        return Misconfigured(
            "Amazon Rekognition may not read an object that is there.", code="s3-reference-refused"
        )


def reference_to(content: Content) -> dict[str, dict[str, str]]:
    """The version of the object as `Image` or `Video` of a call; no bytes pass through us."""
    return {
        "S3Object": {
            "Bucket": content.bucket,
            "Name": content.key,
            "Version": content.version_id,
        }
    }
