"""What `moderate` says when AWS refuses, or cannot be reached."""

import pytest
from botocore import exceptions as botocore

from cli.aws_errors import explained
from lambdas.moderation.aws.errors import SQS, translated
from lambdas.moderation.domain.errors import Retryable


def _answer(code: str, message: str = "no") -> botocore.ClientError:
    return botocore.ClientError({"Error": {"Code": code, "Message": message}}, "DescribeStacks")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (botocore.NoCredentialsError(), "There are no AWS credentials"),
        (botocore.NoRegionError(), "No AWS Region is set"),
        (botocore.ProfileNotFound(profile="x"), "no such AWS profile"),
        (
            botocore.EndpointConnectionError(endpoint_url="https://127.0.0.1:9"),
            "Cannot connect to AWS at https://127.0.0.1:9.",
        ),
        (
            botocore.SSLError(endpoint_url="https://x", error=ValueError("bad")),
            "certificate is not trusted",
        ),
        (botocore.ReadTimeoutError(endpoint_url="https://x"), "Cannot connect"),
        (_answer("ExpiredToken"), "does not accept these credentials"),
        (_answer("AccessDenied", "not authorized"), "AWS says: not authorized"),
        (_answer("ResourceNotFoundException"), "Deploy it again"),
        (_answer("Throttling", "Rate exceeded"), "Rate exceeded (Throttling)"),
        (botocore.PartialCredentialsError(provider="env", cred_var="x"), "no AWS credentials"),
        (botocore.ParamValidationError(report="x"), "AWS cannot be asked"),
    ],
)
def test_every_refusal_is_a_plain_sentence(error: Exception, words: str) -> None:
    failure = explained(error)
    assert words in str(failure)
    assert "{at}" not in str(failure)
    assert failure.exit_code == 2


def test_the_cause_of_a_domain_error_is_what_is_told() -> None:
    with pytest.raises(Retryable) as caught, translated(SQS):
        raise botocore.EndpointConnectionError(endpoint_url="https://x")
    assert "Cannot connect" in str(explained(caught.value))
