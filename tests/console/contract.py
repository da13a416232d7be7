"""The API's own document: what the console asks, and what the script answers, are held to it."""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import fastjsonschema

from lambdas.serve_console.files import FOLDER
from tests.console.examples import Json


def route_of(method: str, path: str) -> Json | None:
    """What the document says of a route, or None where it has no such route."""
    for template, methods in document()["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", template.removeprefix("/"))
        if re.fullmatch(pattern, path) and method.lower() in methods:
            route: Json = methods[method.lower()]
            return route
    return None


def wrong_question(
    route: Json, query: dict[str, str], body: Json | None, key: str | None
) -> str | None:
    """What is wrong with a request, or None."""
    declared = {each["name"]: each["schema"] for each in route.get("parameters", [])}
    for name, value in {**query, **({"Idempotency-Key": key} if key else {})}.items():
        if name not in declared:
            return f"{name} is not asked for"
        if fault := misfit(declared[name], _typed(value, declared[name])):
            return f"{name}: {fault}"
    if "requestBody" in route:
        schema = route["requestBody"]["content"]["application/json"]["schema"]
        return misfit(schema, body)
    return None if body is None else "it has a body"


def wrong_answer(route: Json, status: int, body: object) -> str | None:
    """What is wrong with an answer in JSON, or None."""
    said = route["responses"].get(str(status))
    if said is None:
        return f"it never answers {status}"
    content = said.get("content", {}).get("application/json")
    return misfit(content["schema"], body) if content else None


def misfit(schema: Json, value: object) -> str | None:
    """Why the value is not of that shape, or None."""
    try:
        _checking(json.dumps(schema))(value)
    except fastjsonschema.JsonSchemaException as error:
        return str(error)
    return None


@cache
def document() -> Json:
    """The OpenAPI document that is served beside the console."""
    plain: Json = json.loads((FOLDER / "openapi.json").read_text(encoding="utf-8"))
    return plain


@cache
def _checking(schema: str) -> Callable[[Any], Any]:
    whole = {**json.loads(schema), "components": document()["components"]}
    compiled: Callable[[Any], Any] = fastjsonschema.compile(whole)
    return compiled


def _typed(value: str, schema: Json) -> object:
    return int(value) if schema.get("type") == "integer" and value.isdigit() else value
