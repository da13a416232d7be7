"""The one place that says what an AWS error means for us, by service.

Sources: each operation's errors in botocore's service models; retry advice and meanings from the
error pages of Rekognition, S3, DynamoDB, SQS, SNS, EventBridge, Step Functions and Lambda.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from botocore import exceptions as botocore_errors
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from lambdas.moderation.aws.error_codes import BUSY, REFUSED
from lambdas.moderation.domain.errors import (
    Conflict,
    Gone,
    Misconfigured,
    ModerationError,
    NoSlot,
    PageExpired,
    Permanent,
    Retryable,
)

AwsError = ClientError | BotoCoreError | ResponseParserError
AWS_ERRORS = (ClientError, BotoCoreError, ResponseParserError)
"""What to catch around a call: all that botocore raises."""


class Meaning(Enum):
    """What to do about an error. `LOOK_AGAIN`: missing or forbidden, the code does not say."""

    RETRYABLE = auto()
    MISCONFIGURED = auto()
    PERMANENT = auto()
    CONFLICT = auto()
    GONE = auto()
    LOOK_AGAIN = auto()
    NO_SLOT = auto()
    PAGE_EXPIRED = auto()


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """One service's error codes. `otherwise` is what a refusal means that no table names.

    Where a person can judge the upload instead, that is `PERMANENT`; where the refusal would lose a
    verdict, an alert or a message, it is `MISCONFIGURED`: retried, and loud. `classes` name a
    failure where the error code does not say enough.
    """

    service: str
    otherwise: Meaning
    codes: Mapping[str, Meaning] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)


EVERYWHERE: Mapping[str, Meaning] = {
    **dict.fromkeys(BUSY, Meaning.RETRYABLE),
    **dict.fromkeys(REFUSED, Meaning.MISCONFIGURED),
}
"""What these codes mean whichever service says them, unless its own table says otherwise."""

REKOGNITION = ErrorTable(
    "Amazon Rekognition",
    otherwise=Meaning.PERMANENT,
    codes={
        "ImageTooLargeException": Meaning.PERMANENT,
        "InvalidImageFormatException": Meaning.PERMANENT,
        "InvalidParameterException": Meaning.PERMANENT,
        "InvalidS3ObjectException": Meaning.LOOK_AGAIN,
    },
    words={
        "ImageTooLargeException": "Amazon Rekognition says the picture is too large.",
        "InvalidImageFormatException": "Amazon Rekognition cannot read the picture.",
        "InvalidParameterException": "Amazon Rekognition refuses the picture or how it was asked.",
    },
)

REKOGNITION_VIDEO = ErrorTable(
    "Amazon Rekognition",
    otherwise=Meaning.PERMANENT,
    codes={
        "InvalidPaginationTokenException": Meaning.PAGE_EXPIRED,
        "InvalidS3ObjectException": Meaning.LOOK_AGAIN,
        "LimitExceededException": Meaning.NO_SLOT,
        "ResourceNotFoundException": Meaning.PERMANENT,
    },
    words={
        "IdempotentParameterMismatchException": "The job was started before, in another way.",
        "InvalidParameterException": "Amazon Rekognition refuses the video or how it was asked.",
        "ResourceNotFoundException": "Amazon Rekognition does not keep the results any more.",
        "VideoTooLargeException": "Amazon Rekognition says the video is too large or too long.",
    },
    classes={"ResourceNotFoundException": "results-gone"},
)
"""Results are kept for seven days."""

_MISSING = dict.fromkeys(
    ("404", "405", "MethodNotAllowed", "NoSuchKey", "NoSuchVersion"), Meaning.GONE
)

S3_READS = ErrorTable(
    "Amazon S3",
    otherwise=Meaning.PERMANENT,
    codes={**_MISSING, "InvalidObjectState": Meaning.PERMANENT},
    words={"InvalidObjectState": "The object is archived and cannot be read."},
)
"""A 405 is a delete marker."""

S3_TAGS = ErrorTable("Amazon S3", otherwise=Meaning.MISCONFIGURED, codes=_MISSING)
S3_WRITES = ErrorTable("Amazon S3", otherwise=Meaning.MISCONFIGURED)

DYNAMODB = ErrorTable(
    "Amazon DynamoDB",
    otherwise=Meaning.MISCONFIGURED,
    codes={"ConditionalCheckFailedException": Meaning.CONFLICT},
)

SQS = ErrorTable(
    "Amazon SQS",
    otherwise=Meaning.MISCONFIGURED,
    codes=dict.fromkeys(
        ("InvalidParameterValue", "MessageNotInflight", "ReceiptHandleIsInvalid"),
        Meaning.RETRYABLE,
    ),
)
"""These three: the message is visible again already, or as late as it can be."""

SNS = ErrorTable("Amazon SNS", otherwise=Meaning.MISCONFIGURED)
EVENTBRIDGE = ErrorTable("Amazon EventBridge", otherwise=Meaning.MISCONFIGURED)

STATES = ErrorTable(
    "AWS Step Functions",
    otherwise=Meaning.MISCONFIGURED,
    codes=dict.fromkeys(
        ("ExecutionDoesNotExist", "ExecutionLimitExceeded", "KmsThrottlingException"),
        Meaning.RETRYABLE,
    ),
)
"""An execution that is just being started may not be found yet."""

LAMBDA = ErrorTable(
    "AWS Lambda",
    otherwise=Meaning.MISCONFIGURED,
    codes=dict.fromkeys(("EC2ThrottledException", "ResourceConflictException"), Meaning.RETRYABLE),
)
"""A conflict: the function is just being updated."""

_NO_ANSWER = (
    botocore_errors.ChecksumError,
    botocore_errors.ConnectionError,
    botocore_errors.FlexibleChecksumError,
    botocore_errors.HTTPClientError,
    botocore_errors.IncompleteReadError,
    ResponseParserError,
)
_CLASSES: Mapping[Meaning, type[Retryable | Permanent | Conflict]] = {
    Meaning.RETRYABLE: Retryable,
    Meaning.MISCONFIGURED: Misconfigured,
    Meaning.LOOK_AGAIN: Misconfigured,
    Meaning.PERMANENT: Permanent,
    Meaning.CONFLICT: Conflict,
}
_WITH_OWN_WORDS: Mapping[Meaning, Callable[[], ModerationError]] = {
    Meaning.GONE: Gone,
    Meaning.NO_SLOT: NoSlot,
    Meaning.PAGE_EXPIRED: PageExpired,
}
_TOO_MANY_REQUESTS = 429
_SERVER_ERRORS = 500


def meaning_of(error: AwsError, table: ErrorTable) -> Meaning:
    """What this error means; every error has a meaning."""
    if isinstance(error, ClientError):
        return _meaning_of_answer(error, table)
    if isinstance(error, _NO_ANSWER):
        return Meaning.RETRYABLE
    if isinstance(error, botocore_errors.ParamValidationError):
        return table.otherwise
    return Meaning.MISCONFIGURED  # no credentials, no Region, no endpoint …: nothing was asked


def translate(error: AwsError, table: ErrorTable) -> ModerationError:
    """The domain error. Its message names no key and no person: AWS's own message may do so."""
    meaning = meaning_of(error, table)
    if meaning in _WITH_OWN_WORDS:
        return _WITH_OWN_WORDS[meaning]()
    name = error_code(error)
    words = table.words.get(name) or f"{table.service} answered {name}."
    return _CLASSES[meaning](words, code=table.classes.get(name) or kebab(name))


@contextmanager
def translated(table: ErrorTable) -> Iterator[None]:
    """Turns every AWS error inside into its domain error."""
    try:
        yield
    except AWS_ERRORS as error:
        raise translate(error, table) from error


def error_code(error: AwsError) -> str:
    """The service's error code, or the class of what kept the service from answering."""
    if not isinstance(error, ClientError):
        return type(error).__name__
    return str(error.response.get("Error", {}).get("Code") or f"HTTP {_status(error)}")


def kebab(name: str) -> str:
    """An error code as a failure's class: `ImageTooLargeException` is `image-too-large`."""
    parts = re.findall(r"[A-Z]+[0-9]*(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name.removesuffix("Exception"))
    return "-".join(parts).lower()[:64] or "unknown"


def _meaning_of_answer(error: ClientError, table: ErrorTable) -> Meaning:
    code, status = error_code(error), _status(error)
    known = table.codes.get(code) or EVERYWHERE.get(code)
    if status >= _SERVER_ERRORS or status == _TOO_MANY_REQUESTS:
        return Meaning.RETRYABLE
    if known is not None:
        return known
    if status in {301, 307, 401, 403} or code.startswith("KMS."):
        return Meaning.MISCONFIGURED
    return table.otherwise


def _status(error: ClientError) -> int:
    """The HTTP status, 0 where there is none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
