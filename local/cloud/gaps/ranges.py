"""A range of a named object version is that range."""

from collections.abc import Mapping
from typing import Any

from ministack.services import s3

from local.cloud.gaps.replacing import original

_OK, _PARTIAL, _UNSATISFIABLE = 200, 206, 416
Answer = tuple[int, dict[str, str], Any]


def serve_ranges_of_versions() -> None:
    """Gap: `Range` together with `VersionId` gives the whole object with status 200."""
    get = original(s3, "_get_object", "bucket_name key headers query_params")

    def get_range(
        bucket: str, key: str, headers: Mapping[str, str], query: Mapping[str, Any] | None = None
    ) -> Answer:
        answer: Answer = get(bucket, key, headers, query)
        wanted = headers.get("range")
        is_whole = answer[0] == _OK and isinstance(answer[2], (bytes, bytearray))
        if wanted and (query or {}).get("versionId") and is_whole:
            return _part(answer, wanted, bucket, key)
        return answer

    s3._get_object = get_range


def _part(answer: Answer, wanted: str, bucket: str, key: str) -> Answer:
    _, headers, body = answer
    found = s3._parse_range(wanted, len(body)) if body else None
    if found is None:
        error = s3._xml_body(s3._range_error_xml(bucket, key))
        whole = {"Content-Type": "application/xml", "Content-Range": f"bytes */{len(body)}"}
        return _UNSATISFIABLE, whole, error
    first, last = found
    kept = {n: v for n, v in headers.items() if not n.lower().startswith("x-amz-checksum")}
    kept["Content-Length"] = str(last + 1 - first)
    kept["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return _PARTIAL, kept, body[first : last + 1]
