"""Who may take each role, and the conditions under which its permissions hold."""

from typing import Any

import pytest

from lambdas.moderation.aws.job_items import SLOTS
from lambdas.moderation.aws.turns import AccountTurns
from tests.infrastructure.role_table import MAY, TABLE
from tests.infrastructure.templates import Assembly, Json
from tests.infrastructure.test_permissions import listed, statements


def condition_of(role: Json, action: str) -> list[tuple[list[str], Json | None]]:
    """Every statement with that action: its actions and its condition."""
    return [
        (listed(each["Action"]), each.get("Condition"))
        for each in statements(role)
        if action in listed(each["Action"])
    ]


def test_only_lambda_may_take_the_functions_roles(aws: Assembly) -> None:
    functions = {each["Role"] for each in aws.resources("AWS::Lambda::Function").values()}
    assert len(functions) == 11
    for path, role in aws.all_resources("AWS::IAM::Role"):
        if f"{path}.Arn" in functions:
            assert trust(role) == allow("lambda.amazonaws.com")


def test_only_step_functions_may_take_the_workflows_role(aws: Assembly) -> None:
    role = aws.resources("AWS::IAM::Role")["Video/Workflow/Role"]
    assert trust(role) == allow("states.amazonaws.com")


def test_rekognition_may_take_its_role_for_jobs_of_this_account_and_region_only(
    aws: Assembly,
) -> None:
    role = aws.resources("AWS::IAM::Role")["Video/Jobs/PublishingRole"]
    assert trust(role) == {
        **allow("rekognition.amazonaws.com"),
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "111122223333"},
            "ArnLike": {"aws:SourceArn": "arn:aws:rekognition:eu-central-1:111122223333:*"},
        },
    }


def test_the_publishing_role_can_be_passed_to_rekognition_only(aws: Assembly) -> None:
    role = aws.resources("AWS::IAM::Role")["Video/Jobs/StartVideoJob/Role"]
    assert condition_of(role, "iam:PassRole") == [
        (
            ["iam:PassRole"],
            {"StringEquals": {"iam:PassedToService": "rekognition.amazonaws.com"}},
        )
    ]


@pytest.mark.parametrize("path", [path for path in sorted(MAY) if path.startswith("Video/")])
def test_updates_and_deletions_reach_turns_and_slots_only(aws: Assembly, path: str) -> None:
    role = aws.resources("AWS::IAM::Role")[path]
    turns, slots = only_in(turns_partition()), only_in(SLOTS)
    for actions, condition in condition_of(role, "dynamodb:UpdateItem"):
        expected = slots if "dynamodb:DeleteItem" in actions else turns
        assert condition == expected
    for actions, _ in condition_of(role, "dynamodb:DeleteItem"):
        assert actions == ["dynamodb:DeleteItem", "dynamodb:UpdateItem"]


def test_whoever_starts_jobs_may_list_the_slots_and_no_content(aws: Assembly) -> None:
    role = aws.resources("AWS::IAM::Role")["Video/Jobs/StartVideoJob/Role"]
    listing = [each for each in statements(role) if each["Action"] == "dynamodb:Query"]
    assert {each["Resource"]: each.get("Condition") for each in listing} == {
        TABLE: only_in(SLOTS),
        f"{TABLE}/index/by-due": None,
    }


def trust(role: Json) -> Json:
    """Who may take a role: its one statement."""
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return dict(statement)


def allow(service: str) -> Json:
    """A statement by which a service may take a role."""
    return {
        "Action": "sts:AssumeRole",
        "Effect": "Allow",
        "Principal": {"Service": service},
    }


def only_in(partition: str) -> Json:
    """The condition that only items of one partition are meant."""
    return {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [partition]}}


def turns_partition() -> str:
    """Where turns are kept, as their adapter says to the table."""
    seen: list[str] = []

    class Client:
        def update_item(self, **request: Json) -> Json:
            seen.append(request["Key"]["content_id"]["S"])
            return {"Attributes": {"next_turn": {"N": "0"}}}

    client: Any = Client()
    AccountTurns(client, "table", rate=5, clock=lambda: 0.0, sleep=lambda _: None).wait("Start")
    return seen[0]
