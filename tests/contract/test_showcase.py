"""The function that shows uploads, as the one that asks it hears it; and the links it signs."""

import base64
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.response import StreamingBody
from botocore.stub import Stubber

from lambdas.moderation.aws.links import S3Links, origin_of
from lambdas.moderation.aws.showcase import LambdaShowcase
from lambdas.moderation.domain.content import Content, MediaType
from lambdas.moderation.domain.errors import Misconfigured, Permanent, Refused, Retryable

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client

ID = "a" * 32
CONTENT = Content("uploads-test", "photos/a b+c%/é.jpg", "v1")


@pytest.fixture
def client() -> "LambdaClient":
    return boto3.client(
        "lambda",
        region_name="us-east-1",
        aws_access_key_id="k",
        aws_secret_access_key="s",  # noqa: S106 - no secret
    )


@pytest.fixture
def stubber(client: "LambdaClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def answers(stubber: Stubber, told: Any, asked: Any = None, **facts: Any) -> None:
    """The function's next answer."""
    data = json.dumps(told).encode()
    payload = StreamingBody(io.BytesIO(data), len(data))
    expected = asked and {"FunctionName": "show", "Payload": json.dumps(asked).encode()}
    stubber.add_response("invoke", {"StatusCode": 200, "Payload": payload, **facts}, expected)


def test_a_preview_comes_as_its_bytes(client: "LambdaClient", stubber: Stubber) -> None:
    jpeg = base64.b64encode(b"\xff\xd8jpeg").decode()
    answers(stubber, {"jpeg": jpeg}, {"want": "preview", "content_id": ID})
    assert LambdaShowcase(client, "show").preview(ID) == b"\xff\xd8jpeg"


def test_an_original_comes_as_a_link_and_its_end(client: "LambdaClient", stubber: Stubber) -> None:
    asked = {"want": "original", "content_id": ID, "person_id": "ana", "token": 3}
    answers(stubber, {"url": "https://x/", "expires_at": "2026-11-24T09:00:00+00:00"}, asked)
    original = LambdaShowcase(client, "show").original(ID, "ana", 3)
    assert (original.url, original.expires_at) == (
        "https://x/",
        datetime(2026, 11, 24, 9, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("code", "kind"), [("no-preview", Permanent), ("not-revealed", Refused), ("old-token", Refused)]
)
def test_a_refusal_is_told_in_its_own_words(
    client: "LambdaClient", stubber: Stubber, code: str, kind: type[Permanent | Refused]
) -> None:
    answers(stubber, {"refused": {"code": code, "message": "Why not."}})
    with pytest.raises(kind, match="Why not") as refused:
        LambdaShowcase(client, "show").preview(ID)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"errorType": "Misconfigured", "errorMessage": "photos/secret.jpg"}, Misconfigured),
        ({"errorType": "Sandbox.Timedout"}, Retryable),
        (None, Retryable),
    ],
)
def test_a_failure_is_told_by_its_class_and_nothing_else(
    client: "LambdaClient", stubber: Stubber, told: Any, kind: type[Retryable]
) -> None:
    answers(stubber, told, FunctionError="Unhandled")
    with pytest.raises(Retryable) as failed:
        LambdaShowcase(client, "show").preview(ID)
    assert type(failed.value) is kind
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize(
    ("code", "kind"), [("TooManyRequestsException", Retryable), ("AccessDenied", Misconfigured)]
)
def test_what_aws_says_is_told_by_its_meaning(
    client: "LambdaClient", stubber: Stubber, code: str, kind: type[Retryable]
) -> None:
    stubber.add_client_error("invoke", code, http_status_code=400)
    with pytest.raises(kind):
        LambdaShowcase(client, "show").preview(ID)


def s3(region: str = "eu-central-1") -> "S3Client":
    return boto3.client(
        "s3",
        region_name=region,
        config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
        aws_access_key_id="k",
        aws_secret_access_key="s",  # noqa: S106 - no secret
        aws_session_token="t",  # noqa: S106 - no secret
    )


def test_a_link_is_to_that_very_version_ends_and_is_not_kept() -> None:
    parts = urlsplit(S3Links(s3()).sign(CONTENT, MediaType.JPEG, seconds=60))
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert parts.netloc == "uploads-test.s3.eu-central-1.amazonaws.com"
    assert parts.path == "/photos/a%20b%2Bc%25/%C3%A9.jpg"
    assert query["versionId"] == "v1"
    assert query["X-Amz-Expires"] == "60"
    assert query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert query["X-Amz-Security-Token"] == "t"
    assert query["response-cache-control"] == "no-store"
    assert query["response-content-type"] == "image/jpeg"
    assert query["response-content-disposition"] == "inline"


def test_what_no_browser_shows_is_not_run_by_one() -> None:
    link = S3Links(s3()).sign(CONTENT, MediaType.UNKNOWN, seconds=1)
    query = parse_qs(urlsplit(link).query)
    assert query["response-content-disposition"] == ["attachment"]
    assert query["response-content-type"] == ["application/octet-stream"]


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_the_origin_of_media_is_that_of_the_links(region: str) -> None:
    client = s3(region)
    link = S3Links(client).sign(CONTENT, MediaType.PNG, seconds=60)
    assert link.startswith(f"{origin_of(client, 'uploads-test')}/")
