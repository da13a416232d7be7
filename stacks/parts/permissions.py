"""What a function may do: statements by hand, named by intent, each as narrow as AWS allows."""

from collections.abc import Iterable

from aws_cdk import aws_iam as iam

Statements = list[iam.PolicyStatement]

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


def analyse_images(actions: Iterable[str]) -> Statements:
    """Call these Rekognition image APIs, which know no resources; the S3 read is the caller's."""
    return [_allow(sorted(actions), "*")]


def record_verdict(table_arn: str) -> Statements:
    """Read and write single items; in a transaction each item needs the same permission."""
    return [_allow(["dynamodb:GetItem", "dynamodb:PutItem"], table_arn)]


def find_due(table_arn: str) -> Statements:
    """Ask the index of what is overdue."""
    return [_allow(["dynamodb:Query"], f"{table_arn}/index/by-due")]


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


def alert_people(topic_arn: str) -> Statements:
    """Publish alerts."""
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


def _allow(actions: list[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=list(resources))
