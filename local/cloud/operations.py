"""Which AWS operation a request is, and who sent it, read from the request as it came."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from local.cloud.asgi import Request

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d{8}/[^/]+/([^/]+)/aws4_request")
_QUERY_SCOPE = re.compile(r"^([^/]+)/\d{8}/[^/]+/([^/]+)/aws4_request$")
_RPC_PATH = re.compile(r"^/service/[^/]+/operation/([^/]+)$")

# S3's operations by what the query string names, for objects and for buckets.
_S3_OBJECT = {
    "tagging": {
        "GET": "GetObjectTagging",
        "PUT": "PutObjectTagging",
        "DELETE": "DeleteObjectTagging",
    },
    "acl": {"GET": "GetObjectAcl", "PUT": "PutObjectAcl"},
    "attributes": {"GET": "GetObjectAttributes"},
    "uploads": {"POST": "CreateMultipartUpload"},
    "uploadId": {
        "PUT": "UploadPart",
        "POST": "CompleteMultipartUpload",
        "DELETE": "AbortMultipartUpload",
        "GET": "ListParts",
    },
}
_S3_BUCKET = {
    "versions": {"GET": "ListObjectVersions"},
    "list-type": {"GET": "ListObjectsV2"},
    "delete": {"POST": "DeleteObjects"},
    "policy": {"GET": "GetBucketPolicy", "PUT": "PutBucketPolicy", "DELETE": "DeleteBucketPolicy"},
    "versioning": {"GET": "GetBucketVersioning", "PUT": "PutBucketVersioning"},
    "notification": {
        "GET": "GetBucketNotificationConfiguration",
        "PUT": "PutBucketNotificationConfiguration",
    },
}
_S3_PLAIN_OBJECT = {
    "GET": "GetObject",
    "HEAD": "HeadObject",
    "PUT": "PutObject",
    "POST": "PostObject",
    "DELETE": "DeleteObject",
}
_S3_PLAIN_BUCKET = {
    "GET": "ListObjects",
    "HEAD": "HeadBucket",
    "PUT": "CreateBucket",
    "POST": "PostObject",
    "DELETE": "DeleteBucket",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """An AWS operation: the service as it is signed for (`events`, `monitoring`), and its name."""

    service: str
    name: str
    access_key: str

    @property
    def full_name(self) -> str:
        """`service.Operation`, as in `dynamodb.PutItem`."""
        return f"{self.service}.{self.name}"


def operation_of(request: Request) -> Operation:
    """The operation a request asks for; one that is not known is named by method and path."""
    access_key, service = _credential(request)
    return Operation(service=service, name=_name(request, service), access_key=access_key)


def _credential(request: Request) -> tuple[str, str]:
    found = _SCOPE.search(request.headers.get("authorization", ""))
    if not found:
        presigned = parse_qs(request.query).get("X-Amz-Credential", [""])[0]
        found = _QUERY_SCOPE.match(presigned)
    return (found[1], found[2]) if found else ("", "unsigned")


def _name(request: Request, service: str) -> str:
    target = request.headers.get("x-amz-target")
    if target:
        return target.rpartition(".")[2]
    rpc = _RPC_PATH.match(request.path)
    if rpc:
        return rpc[1]
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        action = parse_qs(request.body.decode("latin-1")).get("Action")
        if action:
            return action[0]
    if service == "s3":
        return _s3_name(request)
    return f"{request.method} {request.path}"


def _s3_name(request: Request) -> str:
    parts = request.path.lstrip("/").split("/", 1)
    if not parts[0]:
        return "ListBuckets"
    is_object = len(parts) > 1 and bool(parts[1])
    named = parse_qs(request.query, keep_blank_values=True)
    for parameter, names in (_S3_OBJECT if is_object else _S3_BUCKET).items():
        if parameter in named and request.method in names:
            return _copying(names[request.method], request)
    plain = (_S3_PLAIN_OBJECT if is_object else _S3_PLAIN_BUCKET).get(request.method)
    return _copying(plain or request.method, request)


def _copying(name: str, request: Request) -> str:
    if "x-amz-copy-source" not in request.headers:
        return name
    return {"PutObject": "CopyObject", "UploadPart": "UploadPartCopy"}.get(name, name)
