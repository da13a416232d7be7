"""The Rekognition stand-in knows its caller: the signature, and what that caller may do."""

import io
from typing import Any

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from tests.e2e.cloud.clients import EVERYTHING_IN_S3, Aws, policy

pytestmark = pytest.mark.e2e

REKOGNITION = [{"Effect": "Allow", "Action": "rekognition:DetectLabels", "Resource": "*"}]


@pytest.fixture(scope="module")
def picture(aws: Aws) -> dict[str, str]:
    """A stored picture, in which the script sees a dog."""
    drawn = io.BytesIO()
    Image.new("RGB", (100, 100)).save(drawn, "JPEG")
    bucket, s3 = aws.bucket(), aws.client("s3")
    told = {"simulate": "label:dog@90"}
    put = s3.put_object(Bucket=bucket, Key="k", Body=drawn.getvalue(), Metadata=told)
    return {"Bucket": bucket, "Name": "k", "Version": put["VersionId"]}


def test_a_caller_with_both_permissions_gets_the_labels(aws: Aws, picture: dict[str, str]) -> None:
    user = aws.user("rekognition", REKOGNITION + EVERYTHING_IN_S3)
    assert "Dog" in {label["Name"] for label in _labels(user, picture)}


def test_a_caller_without_the_rekognition_action_is_denied(
    aws: Aws, picture: dict[str, str]
) -> None:
    assert _refusal(aws.user("rekognition", EVERYTHING_IN_S3), picture) == "AccessDeniedException"


def test_a_caller_who_may_not_read_the_object_is_refused(aws: Aws, picture: dict[str, str]) -> None:
    refusal = _refusal(aws.user("rekognition", REKOGNITION), picture)
    assert refusal == "InvalidS3ObjectException"


def test_the_bucket_policy_holds_for_rekognitions_caller(aws: Aws, picture: dict[str, str]) -> None:
    user, bucket = aws.user("rekognition", REKOGNITION + EVERYTHING_IN_S3), picture["Bucket"]
    gate = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObjectVersion",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringNotEquals": {"s3:ExistingObjectTag/moderation-status": "approved"}},
    }
    aws.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy([gate]))
    try:
        assert _refusal(user, picture) == "InvalidS3ObjectException"
    finally:
        aws.client("s3").delete_bucket_policy(Bucket=bucket)


def test_a_wrong_signature_is_refused(aws: Aws, picture: dict[str, str]) -> None:
    iam = aws.client("iam")
    iam.create_user(UserName="forged")
    key = iam.create_access_key(UserName="forged")["AccessKey"]["AccessKeyId"]
    forged = aws.client("rekognition", key, "not the secret")
    assert _refusal(forged, picture) == "InvalidSignatureException"


def _labels(client: Any, picture: dict[str, str]) -> Any:
    return client.detect_labels(Image={"S3Object": picture})["Labels"]


def _refusal(client: Any, picture: dict[str, str]) -> str:
    with pytest.raises(ClientError) as refused:
        _labels(client, picture)
    return str(refused.value.response["Error"]["Code"])
