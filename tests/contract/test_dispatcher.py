"""What asking for a dispatch promises, held against the fake and the adapter behind a Stubber."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from lambdas.moderation.aws.dispatcher import LambdaDispatcher
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from tests.fakes.dispatcher import FakeDispatcher

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

    from lambdas.moderation.ports.video import Dispatcher
    from tests.contract.conftest import Aws

ASKED = {
    "FunctionName": "start-video-job",
    "InvocationType": "Event",
    "Payload": b'{"dispatch": true}',
}


@pytest.fixture
def client(aws: "Aws") -> "LambdaClient":
    return boto3.client("lambda", region_name=aws.sqs.meta.region_name)


@pytest.fixture
def stubber(client: "LambdaClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def test_asking_waits_for_nothing_and_can_be_repeated(
    client: "LambdaClient", stubber: Stubber
) -> None:
    dispatchers: list[Dispatcher] = [FakeDispatcher(), LambdaDispatcher(client, "start-video-job")]
    for _ in range(2):
        stubber.add_response("invoke", {"StatusCode": 202}, ASKED)
        for each in dispatchers:
            each.ask()


def test_the_fake_does_what_it_is_told_each_time() -> None:
    done: list[str] = []
    fake = FakeDispatcher(then=lambda: done.append("dispatched"))
    fake.ask()
    fake.trouble.before("ask")
    with pytest.raises(Retryable):
        fake.ask()
    assert (fake.asked, done) == (1, ["dispatched"])


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("TooManyRequestsException", 429, Retryable),
        ("ServiceException", 500, Retryable),
        ("ResourceConflictException", 409, Retryable),
        ("ResourceNotFoundException", 404, Misconfigured),
        ("AccessDeniedException", 403, Misconfigured),
    ],
)
def test_a_function_that_cannot_be_asked_is_an_error(
    client: "LambdaClient", stubber: Stubber, code: str, status: int, kind: type[Retryable]
) -> None:
    stubber.add_client_error("invoke", code, http_status_code=status)
    with pytest.raises(kind) as raised:
        LambdaDispatcher(client, "start-video-job").ask()
    assert type(raised.value) is kind
