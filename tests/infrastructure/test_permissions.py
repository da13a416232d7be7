"""What each function may do: all of it, by hand."""

import pytest

from tests.infrastructure.role_table import MAY
from tests.infrastructure.templates import Assembly, Json

OF_THE_DESK = ("Api/", "Cases/", "Console/", "Uploads/")
KNOW_NO_RESOURCES = {
    "rekognition:DetectLabels": "Rekognition's image calls have no resource types.",
    "rekognition:DetectModerationLabels": "Rekognition's image calls have no resource types.",
    "rekognition:GetContentModeration": "Rekognition's jobs have no resource types.",
    "rekognition:GetLabelDetection": "Rekognition's jobs have no resource types.",
    "rekognition:StartContentModeration": "Rekognition's jobs have no resource types.",
    "rekognition:StartLabelDetection": "Rekognition's jobs have no resource types.",
    "xray:GetSamplingRules": "X-Ray's reading calls have no resource types.",
    "xray:GetSamplingTargets": "X-Ray's reading calls have no resource types.",
    "xray:PutTelemetryRecords": "X-Ray's writing calls have no resource types.",
    "xray:PutTraceSegments": "X-Ray's writing calls have no resource types.",
}


def statements(role: Json) -> list[Json]:
    """All statements of a role's own policies."""
    return [
        statement
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def listed(value: str | list[str]) -> list[str]:
    """IAM's one-or-many as a list."""
    return [value] if isinstance(value, str) else value


def granted(role: Json) -> set[tuple[str, str]]:
    """Every action with its resource."""
    return {
        (action, resource)
        for statement in statements(role)
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def in_stage(stage: str, expected: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The same with the stage's name in the ARNs."""
    return {(action, resource.replace("STAGE", stage)) for action, resource in expected}


@pytest.mark.parametrize("role", sorted(MAY))
def test_each_function_may_do_exactly_this(aws: Assembly, role: str) -> None:
    assert granted(aws.resources("AWS::IAM::Role")[role]) == in_stage("prod", MAY[role])


@pytest.mark.parametrize("role", sorted(MAY))
def test_the_local_cloud_grants_the_same_as_aws(local: Assembly, role: str) -> None:
    assert granted(local.resources("AWS::IAM::Role")[role]) == in_stage("local", MAY[role])


def test_there_are_no_other_roles_and_no_other_policies(aws: Assembly) -> None:
    assert set(aws.resources("AWS::IAM::Role")) == set(MAY)
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::User"):
        assert not aws.resources(kind)
    assert not any("ManagedPolicyArns" in role for _, role in aws.all_resources("AWS::IAM::Role"))


def test_only_calls_that_know_no_resources_stand_on_a_star(aws: Assembly) -> None:
    starred = {
        action
        for _, role in aws.all_resources("AWS::IAM::Role")
        for action, resource in granted(role)
        if resource == "*"
    }
    assert starred == set(KNOW_NO_RESOURCES)


def test_no_action_has_a_wildcard(aws: Assembly) -> None:
    for _, role in aws.all_resources("AWS::IAM::Role"):
        assert not [action for action, _ in granted(role) if "*" in action]


def test_a_stage_without_a_desk_grants_the_rest_the_same(without_desk: Assembly) -> None:
    roles = without_desk.resources("AWS::IAM::Role")
    assert set(roles) == {path for path in MAY if not path.startswith(OF_THE_DESK)}
    for path, role in roles.items():
        assert granted(role) == in_stage("prod", MAY[path])


def test_events_can_be_put_in_our_own_name_only(aws: Assembly) -> None:
    role = aws.resources("AWS::IAM::Role")["Enforcement/EnforceVerdict/Role"]
    (statement,) = [each for each in statements(role) if each["Action"] == "events:PutEvents"]
    assert statement["Condition"] == {
        "StringEqualsIfExists": {
            "events:source": "content-moderation",
            "events:detail-type": "Content Verdict",
        }
    }
