"""Requests and answers held to botocore's service model of Rekognition, so that nothing drifts.

botocore's own `ParamValidator` checks types, unknown and required members and least values. What it
leaves to the service (most values, patterns, enumerations) is checked here.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

Document = dict[str, Any]

_LENGTHS = {"string", "list", "blob"}
_NUMBERS = {"integer", "long", "float", "double"}


@cache
def service_model() -> ServiceModel:
    """The service model of Rekognition in the installed botocore."""
    return ServiceModel(Loader().load_service_model("rekognition", "service-2"), "rekognition")


def operation_model(operation: str) -> OperationModel:
    """The model of one operation; `OperationNotFoundError` where the service has none."""
    return service_model().operation_model(operation)


@cache
def is_operation(name: str) -> bool:
    """Whether the real service has an operation of that name."""
    return name in service_model().operation_names


def error_codes(operation: str) -> frozenset[str]:
    """The codes of all errors that the model lists for an operation."""
    return frozenset(shape.name for shape in operation_model(operation).error_shapes)


def decode_blobs(operation: str, parameters: Document) -> Document:
    """The parameters with base64 text made bytes where the model has a blob.

    Raises `ValueError` where the text is not base64.
    """
    shape = operation_model(operation).input_shape
    decoded: Document = _decoded(shape, parameters) if shape else parameters
    return decoded


def request_mistakes(operation: str, parameters: Document) -> list[str]:
    """What is wrong with a request (blobs decoded), in words; empty where it is right."""
    return _mistakes(operation_model(operation).input_shape, parameters)


def answer_mistakes(operation: str, answer: Document) -> list[str]:
    """What is wrong with an answer, in words; empty where the service could have sent it."""
    return _mistakes(operation_model(operation).output_shape, answer)


def _mistakes(shape: Shape | None, document: Document) -> list[str]:
    if shape is None:
        return []
    report = ParamValidator().validate(document, shape)
    if report.has_errors():
        return str(report.generate_report()).splitlines()
    return list(_beyond(shape, document, "request"))


def _beyond(shape: Shape, value: Any, path: str) -> Iterator[str]:
    """What `ParamValidator` lets through; the value's types are right already."""
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            if name in value:
                yield from _beyond(member, value[name], f"{path}.{name}")
        return
    yield from _out_of_bounds(shape, value, path)
    if isinstance(shape, ListShape):
        for number, entry in enumerate(value):
            yield from _beyond(shape.member, entry, f"{path}[{number}]")


def _out_of_bounds(shape: Shape, value: Any, path: str) -> Iterator[str]:
    rules = shape.metadata
    if shape.type_name in _NUMBERS and isinstance(value, bool):
        yield f"{path} is not a number"
    elif "max" in rules and _measure(shape, value) > rules["max"]:
        yield f"{path} is more than {rules['max']}"
    if shape.type_name == "blob" and len(value) < rules.get("min", 0):
        yield f"{path} is empty"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        yield f"{path} does not match {rules['pattern']}"
    if "enum" in rules and value not in rules["enum"]:
        yield f"{path} is none of {', '.join(rules['enum'])}"


def _measure(shape: Shape, value: Any) -> Any:
    return len(value) if shape.type_name in _LENGTHS else value


def _decoded(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return {
            name: _decoded(shape.members[name], entry) if name in shape.members else entry
            for name, entry in value.items()
        }
    if shape.type_name == "blob" and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("the image bytes are not base64") from error
    return value
