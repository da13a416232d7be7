"""What each AWS error means, each given by botocore itself."""

from typing import TYPE_CHECKING

import pytest
from botocore import exceptions as botocore_errors
from botocore.parsers import ResponseParserError
from botocore.stub import Stubber

from lambdas.moderation.aws.errors import (
    DYNAMODB,
    EVENTBRIDGE,
    EVERYWHERE,
    LAMBDA,
    REKOGNITION,
    REKOGNITION_VIDEO,
    S3_READS,
    S3_TAGS,
    S3_WRITES,
    SNS,
    SQS,
    STATES,
    AwsError,
    ErrorTable,
    Meaning,
    kebab,
    meaning_of,
    translate,
    translated,
)
from lambdas.moderation.domain.errors import (
    Gone,
    Misconfigured,
    NoSlot,
    PageExpired,
    Permanent,
    Retryable,
)

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

    from tests.contract.conftest import Aws

OUR_OWN_PARTS = (DYNAMODB, EVENTBRIDGE, LAMBDA, S3_TAGS, S3_WRITES, SNS, SQS, STATES)
TABLES = (*OUR_OWN_PARTS, REKOGNITION, REKOGNITION_VIDEO, S3_READS)


@pytest.fixture
def rekognition(aws: "Aws") -> "RekognitionClient":
    return aws.rekognition


def answered(client: "RekognitionClient", code: str, status: int = 400) -> AwsError:
    """The exception that botocore raises for an error answer."""
    with Stubber(client) as stubber:
        message = "cat.jpg of user-1 is not yours"
        stubber.add_client_error("detect_labels", code, message, http_status_code=status)
        with pytest.raises(botocore_errors.ClientError) as raised:
            client.detect_labels(Image={"Bytes": b"none"})
    return raised.value


@pytest.mark.parametrize("code", sorted(EVERYWHERE))
def test_a_general_code_means_the_same_for_every_service_that_does_not_say_otherwise(
    rekognition: "RekognitionClient", code: str
) -> None:
    error = answered(rekognition, code)
    for table in TABLES:
        assert meaning_of(error, table) is table.codes.get(code, EVERYWHERE[code])


@pytest.mark.parametrize(
    ("table", "code"), [(table, code) for table in TABLES for code in sorted(table.codes)]
)
def test_a_services_own_code_means_what_its_table_says(
    rekognition: "RekognitionClient", table: ErrorTable, code: str
) -> None:
    assert meaning_of(answered(rekognition, code), table) is table.codes[code]


@pytest.mark.parametrize(
    ("code", "status", "kind", "told"),
    [
        ("ThrottlingException", 400, Retryable, "throttling"),
        ("ThrottlingException", 500, Retryable, "throttling"),
        ("ProvisionedThroughputExceededException", 400, Retryable, None),
        ("InternalServerError", 500, Retryable, "internal-server-error"),
        ("LimitExceededException", 400, Retryable, "limit-exceeded"),
        ("ResourceNotReadyException", 400, Retryable, "resource-not-ready"),
        ("ServiceUnavailable", 503, Retryable, "service-unavailable"),
        ("Surprise", 502, Retryable, "surprise"),
        ("InvalidImageFormatException", 503, Retryable, "invalid-image-format"),
        ("TooMany", 429, Retryable, "too-many"),
        ("AccessDeniedException", 400, Misconfigured, "access-denied"),
        ("UnrecognizedClientException", 400, Misconfigured, "unrecognized-client"),
        ("ResourceNotFoundException", 400, Misconfigured, "resource-not-found"),
        ("InvalidS3ObjectException", 400, Misconfigured, "invalid-s3-object"),
        ("Surprise", 403, Misconfigured, "surprise"),
        ("KMS.DisabledException", 400, Misconfigured, "kms-disabled"),
        ("InvalidImageFormatException", 400, Permanent, "invalid-image-format"),
        ("ImageTooLargeException", 400, Permanent, "image-too-large"),
        ("InvalidParameterException", 400, Permanent, "invalid-parameter"),
        ("HumanLoopQuotaExceededException", 402, Permanent, "human-loop-quota-exceeded"),
        ("Surprise", 400, Permanent, "surprise"),
    ],
)
def test_rekognitions_answers_become_domain_errors(
    rekognition: "RekognitionClient",
    code: str,
    status: int,
    kind: type[Exception],
    told: str | None,
) -> None:
    error = translate(answered(rekognition, code, status), REKOGNITION)
    assert type(error) is kind
    assert told is None or error.code == told


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        ("ThrottlingException", Retryable, "throttling"),
        ("LimitExceededException", NoSlot, "job-limit"),
        ("AccessDeniedException", Misconfigured, "access-denied"),
        ("InvalidS3ObjectException", Misconfigured, "invalid-s3-object"),
        ("InvalidPaginationTokenException", PageExpired, "page-expired"),
        ("ResourceNotFoundException", Permanent, "results-gone"),
        ("VideoTooLargeException", Permanent, "video-too-large"),
        ("InvalidParameterException", Permanent, "invalid-parameter"),
        ("IdempotentParameterMismatchException", Permanent, "idempotent-parameter-mismatch"),
        ("Surprise", Permanent, "surprise"),
    ],
)
def test_rekognitions_answers_about_videos_become_domain_errors(
    rekognition: "RekognitionClient", code: str, kind: type[Exception], told: str
) -> None:
    error = translate(answered(rekognition, code), REKOGNITION_VIDEO)
    assert (type(error), error.code) == (kind, told)


@pytest.mark.parametrize(
    ("table", "code", "kind"),
    [
        (STATES, "ExecutionDoesNotExist", Retryable),
        (STATES, "ExecutionLimitExceeded", Retryable),
        (STATES, "KmsThrottlingException", Retryable),
        (STATES, "KmsAccessDeniedException", Misconfigured),
        (STATES, "StateMachineDeleting", Misconfigured),
        (STATES, "StateMachineDoesNotExist", Misconfigured),
        (LAMBDA, "EC2ThrottledException", Retryable),
        (LAMBDA, "ResourceConflictException", Retryable),
    ],
)
def test_what_carries_the_video_workflow_is_waited_for_or_mended(
    rekognition: "RekognitionClient", table: ErrorTable, code: str, kind: type[Exception]
) -> None:
    assert type(translate(answered(rekognition, code), table)) is kind


@pytest.mark.parametrize("table", OUR_OWN_PARTS)
def test_an_unknown_refusal_of_our_own_parts_is_retried_and_loud(
    rekognition: "RekognitionClient", table: ErrorTable
) -> None:
    assert isinstance(translate(answered(rekognition, "Surprise"), table), Misconfigured)


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchVersion", "MethodNotAllowed", "404", "405"])
def test_a_missing_version_is_gone(rekognition: "RekognitionClient", code: str) -> None:
    for table in (S3_READS, S3_TAGS):
        assert isinstance(translate(answered(rekognition, code, 404), table), Gone)


def test_a_missing_bucket_is_not_a_missing_object(rekognition: "RekognitionClient") -> None:
    error = answered(rekognition, "NoSuchBucket", 404)
    assert isinstance(translate(error, S3_READS), Misconfigured)


@pytest.mark.parametrize(
    "error",
    [
        botocore_errors.ConnectTimeoutError(endpoint_url="https://x"),
        botocore_errors.ConnectionClosedError(endpoint_url="https://x"),
        botocore_errors.EndpointConnectionError(endpoint_url="https://x"),
        botocore_errors.IncompleteReadError(actual_bytes=1, expected_bytes=2),
        botocore_errors.ProxyConnectionError(proxy_url="https://x"),
        botocore_errors.ReadTimeoutError(endpoint_url="https://x"),
        botocore_errors.ResponseStreamingError(error="broken"),
        botocore_errors.SSLError(endpoint_url="https://x", error=OSError("broken")),
        ResponseParserError("not JSON"),
    ],
)
def test_no_answer_is_retryable_for_every_service(error: AwsError) -> None:
    for table in TABLES:
        assert type(translate(error, table)) is Retryable


@pytest.mark.parametrize(
    "error",
    [
        botocore_errors.NoCredentialsError(),
        botocore_errors.NoRegionError(),
        botocore_errors.PartialCredentialsError(provider="env", cred_var="key"),
        botocore_errors.CredentialRetrievalError(provider="x", error_msg="none"),
        botocore_errors.EndpointProviderError(msg="none"),
        botocore_errors.UnknownServiceError(service_name="x", known_service_names="y"),
    ],
)
def test_without_credentials_or_endpoint_it_is_our_set_up(error: AwsError) -> None:
    for table in TABLES:
        assert type(translate(error, table)) is Misconfigured


def test_a_request_that_cannot_be_built_for_this_upload_goes_to_a_person() -> None:
    error = botocore_errors.ParamValidationError(report="Name is too long")
    assert translate(error, REKOGNITION).code == "param-validation-error"
    assert isinstance(translate(error, REKOGNITION), Permanent)


def test_the_message_never_quotes_what_aws_said(rekognition: "RekognitionClient") -> None:
    for code in ("AccessDeniedException", "InvalidImageFormatException", "Surprise"):
        assert "user-1" not in str(translate(answered(rekognition, code), REKOGNITION))


def test_other_exceptions_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), translated(SNS):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ImageTooLargeException", "image-too-large"),
        ("InvalidS3ObjectException", "invalid-s3-object"),
        ("KMS.NotFoundException", "kms-not-found"),
        ("HTTP 418", "http-418"),
        ("SSLError", "ssl-error"),
        ("Exception", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_error_code_in_kebab_case(name: str, told: str) -> None:
    assert kebab(name) == told


def test_every_meaning_becomes_a_domain_error(rekognition: "RekognitionClient") -> None:
    for meaning in Meaning:
        table = ErrorTable("Anything", otherwise=meaning)
        assert isinstance(translate(answered(rekognition, "Surprise"), table), Exception)
