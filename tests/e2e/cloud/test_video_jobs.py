"""A video job of the stand-in tells its end as the role that was passed, held to IAM."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from samples.videos import clip
from tests.e2e.cloud.clients import ACCOUNT, EVERYTHING_IN_S3, Aws, policy, unique, until

pytestmark = pytest.mark.e2e

REKOGNITION = [{"Effect": "Allow", "Action": "rekognition:*", "Resource": "*"}]
SERVICE = {"Service": "rekognition.amazonaws.com"}


@pytest.fixture(scope="module")
def video(aws: Aws) -> dict[str, str]:
    """A stored video, in which the script sees weapons for a second."""
    bucket, told = aws.bucket(), {"simulate": "weapons@88[1-2]"}
    put = aws.client("s3").put_object(Bucket=bucket, Key="k", Body=clip(), Metadata=told)
    return {"Bucket": bucket, "Name": "k", "Version": put["VersionId"]}


@pytest.fixture(scope="module")
def topic(aws: Aws) -> tuple[str, str]:
    """A topic with a policy of its own, and the URL of a queue that gets its messages raw."""
    url, queue_arn = aws.queue()
    sns = aws.client("sns")
    topic_arn = sns.create_topic(Name=unique("topic"))["TopicArn"]
    tls = {"Bool": {"aws:SecureTransport": "false"}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Condition": tls}
    sns.set_topic_attributes(
        TopicArn=topic_arn,
        AttributeName="Policy",
        AttributeValue=policy([{**deny, "Resource": topic_arn}]),
    )
    let = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:*"}
    aws.client("sqs").set_queue_attributes(
        QueueUrl=url, Attributes={"Policy": policy([{**let, "Resource": queue_arn}])}
    )
    raw = {"RawMessageDelivery": "true"}
    sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn, Attributes=raw)
    return topic_arn, url


def _role(aws: Aws, topic_arn: str, *, account: str = ACCOUNT, region: str = "us-east-1") -> str:
    """A role that may publish to that topic, and trusts Rekognition for an account and Region."""
    name, iam = unique("role"), aws.client("iam")
    source = f"arn:aws:rekognition:{region}:{account}:*"
    condition = {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": source},
    }
    trust = {"Effect": "Allow", "Principal": SERVICE, "Action": "sts:AssumeRole"}
    document = policy([{**trust, "Condition": condition}])
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]
    publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy([publish]))
    return str(role["Arn"])


def _passing(role_arn: str, service: str = "rekognition.amazonaws.com") -> list[dict[str, Any]]:
    only = {"StringEquals": {"iam:PassedToService": service}}
    passing = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": role_arn}
    return [{**passing, "Condition": only}]


def _start(client: Any, video: dict[str, str], topic_arn: str, role_arn: str) -> str:
    answer = client.start_content_moderation(
        Video={"S3Object": video},
        JobTag="the.tag",
        NotificationChannel={"SNSTopicArn": topic_arn, "RoleArn": role_arn},
    )
    return str(answer["JobId"])


def _caller(aws: Aws, *more: dict[str, Any]) -> Any:
    return aws.user("rekognition", [*REKOGNITION, *EVERYTHING_IN_S3, *more])


def test_the_end_of_a_job_reaches_the_queue_behind_the_topic(
    aws: Aws, video: dict[str, str], topic: tuple[str, str]
) -> None:
    topic_arn, url = topic
    role_arn = _role(aws, topic_arn)
    caller = _caller(aws, *_passing(role_arn))
    job_id = _start(caller, video, topic_arn, role_arn)
    (message,) = until(lambda: aws.receive(url))
    assert (message["JobId"], message["Status"]) == (job_id, "SUCCEEDED")
    assert (message["JobTag"], message["Video"]["S3ObjectName"]) == ("the.tag", "k")
    rows = caller.get_content_moderation(JobId=job_id)["ModerationLabels"]
    assert [row["Timestamp"] for row in rows] == [1000, 1000, 1500, 1500]


def test_the_role_may_publish_to_its_own_topic_only(
    aws: Aws, video: dict[str, str], topic: tuple[str, str]
) -> None:
    topic_arn, url = topic
    role_arn = _role(aws, f"{topic_arn}-other")
    caller = _caller(aws, *_passing(role_arn))
    job_id = _start(caller, video, topic_arn, role_arn)

    def ended() -> bool:
        return bool(caller.get_content_moderation(JobId=job_id)["JobStatus"] == "SUCCEEDED")

    until(ended)
    assert aws.receive(url) == []


@pytest.mark.parametrize("service", [None, "lambda.amazonaws.com"])
def test_a_caller_without_pass_role_for_rekognition_is_denied(
    aws: Aws, video: dict[str, str], topic: tuple[str, str], service: str | None
) -> None:
    role_arn = _role(aws, topic[0])
    caller = _caller(aws, *(_passing(role_arn, service) if service else []))
    with pytest.raises(ClientError, match=r"AccessDeniedException.*iam:PassRole"):
        _start(caller, video, topic[0], role_arn)


@pytest.mark.parametrize("trusted", [{"account": "111122223333"}, {"region": "eu-west-1"}])
def test_a_role_for_another_account_or_region_is_not_assumed(
    aws: Aws, video: dict[str, str], topic: tuple[str, str], trusted: dict[str, str]
) -> None:
    role_arn = _role(aws, topic[0], **trusted)
    caller = _caller(aws, *_passing(role_arn))
    with pytest.raises(ClientError, match=r"InvalidParameterException.*cannot assume"):
        _start(caller, video, topic[0], role_arn)
