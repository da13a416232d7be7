"""What each function may do: all of it, by hand."""

import pytest

from tests.infrastructure.templates import Assembly, Json

UPLOADS = "Uploads.Arn"
TABLE = "Moderation.Arn"
EVIDENCE = "Evidence.Arn"
INTAKE = "Intake/Intake/Queue.Arn"
COMPLETIONS = "Video/Jobs/Completions/Queue.Arn"
START = "Video/Jobs/StartVideoJob/Function.Arn"
STATES = "arn:aws:states:eu-central-1:111122223333"
WORKFLOW = "content-moderation-STAGE-eu-central-1-screen-video"
"""The stage's name is put in where a role is looked at."""

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
        ("states:StartExecution", "Video/Workflow/Machine"),
        ("states:DescribeExecution", f"{STATES}:execution:{WORKFLOW}:*"),
        *((action, "Intake/ScreenUpload/Log.Arn") for action in LOGS),
    },
    "Video/Jobs/StartVideoJob/Role": TRACES
    | {
        ("s3:GetObject", f"{UPLOADS}/*"),
        ("s3:GetObjectVersion", f"{UPLOADS}/*"),
        ("s3:ListBucket", UPLOADS),
        ("s3:ListBucketVersions", UPLOADS),
        ("rekognition:StartContentModeration", "*"),
        ("rekognition:StartLabelDetection", "*"),
        ("iam:PassRole", "Video/Jobs/PublishingRole.Arn"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:UpdateItem", TABLE),
        ("dynamodb:DeleteItem", TABLE),
        ("dynamodb:Query", TABLE),
        ("dynamodb:Query", f"{TABLE}/index/by-due"),
        ("states:SendTaskFailure", f"{STATES}:stateMachine:{WORKFLOW}"),
        ("states:SendTaskSuccess", f"{STATES}:stateMachine:{WORKFLOW}"),
        ("sqs:SendMessage", "Video/DeadLetters/Queue.Arn"),
        *((action, "Video/Jobs/StartVideoJob/Log.Arn") for action in LOGS),
    },
    "Video/Jobs/FinishVideoJob/Role": TRACES
    | {
        ("rekognition:GetContentModeration", "*"),
        ("rekognition:GetLabelDetection", "*"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:UpdateItem", TABLE),
        ("dynamodb:DeleteItem", TABLE),
        ("states:SendTaskFailure", f"{STATES}:stateMachine:{WORKFLOW}"),
        ("states:SendTaskSuccess", f"{STATES}:stateMachine:{WORKFLOW}"),
        ("lambda:InvokeFunction", START),
        ("sqs:ChangeMessageVisibility", COMPLETIONS),
        ("sqs:DeleteMessage", COMPLETIONS),
        ("sqs:GetQueueAttributes", COMPLETIONS),
        ("sqs:ReceiveMessage", COMPLETIONS),
        ("sqs:SendMessage", "Video/Jobs/Completions/DeadLetters/Queue.Arn"),
        *((action, "Video/Jobs/FinishVideoJob/Log.Arn") for action in LOGS),
    },
    "Video/DecideVideo/Role": TRACES
    | {
        ("rekognition:GetContentModeration", "*"),
        ("rekognition:GetLabelDetection", "*"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:UpdateItem", TABLE),
        ("dynamodb:Query", TABLE),
        ("s3:PutObject", f"{EVIDENCE}/evidence/*"),
        ("s3:PutObject", f"{EVIDENCE}/progress/*"),
        ("s3:GetObject", f"{EVIDENCE}/progress/*"),
        ("s3:ListBucket", EVIDENCE),
        ("sqs:SendMessage", "Video/DeadLetters/Queue.Arn"),
        *((action, "Video/DecideVideo/Log.Arn") for action in LOGS),
    },
    "Video/Workflow/Role": TRACES
    | {
        ("lambda:InvokeFunction", START),
        ("lambda:InvokeFunction", "Video/DecideVideo/Function.Arn"),
        ("xray:GetSamplingRules", "*"),
        ("xray:GetSamplingTargets", "*"),
    },
    "Video/Jobs/PublishingRole": {("sns:Publish", "Video/Jobs/Topic")},
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
        ("sqs:SendMessage", COMPLETIONS),
        ("lambda:InvokeFunction", START),
        ("sqs:SendMessage", "Operations/SweepDeadLetters/Queue.Arn"),
        *((action, "Operations/Sweep/Log.Arn") for action in LOGS),
    },
}

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


def test_events_can_be_put_in_our_own_name_only(aws: Assembly) -> None:
    role = aws.resources("AWS::IAM::Role")["Enforcement/EnforceVerdict/Role"]
    (statement,) = [each for each in statements(role) if each["Action"] == "events:PutEvents"]
    assert statement["Condition"] == {
        "StringEqualsIfExists": {
            "events:source": "content-moderation",
            "events:detail-type": "Content Verdict",
        }
    }
