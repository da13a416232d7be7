"""Writing to the moderation table when answers are lost or transactions cancelled."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.stub import Stubber

from lambdas.moderation.aws import items
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.domain.errors import Conflict, Misconfigured, Retryable
from tests.contract.examples import approval, content, decided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.contract.conftest import Aws

ID = content().content_id


@pytest.fixture
def stubbed(aws: "Aws") -> "Iterator[tuple[DynamoDBClient, Stubber]]":
    with Stubber(aws.dynamodb) as stubber:
        yield aws.dynamodb, stubber


class TestLostAnswers:
    def test_a_put_that_an_earlier_attempt_made_is_no_conflict(
        self, stubbed: "tuple[DynamoDBClient, Stubber]"
    ) -> None:
        client, stubber = stubbed
        state, _ = decided(approval())
        _refuse(stubber, attempts=1, stored=items.state_to_item(state))
        DynamoDbContents(client, "table").save(state)
        stubber.assert_no_pending_responses()

    @pytest.mark.parametrize(("attempts", "profile"), [(0, "default"), (1, "somebody-elses")])
    def test_any_other_refused_put_is_a_conflict(
        self, stubbed: "tuple[DynamoDBClient, Stubber]", attempts: int, profile: str
    ) -> None:
        client, stubber = stubbed
        state, _ = decided(approval())
        stored = items.state_to_item(replace(state, profile=profile))
        _refuse(stubber, attempts=attempts, stored=stored)
        with pytest.raises(Conflict):
            DynamoDbContents(client, "table").save(state)

    def test_a_repeated_transaction_carries_one_token(self, aws: "Aws") -> None:
        contents = DynamoDbContents(aws.dynamodb, aws.table())
        bodies: list[bytes] = []

        def lose_the_first_answer(request: Any, **_: Any) -> None:
            bodies.append(request.body)
            if len(bodies) == 1:
                raise ReadTimeoutError(endpoint_url="https://dynamodb")

        events = aws.dynamodb.meta.events
        events.register_first("before-send.dynamodb.TransactWriteItems", lose_the_first_answer)
        try:
            contents.save(*decided(approval()))
        finally:
            events.unregister("before-send.dynamodb.TransactWriteItems", lose_the_first_answer)
        assert len(bodies) == 2
        assert bodies[0] == bodies[1]
        assert b"ClientRequestToken" in bodies[0]


class TestTransactions:
    @pytest.mark.parametrize(
        ("code", "error"),
        [
            ("ConditionalCheckFailed", Conflict),
            ("TransactionConflict", Retryable),
            ("ThrottlingError", Retryable),
            ("ProvisionedThroughputExceeded", Retryable),
            ("ValidationError", Misconfigured),
        ],
    )
    def test_a_cancelled_transaction_means_what_its_reasons_say(
        self,
        stubbed: "tuple[DynamoDBClient, Stubber]",
        code: str,
        error: type[Exception],
    ) -> None:
        client, stubber = stubbed
        stubber.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            http_status_code=400,
            modeled_fields={"CancellationReasons": [{"Code": code}, {"Code": "None"}]},
        )
        with pytest.raises(error) as raised:
            DynamoDbContents(client, "table").save(*decided(approval()))
        assert type(raised.value) is error

    def test_a_history_of_several_pages_is_read_whole(self, aws: "Aws") -> None:
        contents = DynamoDbContents(aws.dynamodb, aws.table())
        state, event = decided(approval())
        events = [
            replace(event, at=event.at + timedelta(seconds=number), why="x" * 300_000)
            for number in range(5)
        ]
        for number, each in enumerate(events, start=1):
            contents.save(replace(state, write=number), each)
        assert contents.history(ID) == events


def _refuse(stubber: Stubber, *, attempts: int, stored: Any) -> None:
    stubber.add_client_error(
        "put_item",
        "ConditionalCheckFailedException",
        http_status_code=400,
        modeled_fields={"Item": stored},
        response_meta={"RetryAttempts": attempts},
    )


def test_an_error_without_an_answer_is_translated(
    stubbed: "tuple[DynamoDBClient, Stubber]",
) -> None:
    client, stubber = stubbed
    stubber.add_client_error("get_item", "InternalServerError", http_status_code=500)
    with pytest.raises(Retryable) as raised:
        DynamoDbContents(client, "table").load(ID)
    assert isinstance(raised.value.__cause__, ClientError)
