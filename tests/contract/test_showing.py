"""Showing an upload from the one who asks to the one who shows, with all that is said in between.

The function's answers are its own, put into JSON and taken out again.
"""

import io
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import requests
from botocore.response import StreamingBody
from botocore.stub import Stubber

from lambdas.moderation.aws import clients
from lambdas.moderation.aws.links import S3Links, origin_of
from lambdas.moderation.aws.showcase import LambdaShowcase
from lambdas.moderation.domain.content import Content, MediaType
from lambdas.moderation.domain.errors import Permanent, Refused, Retryable
from tests.fakes import FakeShowcase
from tests.unit.show_upload.test_show_upload import ID, ORIGINAL, PREVIEW, Rig

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client

    from lambdas.moderation.ports.desk import Showcase
    from tests.contract.conftest import Aws

World = Callable[[bool], "Showcase"]
"""Whether there is a preview of the upload -> what shows it."""


@pytest.fixture
def client(aws: "Aws") -> "LambdaClient":
    return boto3.client("lambda", region_name=aws.sqs.meta.region_name)


@pytest.fixture
def stubber(client: "LambdaClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber


def links_client(monkeypatch: pytest.MonkeyPatch, region: str) -> "S3Client":
    """The client that signs links, made anew as in a function of that Region."""
    session = boto3.session.Session(region_name=region)
    monkeypatch.setattr(clients, "_MADE", {})
    monkeypatch.setattr(clients, "_session", lambda: session)
    return clients.s3_links()


def invoked(stubber: Stubber, answer: object, request: object) -> None:
    """The function is invoked with that request, and answers."""
    data = json.dumps(answer).encode()
    told = {"StatusCode": 200, "Payload": StreamingBody(io.BytesIO(data), len(data))}
    asked = {"FunctionName": "show", "Payload": json.dumps(request).encode()}
    stubber.add_response("invoke", told, asked)


@pytest.fixture(params=["fake", "lambda"])
def world(
    request: pytest.FixtureRequest, client: "LambdaClient", stubber: Stubber
) -> Callable[[bool], "Showcase"]:
    def fake(there: bool) -> "Showcase":
        return FakeShowcase(previews={ID: b"blurred picture"} if there else {})

    def through_lambda(there: bool) -> "Showcase":
        rig = Rig() if there else Rig(MediaType.MP4)
        rig.reveal()
        for asked in (PREVIEW, PREVIEW, ORIGINAL):
            invoked(stubber, rig.use_case.show(asked), asked)
        return LambdaShowcase(client, "show")

    return fake if request.param == "fake" else through_lambda


class TestShowcase:
    def test_a_preview_is_given_each_time_and_then_a_link(self, world: World) -> None:
        showcase = world(True)
        assert [showcase.preview(ID), showcase.preview(ID)] == [b"blurred picture"] * 2
        original = showcase.original(ID, "ana", 1)
        assert original.url.startswith(f"https://uploads.example/{ID}?")
        assert original.expires_at.utcoffset() is not None

    def test_where_there_is_none_that_is_for_good(self, world: World) -> None:
        showcase = world(False)
        for _ in range(2):
            with pytest.raises(Permanent) as refused:
                showcase.preview(ID)
            assert refused.value.code == "no-preview"


class TestLambdaShowcase:
    @pytest.mark.parametrize(
        ("person", "token", "code"),
        [("ben", 1, "not-yours"), ("ana", 2, "old-token"), ("ana", 1, "not-revealed")],
    )
    def test_what_the_function_refuses_is_refused_in_its_words(
        self, client: "LambdaClient", stubber: Stubber, person: str, token: int, code: str
    ) -> None:
        asked = {**ORIGINAL, "person_id": person, "token": token}
        answer: Any = Rig().use_case.show(asked)
        invoked(stubber, answer, asked)
        with pytest.raises(Refused) as refused:
            LambdaShowcase(client, "show").original(ID, person, token)
        assert refused.value.code == code
        assert str(refused.value) == answer["refused"]["message"]

    @pytest.mark.parametrize("answer", [{}, [], None, "text", {"jpeg": ""}, {"url": "https://x"}])
    def test_an_answer_that_is_none_can_be_asked_for_again(
        self, client: "LambdaClient", stubber: Stubber, answer: object
    ) -> None:
        invoked(stubber, answer, ORIGINAL)
        with pytest.raises(Retryable):
            LambdaShowcase(client, "show").original(ID, "ana", 1)


class TestLinks:
    @pytest.mark.parametrize(
        ("media_type", "shown"), [(MediaType.PNG, "inline"), (MediaType.UNKNOWN, "attachment")]
    )
    def test_whoever_follows_one_gets_that_version_as_what_it_is(
        self, aws: "Aws", media_type: MediaType, shown: str
    ) -> None:
        bucket, key = aws.bucket(), "photos/a b+c%20/é?.html"
        put = aws.s3.put_object(Bucket=bucket, Key=key, Body=b"first", ContentType="text/html")
        aws.s3.put_object(Bucket=bucket, Key=key, Body=b"second", ContentType="text/html")
        link = S3Links(aws.s3).sign(Content(bucket, key, put["VersionId"]), media_type, seconds=60)
        answer = requests.get(link, timeout=5)
        assert (answer.status_code, answer.content) == (200, b"first")
        assert answer.headers["content-type"] == media_type.value
        assert answer.headers["content-disposition"] == shown
        assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.usefixtures("aws")
    @pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
    def test_they_lead_to_the_buckets_own_host(
        self, monkeypatch: pytest.MonkeyPatch, region: str
    ) -> None:
        """As the functions' own client is made; S3 redirects none of them."""
        links = links_client(monkeypatch, region)
        host = f"https://uploads-test.s3.{region}.amazonaws.com"
        link = S3Links(links).sign(Content("uploads-test", "k", "v"), MediaType.PNG, seconds=1)
        assert link.startswith(f"{host}/k?")
        assert origin_of(links, "uploads-test") == host

    @pytest.mark.usefixtures("aws")
    def test_on_this_machine_they_lead_to_the_local_cloud(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "https://127.0.0.1:4566")
        links = links_client(monkeypatch, "us-east-1")
        assert origin_of(links, "uploads-test") == "https://127.0.0.1:4566"
