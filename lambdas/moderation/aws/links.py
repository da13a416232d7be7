"""Links to uploads, signed with the role of the one function that may read them."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lambdas.moderation.aws.errors import S3_READS, translated
from lambdas.moderation.domain.content import Content, MediaType

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SHOWN_BY_BROWSERS = ("image/", "video/")
_ANY_KEY = "a"


class S3Links:
    """Implements `Links`. Signing calls nothing: S3 checks role and gate as a link is followed."""

    def __init__(self, client: "S3Client") -> None:
        self._client = client

    def sign(self, content: Content, media_type: MediaType, *, seconds: int) -> str:
        """As the port says. What the uploader declared it to be is not repeated."""
        shown = media_type.value.startswith(_SHOWN_BY_BROWSERS)
        with translated(S3_READS):
            return self._client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": content.bucket,
                    "Key": content.key,
                    "VersionId": content.version_id,
                    "ResponseCacheControl": "no-store",
                    "ResponseContentType": media_type.value,
                    "ResponseContentDisposition": "inline" if shown else "attachment",
                },
                ExpiresIn=seconds,
            )


def origin_of(client: "S3Client", bucket: str) -> str:
    """Where a browser fetches the bucket's objects from: scheme and host, as in a link to one."""
    with translated(S3_READS):
        address = client.generate_presigned_url(
            "get_object", Params={"Bucket": bucket, "Key": _ANY_KEY}, ExpiresIn=1
        )
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
