"""What a function may do: statements by hand, named by intent, each as narrow as AWS allows."""

from collections.abc import Iterable

from aws_cdk import aws_iam as iam

Statements = list[iam.PolicyStatement]

EVIDENCE_PREFIXES = ("evidence/", "progress/")
"""Where evidence is kept in its bucket, and how far the reading of results has come."""

_TELL_MISSING_FROM_FORBIDDEN = ["s3:ListBucket", "s3:ListBucketVersions"]
"""With these S3 answers 404 for a missing object or version; without them 403 for both."""


def read_upload(bucket_arn: str) -> Statements:
    """Read any version of any upload. Listing, so that a missing object says 404 and not 403."""
    return [
        _allow(["s3:GetObject", "s3:GetObjectVersion"], f"{bucket_arn}/*"),
        _allow(_TELL_MISSING_FROM_FORBIDDEN, bucket_arn),
    ]


def mark_upload(bucket_arn: str) -> Statements:
    """Set the tag that opens or closes the gate on a version. Listing: missing is not forbidden."""
    return [
        _allow(["s3:PutObjectTagging", "s3:PutObjectVersionTagging"], f"{bucket_arn}/*"),
        _allow(_TELL_MISSING_FROM_FORBIDDEN, bucket_arn),
    ]


def analyse(actions: Iterable[str]) -> Statements:
    """Call these Rekognition APIs, which know no resources; the S3 read is the caller's."""
    return [_allow(sorted(actions), "*")]


def hand_to_rekognition(role_arn: str) -> Statements:
    """Give Rekognition, and no other service, the role with which it publishes completions."""
    statement = _allow(["iam:PassRole"], role_arn)
    statement.add_conditions({"StringEquals": {"iam:PassedToService": "rekognition.amazonaws.com"}})
    return [statement]


def start_workflow(machine_arn: str, executions_arn: str) -> Statements:
    """Start executions of a workflow, and see how they stand."""
    return [
        _allow(["states:StartExecution"], machine_arn),
        _allow(["states:DescribeExecution"], executions_arn),
    ]


def resume_branches(machine_arn: str) -> Statements:
    """Answer the tasks of a workflow that wait for it, by their tokens.

    The service authorization reference lists no resource type for these actions, yet Step Functions
    holds them to the machine of the token: https://github.com/aws/aws-cdk/pull/8486 tried it, and
    `grantTaskResponse` of the CDK allows them on the machine ever since.
    """
    return [_allow(["states:SendTaskFailure", "states:SendTaskSuccess"], machine_arn)]


def invoke(*function_arns: str) -> Statements:
    """Invoke these functions, unqualified."""
    return [_allow(["lambda:InvokeFunction"], *function_arns)]


def record_verdict(table_arn: str) -> Statements:
    """Read and write single items; in a transaction each item needs the same permission."""
    return [_allow(["dynamodb:GetItem", "dynamodb:PutItem"], table_arn)]


def look_up(table_arn: str) -> Statements:
    """Read single items, and write none."""
    return [_allow(["dynamodb:GetItem"], table_arn)]


def take_turns(table_arn: str) -> Statements:
    """Reserve a call's turn among all callers of the account; no other item can be changed so."""
    return [_allow_in("paces", ["dynamodb:UpdateItem"], table_arn)]


def keep_slots(table_arn: str) -> Statements:
    """Prolong and free the slots of video jobs; no other item can be deleted so."""
    return [_allow_in("video-slots", ["dynamodb:DeleteItem", "dynamodb:UpdateItem"], table_arn)]


def see_slots(table_arn: str) -> Statements:
    """List the slots of video jobs."""
    return [_allow_in("video-slots", ["dynamodb:Query"], table_arn)]


def read_history(table_arn: str) -> Statements:
    """List what happened to a content."""
    return [_allow(["dynamodb:Query"], table_arn)]


def list_jobs(table_arn: str) -> Statements:
    """List the video jobs of a content."""
    return [_allow(["dynamodb:Query"], table_arn)]


def find_due(table_arn: str) -> Statements:
    """Ask the index of what is overdue."""
    return [_allow(["dynamodb:Query"], f"{table_arn}/index/by-due")]


def find_cases(table_arn: str) -> Statements:
    """List what is kept of a content, and ask the three indexes."""
    indexes = (f"{table_arn}/index/{name}" for name in ("by-due", "by-key", "by-day"))
    return [_allow(["dynamodb:Query"], table_arn, *indexes)]


def follow_changes(stream_arn: str) -> Statements:
    """Read a table's stream, as an event source mapping does."""
    actions = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    return [_allow([*actions, "dynamodb:ListStreams"], stream_arn)]


def take_messages(queue_arn: str) -> Statements:
    """Receive and delete messages, as an event source mapping does, and put them back for later."""
    actions = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    return [_allow([*actions, "sqs:ReceiveMessage"], queue_arn)]


def send_messages(*queue_arns: str) -> Statements:
    """Send to these queues."""
    return [_allow(["sqs:SendMessage"], *queue_arns)]


def keep_evidence(bucket_arn: str) -> Statements:
    """Write evidence, write and read how far reading came. Listing: missing is not forbidden.

    Without a condition on `s3:prefix`, which a read of a missing object does not carry.
    """
    evidence, progress = (f"{bucket_arn}/{prefix}*" for prefix in EVIDENCE_PREFIXES)
    return [
        _allow(["s3:PutObject"], evidence, progress),
        _allow(["s3:GetObject"], progress),
        _allow(["s3:ListBucket"], bucket_arn),
    ]


def publish(topic_arn: str) -> Statements:
    """Publish to a topic."""
    return [_allow(["sns:Publish"], topic_arn)]


def publish_verdict(bus_arn: str) -> Statements:
    """Put `Content Verdict` events on the bus, and no other event in anyone's name.

    AWS always fills both keys for this call; the local cloud does not, hence `IfExists`.
    """
    statement = _allow(["events:PutEvents"], bus_arn)
    statement.add_conditions(
        {
            "StringEqualsIfExists": {
                "events:source": "content-moderation",
                "events:detail-type": "Content Verdict",
            }
        }
    )
    return [statement]


def write_logs(log_group_arn: str) -> Statements:
    """Write to one log group, which exists already. The ARN ends in `:*` for its streams."""
    return [_allow(["logs:CreateLogStream", "logs:PutLogEvents"], log_group_arn)]


def write_traces() -> Statements:
    """Send X-Ray segments, which know no resources."""
    return [_allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*")]


def trace_workflow() -> Statements:
    """The same for a workflow, which also asks how much to trace."""
    asking = ["xray:GetSamplingRules", "xray:GetSamplingTargets"]
    return [*write_traces(), _allow(asking, "*")]


def _allow_in(partition: str, actions: list[str], table_arn: str) -> iam.PolicyStatement:
    """Only on items of one partition of the table."""
    statement = _allow(actions, table_arn)
    statement.add_conditions({"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [partition]}})
    return statement


def _allow(actions: list[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=list(resources))
