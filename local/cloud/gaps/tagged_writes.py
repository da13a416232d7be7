"""Writes that bring tags or access lists need those permissions; copies see the source's tags."""

from collections.abc import Iterator, Mapping
from functools import wraps
from typing import Any
from urllib.parse import parse_qs, unquote

from ministack.core import iam_actions
from ministack.services import s3

from local.cloud.gaps.replacing import original

Checks = list[tuple[str, str]]
_READS = frozenset({"s3:GetObject", "s3:GetObjectVersion"})
_READ_AS = {
    "s3:GetObjectAttributes": "s3:GetObject",
    "s3:GetObjectVersionAttributes": "s3:GetObjectVersion",
}
_ACL_HEADERS = ("x-amz-acl", "x-amz-grant-")
_OTHER_WRITES = frozenset({"uploadId", "partNumber", "tagging", "acl", "retention", "legal-hold"})


class _ArnOfTagged(str):
    """An object's ARN that remembers the tags of the version that a check is about."""

    tags: Mapping[str, str]


def check_tagged_writes() -> None:
    """Gap: PutObject, CopyObject and CreateMultipartUpload are checked for `s3:PutObject` alone.

    AWS also asks identity and bucket policies for `s3:PutObjectTagging` where tags come in
    `x-amz-tagging` (as a header or in a presigned URL) or where a copy takes over the tags of its
    source, which is the default; and for `s3:PutObjectAcl` where an access list comes along.
    (Browser forms are checked by ministack itself.)
    """
    checks = original(iam_actions, "s3_additional_checks", "method path headers body query_params")

    @wraps(checks)
    def with_what_it_brings(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: Mapping[str, Any]
    ) -> Checks:
        found: Checks = checks(method, path, headers, body, query)
        bucket, _, key = path.lstrip("/").partition("/")
        writes = method == "PUT" and not _OTHER_WRITES & query.keys()
        begins = method == "POST" and "uploads" in query
        if key and (writes or begins):
            needed = _permissions_for(headers)
            found = [*found, *((action, f"arn:aws:s3:::{bucket}/{key}") for action in needed)]
        return found

    iam_actions.s3_additional_checks = with_what_it_brings


def see_tags_of_sources() -> None:
    """Gap: no `s3:ExistingObjectTag` where a copy reads its source or attributes are read.

    So a gate that asks for a tag refuses to copy even an approved object.
    """
    checks = original(iam_actions, "s3_additional_checks", "method path headers body query_params")
    resources = original(iam_actions, "s3_access_point_resources", "resource_arn")

    @wraps(checks)
    def with_tags(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: Mapping[str, Any]
    ) -> Checks:
        found: Checks = checks(method, path, headers, body, query)
        source = headers.get("x-amz-copy-source")
        tags = _source_tags(source) if source else _object_tags(path, query)
        return [(a, _tagged(arn, tags) if a in _READS else arn) for a, arn in found]

    def with_condition_keys(resource_arn: str) -> list[tuple[str, dict[str, Any]]]:
        tags = getattr(resource_arn, "tags", {})
        known = {f"s3:ExistingObjectTag/{name}": value for name, value in tags.items()}
        return [(arn, {**keys, **known}) for arn, keys in resources(resource_arn)]

    context = original(iam_actions, "s3_service_context", "iam_action query_params path headers")

    @wraps(context)
    def with_attributes(
        iam_action: str, query_params: Any, path: str = "", headers: Any = None
    ) -> dict[str, Any]:
        read_as = _READ_AS.get(iam_action, iam_action)
        found: dict[str, Any] = context(read_as, query_params, path, headers)
        return found

    iam_actions.s3_service_context = with_attributes
    iam_actions.s3_additional_checks = with_tags
    iam_actions.s3_access_point_resources = with_condition_keys


def _permissions_for(headers: Mapping[str, str]) -> Iterator[str]:
    source = headers.get("x-amz-copy-source", "")
    takes_over = headers.get("x-amz-tagging-directive", "COPY").upper() == "COPY"
    if headers.get("x-amz-tagging") or (source and takes_over and _source_tags(source)):
        yield "s3:PutObjectTagging"
    if any(name.startswith(_ACL_HEADERS) for name in headers):
        yield "s3:PutObjectAcl"


def _tagged(arn: str, tags: Mapping[str, str]) -> str:
    tagged = _ArnOfTagged(arn)
    tagged.tags = tags
    return tagged


def _source_tags(source: str) -> Mapping[str, str]:
    path, _, query = source.partition("?")
    return _object_tags(unquote(path), parse_qs(query))


def _object_tags(path: str, query: Mapping[str, Any]) -> Mapping[str, str]:
    bucket, _, key = path.lstrip("/").partition("/")
    tags: Mapping[str, str] = s3.object_tags_for_condition(bucket, key, query)
    return tags
