"""Who makes a request that the local cloud answers itself, and what that caller may do.

A service beside ministack (the Rekognition stand-in) is handed a `Caller`: the request's signature
is already verified, and every answer comes from the caller's own policies, the bucket policy
included, as the real service would get it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object version as the caller may read it. `version_id` is `"null"` if unversioned."""

    data: bytes
    version_id: str
    content_type: str = "binary/octet-stream"
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadRefused:
    """Why an object version could not be read, by S3's own error code.

    `AccessDenied` (also where the object is missing and the caller may not list the bucket),
    `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion` or `MethodNotAllowed` (a delete marker).
    """

    code: str


class Caller(Protocol):
    """The principal whose key signed the request."""

    def arn(self) -> str:
        """The caller's ARN; for a role, of its session (`arn:aws:sts::…:assumed-role/…`)."""
        ...

    def allows(self, action: str, resource: str) -> bool:
        """Whether the caller's identity policies allow an action on a resource ARN (or `*`).

        A denial is also decided by the resource's own policy where the resource is a bucket, an
        object, a queue or a topic. Condition keys of the action's own service are not known here.
        """
        ...

    def read_object(
        self, bucket: str, key: str, version_id: str | None = None
    ) -> StoredObject | ReadRefused:
        """The object as S3 would give it to the caller.

        Needs `s3:GetObject`, or with a version `s3:GetObjectVersion`, of the caller's own and the
        bucket's policy, with conditions such as `s3:ExistingObjectTag`.
        """
        ...

    def may_list(self, bucket: str) -> bool:
        """Whether the caller has `s3:ListBucket` (without it, a missing object is a refusal)."""
        ...
