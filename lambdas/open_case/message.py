"""The messages of the review queue: alerts, of which only the content's id counts."""

import json
import re

from lambdas.moderation.domain.errors import Permanent

_CONTENT_ID = re.compile(r"[0-9a-f]{32}")


def content_of(body: str) -> str:
    """The id of the content that the alert is about.

    All else is read from the table: an alert may be old. Raises `Permanent` (`unreadable-message`).
    """
    try:
        content_id = json.loads(body)["content"]["content_id"]
        if not _CONTENT_ID.fullmatch(content_id):
            raise ValueError("content_id")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Permanent("The message is not an alert.", code="unreadable-message") from error
    return str(content_id)
