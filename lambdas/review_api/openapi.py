"""The OpenAPI document of the review API, made of its table of routes.

`python -m lambdas.review_api.openapi` writes it to where the console serves it from.
"""

import json
import re
import sys
from pathlib import Path

from lambdas.moderation.ports.api import Json, Schema
from lambdas.review_api.bodies import IDEMPOTENCY_KEY
from lambdas.review_api.route import JPEG, Route
from lambdas.review_api.routes import ROUTES
from lambdas.review_api.shapes import SHAPES, shape

DOCUMENT = Path(__file__).parents[1] / "serve_console" / "static" / "openapi.json"

_ARGUMENT = re.compile(r"\{(\w+)\}")
_ABOUT = (
    "Review work on content that is held: cases, claims, decisions, appeals, audit. Every error is "
    "a problem (RFC 9457) with a `code`. A write under an `Idempotency-Key` is done once, however "
    "often it is sent: a repeat answers with the case as it is."
)
_ARGUMENTS: dict[str, Schema] = {
    "content_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "queue": {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,31}$"},
}
_ERRORS = {
    "400": "What was sent is not of the form that it must have: `errors` lists each fault",
    "401": "Not signed in, or not with an access token of the desk",
    "403": "Not for this caller",
    "404": "There is no such thing",
    "409": "Not as things stand",
    "413": "The body is larger than 64 KiB",
    "415": "The body is not JSON",
    "429": "Too many requests",
    "503": "Busy: try again after the seconds in `Retry-After`",
}
_OF_WRITES = {"413", "415"}


def document() -> Json:
    """The document (OpenAPI 3.1). Addresses are relative to where it is served from."""
    paths: dict[str, Json] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Review desk", "version": "1.0.0", "description": _ABOUT},
        "servers": [{"url": "."}],
        "paths": paths,
        "components": {
            "schemas": SHAPES,
            "responses": {
                status: {
                    "description": meaning,
                    "content": {"application/problem+json": {"schema": shape("Problem")}},
                }
                for status, meaning in _ERRORS.items()
            },
            "securitySchemes": {
                "person": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An access token of the desk's user pool",
                },
                "application": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "AWS Signature Version 4, for the service execute-api",
                },
            },
        },
    }


def text() -> str:
    """The document as it is kept in a file."""
    return json.dumps(document(), indent=2) + "\n"


def main() -> None:
    """Writes the document."""
    DOCUMENT.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.name}: {len(ROUTES)} routes\n")


def _operation(route: Route) -> Json:
    operation: Json = {
        "summary": route.summary,
        "operationId": route.use.__name__,
        "description": _who(route),
        "security": [{"application": []}] if route.signed else [{"person": []}],
        "parameters": _parameters(route),
        "responses": _responses(route),
    }
    if route.body is not None:
        required = bool(route.body["required"])
        content = {"application/json": {"schema": route.body}}
        operation["requestBody"] = {"required": required, "content": content}
    return operation


def _who(route: Route) -> str:
    if route.signed:
        who = "For applications, which sign the request with AWS credentials."
    else:
        who = f"For the roles {', '.join(sorted(route.roles))}."
    codes = ", ".join(f"`{code}`" for code in route.refuses)
    return f"{who} Refuses with: {codes}." if codes else who


def _parameters(route: Route) -> Json:
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": _ARGUMENTS[name]}
        for name in _ARGUMENT.findall(route.path)
    ]
    query = route.query or {"properties": {}, "required": []}
    for name, schema in query["properties"].items():
        required = name in query["required"]
        found.append({"name": name, "in": "query", "required": required, "schema": schema})
    if route.body is not None:
        key = {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY}$"}
        found.append({"name": "Idempotency-Key", "in": "header", "schema": key})
    return found


def _responses(route: Route) -> Json:
    if route.answer == JPEG:
        content: Json = {JPEG: {}}
    else:
        content = {"application/json": {"schema": shape(route.answer)}}
    answers: Json = {str(route.status): {"description": "Done", "content": content}}
    if route.may_be_nothing:
        answers["204"] = {"description": "There is nothing"}
    for status in _ERRORS:
        if route.body is not None or status not in _OF_WRITES:
            answers[status] = {"$ref": f"#/components/responses/{status}"}
    return answers


if __name__ == "__main__":
    main()
