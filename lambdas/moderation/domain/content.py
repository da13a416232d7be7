"""Content: one version of one object, and what was taken along from its upload."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

_CONTENT_ID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Content:
    """One **version** of one object. `version_id` is S3's, `"null"` for an unversioned object."""

    bucket: str
    key: str
    version_id: str

    @property
    def content_id(self) -> str:
        """32 hexadecimal characters, the same every time for the same bucket, key and version.

        Fits everywhere a name is needed: execution names, job tags, client tokens, URLs.
        """
        identity = "\0".join((self.bucket, self.key, self.version_id))
        return hashlib.sha256(identity.encode()).hexdigest()[:_CONTENT_ID_LENGTH]

    @property
    def key_id(self) -> str:
        """32 hexadecimal characters for bucket and key: the same for all versions of one object."""
        return key_id(self.bucket, self.key)


def key_id(bucket: str, key: str) -> str:
    """The hash under which all versions of an object are found, however long its key."""
    return hashlib.sha256("\0".join((bucket, key)).encode()).hexdigest()[:_CONTENT_ID_LENGTH]


class MediaType(StrEnum):
    """What the bytes are, told from the bytes alone."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    HEIC = "image/heic"
    AVIF = "image/avif"
    TIFF = "image/tiff"
    BMP = "image/bmp"
    MP4 = "video/mp4"
    QUICKTIME = "video/quicktime"
    MATROSKA = "video/x-matroska"
    AVI = "video/x-msvideo"
    UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What is taken from the object and carried into state, history, event and alert.

    `uploader_id` and `reference` are the user metadata `uploader-id` and `reference` (the
    application's own id for the upload), clipped to 256 characters; `size` is in bytes.
    """

    media_type: MediaType = MediaType.UNKNOWN
    size: int = 0
    uploader_id: str | None = None
    reference: str | None = None
