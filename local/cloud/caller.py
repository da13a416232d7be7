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


class PassedRole(Protocol):
    """A role that a service was passed, and may assume."""

    def publish(self, topic_arn: str, message: str) -> str:
        """Publishes to an SNS topic as that role; why that is refused, or nothing.

        Decided when it is called, by the role's and the topic's policies of that moment.
        """
        ...


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

    def may_pass(self, role_arn: str, service: str) -> bool:
        """Whether the caller has `iam:PassRole` on a role, for that service's principal."""
        ...

    def passed_role(self, role_arn: str, *, service: str, source_arn: str) -> PassedRole | None:
        """The role, for that service's principal acting for `source_arn`.

        None where there is no such role, or where its trust policy does not let the service assume
        it under the conditions `aws:SourceArn` and `aws:SourceAccount`.
        """
        ...
