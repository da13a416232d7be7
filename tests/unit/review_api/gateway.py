"""API Gateway's events, as they were recorded, with other requests in them."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

EVENTS = Path(__file__).parents[2] / "events"
APPLICATION = "arn:aws:iam::111122223333:user/shop"


def event(
    method: str,
    path: str,
    body: Any = None,
    *,
    key: str | None = None,
    query: Mapping[str, str] | None = None,
    recorded: str = "api_person",
) -> dict[str, Any]:
    """An event as it was recorded, with another request in it."""
    made: dict[str, Any] = json.loads((EVENTS / f"{recorded}.json").read_text("utf-8"))
    made.pop("body", None)
    made |= {"rawPath": path, "pathParameters": {"proxy": path.removeprefix("/v1/")}}
    made["requestContext"]["http"] |= {"method": method, "path": path}
    if query:
        made["rawQueryString"] = "&".join(f"{name}={quote(text)}" for name, text in query.items())
        made["queryStringParameters"] = dict(query)
    if key is not None:
        made["headers"]["idempotency-key"] = key
    if body is not None:
        made |= {"body": body if isinstance(body, str) else json.dumps(body)}
        made["headers"]["content-type"] = "application/json"
    return made


def signed(
    method: str, path: str, body: Any = None, *, arn: str = APPLICATION, key: str | None = None
) -> dict[str, Any]:
    """The same from an application, which has signed it."""
    made = event(method, path, body, key=key, recorded="api_application")
    made["requestContext"]["authorizer"]["iam"]["userArn"] = arn
    return made


def in_base64(made: dict[str, Any], body: bytes) -> dict[str, Any]:
    """The event with that body, as the gateway hands on what is no text."""
    return made | {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
