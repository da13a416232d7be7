"""Who an access key belongs to, and what that principal may do, asked of ministack's own IAM."""

import re
from collections.abc import Mapping

from ministack.core import iam_actions, iam_evaluator
from ministack.services import iam, s3, sts

from local.cloud.caller import PassedRole, ReadRefused, StoredObject
from local.cloud.roles import trusted_role
from local.cloud.settings import ACCOUNT, REGION

_CODE = re.compile(rb"<Code>([^<]+)</Code>")
_OK = 200


def name_of(access_key: str) -> str:
    """The name of the role or user behind a key; `root`, or `anonymous` without a key."""
    if not access_key:
        return "anonymous"
    session = sts._sessions.get(access_key)
    if session:
        return str(session.get("Arn", "")).split("/")[1]
    record = iam._access_keys.get_scoped(ACCOUNT, None, access_key)
    if record:
        return str(record.get("UserName", ""))
    return "root" if iam_evaluator.is_root_access_key(access_key) else "unknown"


class SignedCaller:
    """The `Caller` of a request whose signature ministack has verified."""

    def __init__(self, access_key: str) -> None:
        self._key = access_key

    def arn(self) -> str:
        """The caller's ARN; for a role, of its session."""
        identity = iam_evaluator.resolve_caller_identity(self._key) or {}
        return str(identity.get("userArn", ""))

    def allows(self, action: str, resource: str) -> bool:
        """Whether the caller may do that, by its own and the resource's policies."""
        return self._allows(action, resource, {})

    def may_list(self, bucket: str) -> bool:
        """Whether the caller has `s3:ListBucket`."""
        return self.allows("s3:ListBucket", f"arn:aws:s3:::{bucket}")

    def read_object(
        self, bucket: str, key: str, version_id: str | None = None
    ) -> StoredObject | ReadRefused:
        """The object as S3 would give it to the caller."""
        query = {"versionId": [version_id]} if version_id else {}
        action = "s3:GetObjectVersion" if version_id else "s3:GetObject"
        context = iam_actions.s3_service_context(action, query, f"/{bucket}/{key}", {})
        if not self._allows(action, f"arn:aws:s3:::{bucket}/{key}", context):
            return ReadRefused("AccessDenied")
        status, headers, body = s3._get_object(bucket, key, {}, query)
        if status == _OK:
            return _stored(headers, bytes(body))
        code = _CODE.search(body if isinstance(body, bytes) else b"")
        refusal = code[1].decode() if code else "NoSuchKey"
        hidden = refusal in {"NoSuchKey", "NoSuchVersion"} and not self.may_list(bucket)
        return ReadRefused("AccessDenied" if hidden else refusal)

    def may_pass(self, role_arn: str, service: str) -> bool:
        """Whether the caller has `iam:PassRole` on a role, for that service's principal."""
        return self._allows("iam:PassRole", role_arn, {"iam:PassedToService": service})

    def passed_role(self, role_arn: str, *, service: str, source_arn: str) -> PassedRole | None:
        """The role, if it exists and trusts the service."""
        return trusted_role(role_arn, service=service, source_arn=source_arn)

    def _allows(self, action: str, resource: str, context: Mapping[str, object]) -> bool:
        service = action.partition(":")[0]
        denied = iam_evaluator.enforce(
            self._key, action, service, REGION, resource_arn=resource, service_context=dict(context)
        )
        return denied is None


def _stored(headers: Mapping[str, str], body: bytes) -> StoredObject:
    lower = {name.lower(): value for name, value in headers.items()}
    prefix = "x-amz-meta-"
    return StoredObject(
        data=body,
        version_id=lower.get("x-amz-version-id", "null"),
        content_type=lower.get("content-type", "binary/octet-stream"),
        metadata={n.removeprefix(prefix): v for n, v in lower.items() if n.startswith(prefix)},
    )
