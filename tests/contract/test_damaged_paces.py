"""A pace that is damaged in the table keeps nobody from calling."""

from typing import TYPE_CHECKING, Any

from botocore.stub import ANY, Stubber

from tests.contract.turns_account import START, Account

if TYPE_CHECKING:
    from tests.contract.conftest import Aws


def test_a_pace_that_is_damaged_begins_anew(aws: "Aws") -> None:
    account = Account(aws)
    damaged: Any = {"content_id": {"S": "paces"}, "item": {"S": START}, "next_turn": {"S": "soon"}}
    answered = ("ReturnValues", "ReturnValuesOnConditionCheckFailure")
    with Stubber(account.aws.dynamodb) as stubber:
        stubber.add_client_error(
            "update_item",
            "ConditionalCheckFailedException",
            http_status_code=400,
            modeled_fields={"Item": damaged},
        )
        as_it_was = {":seen": {"S": "soon"}, ":next": ANY}
        stubber.add_response(
            "update_item",
            {},
            {
                **dict.fromkeys(("TableName", "Key", *answered), ANY),
                "UpdateExpression": "SET next_turn = :next",
                "ConditionExpression": "next_turn = :seen",
                "ExpressionAttributeValues": as_it_was,
            },
        )
        account.turns().wait(START)
        stubber.assert_no_pending_responses()
    assert account.clock.slept == []
