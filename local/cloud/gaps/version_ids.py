"""S3's events to EventBridge say which version they are about."""

import json
from contextvars import ContextVar
from typing import Any

from ministack.services import eventbridge, s3

from local.cloud.gaps.replacing import original

_FIRE = (
    "bucket_name key event_name size etag deletion_type restore_event_data version_id sequencer "
    "object_extra record_extra"
)
_version: ContextVar[str | None] = ContextVar("version_of_s3_event", default=None)


def name_the_version_in_events() -> None:
    """Gap: `detail.object.version-id` is missing from the events of a versioned bucket.

    The event itself is built inside of one long function, so the version is kept beside it and put
    in where the event is handed to EventBridge.
    """
    fire = original(s3, "_fire_s3_event", _FIRE)
    dispatch = original(eventbridge, "_dispatch_event", "event view")

    def fire_with_version(*args: Any, **kwargs: Any) -> None:
        token = _version.set(kwargs.get("version_id"))
        try:
            fire(*args, **kwargs)
        finally:
            _version.reset(token)

    def dispatch_with_version(event: dict[str, Any], view: Any = None) -> Any:
        version = _version.get()
        if event.get("Source") == "aws.s3" and version:
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version
            event = {**event, "Detail": json.dumps(detail)}
        return dispatch(event, view)

    s3._fire_s3_event = fire_with_version
    eventbridge._dispatch_event = dispatch_with_version
