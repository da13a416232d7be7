"""What each function may do: all of it, by hand."""

import pytest

from tests.infrastructure.templates import Assembly, Json

UPLOADS = "Uploads.Arn"
TABLE = "Moderation.Arn"
INTAKE = "Intake/Intake/Queue.Arn"

LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
TRACES = {("xray:PutTelemetryRecords", "*"), ("xray:PutTraceSegments", "*")}

MAY = {
    "Intake/ScreenUpload/Role": TRACES
    | {
        ("s3:GetObject", f"{UPLOADS}/*"),
        ("s3:GetObjectVersion", f"{UPLOADS}/*"),
        ("s3:ListBucket", UPLOADS),
        ("s3:ListBucketVersions", UPLOADS),
        ("rekognition:DetectLabels", "*"),
        ("rekognition:DetectModerationLabels", "*"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("sqs:ChangeMessageVisibility", INTAKE),
        ("sqs:DeleteMessage", INTAKE),
        ("sqs:GetQueueAttributes", INTAKE),
        ("sqs:ReceiveMessage", INTAKE),
        ("sqs:SendMessage", "Intake/Intake/DeadLetters/Queue.Arn"),
        *((action, "Intake/ScreenUpload/Log.Arn") for action in LOGS),
    },
    "Enforcement/EnforceVerdict/Role": TRACES
    | {
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:DescribeStream", "Moderation.StreamArn"),
        ("dynamodb:GetRecords", "Moderation.StreamArn"),
        ("dynamodb:GetShardIterator", "Moderation.StreamArn"),
        ("dynamodb:ListStreams", "Moderation.StreamArn"),
        ("s3:PutObjectTagging", f"{UPLOADS}/*"),
        ("s3:PutObjectVersionTagging", f"{UPLOADS}/*"),
        ("s3:ListBucket", UPLOADS),
        ("s3:ListBucketVersions", UPLOADS),
        ("sns:Publish", "Enforcement/Alerts"),
        ("events:PutEvents", "arn:aws:events:eu-central-1:111122223333:event-bus/default"),
        ("sqs:SendMessage", "Enforcement/EnforcementDeadLetters/Queue.Arn"),
        *((action, "Enforcement/EnforceVerdict/Log.Arn") for action in LOGS),
    },
    "Operations/Sweep/Role": TRACES
    | {
        ("dynamodb:Query", f"{TABLE}/index/by-due"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("sqs:SendMessage", INTAKE),
        ("sqs:SendMessage", "Operations/SweepDeadLetters/Queue.Arn"),
        *((action, "Operations/Sweep/Log.Arn") for action in LOGS),
    },
}

KNOW_NO_RESOURCES = {
    "rekognition:DetectLabels": "Rekognition's image calls have no resource types.",
    "rekognition:DetectModerationLabels": "Rekognition's image calls have no resource types.",
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


@pytest.mark.parametrize("role", sorted(MAY))
def test_each_function_may_do_exactly_this(aws: Assembly, role: str) -> None:
    assert granted(aws.resources("AWS::IAM::Role")[role]) == MAY[role]


@pytest.mark.parametrize("role", sorted(MAY))
def test_the_local_cloud_grants_the_same_as_aws(local: Assembly, role: str) -> None:
    assert granted(local.resources("AWS::IAM::Role")[role]) == MAY[role]


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


def test_events_can_be_put_in_our_own_name_only(aws: Assembly) -> None:
    role = aws.resources("AWS::IAM::Role")["Enforcement/EnforceVerdict/Role"]
    (statement,) = [each for each in statements(role) if each["Action"] == "events:PutEvents"]
    assert statement["Condition"] == {
        "StringEqualsIfExists": {
            "events:source": "content-moderation",
            "events:detail-type": "Content Verdict",
        }
    }


def test_only_lambda_may_take_the_roles(aws: Assembly) -> None:
    for _, role in aws.all_resources("AWS::IAM::Role"):
        assert role["AssumeRolePolicyDocument"]["Statement"] == [
            {
                "Action": "sts:AssumeRole",
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
            }
        ]
