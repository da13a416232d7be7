"""The gate: the object tag without which nobody can read a version."""

from typing import TYPE_CHECKING

from lambdas.moderation.aws.errors import S3_TAGS, translated
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.verdict import Status

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TAG = "moderation-status"


class S3Gate:
    """Implements `Gate`.

    The call replaces the version's whole tag set, and that is right: the bucket policy lets nobody
    else tag, so any other tag is from before the gate and not to be trusted.
    """

    def __init__(self, client: "S3Client") -> None:
        self._client = client

    def mark(self, content: Content, status: Status) -> None:
        """As the port says."""
        with translated(S3_TAGS):
            self._client.put_object_tagging(
                Bucket=content.bucket,
                Key=content.key,
                VersionId=content.version_id,
                Tagging={"TagSet": [{"Key": TAG, "Value": status.value}]},
            )
