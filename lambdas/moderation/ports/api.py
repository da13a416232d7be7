"""What a function behind an HTTP API is asked, what it answers, and who checks what it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # a cold start should not pay for what only describes
    from collections.abc import Mapping

    from lambdas.moderation.domain.errors import Fault

Json = Any
"""A JSON value."""

Schema = dict[str, Any]
"""A JSON Schema (2020-12, as OpenAPI 3.1 has it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as the gateway hands it on; nothing of it has been checked.

    - `arguments`: what stands in the path for each of its names.
    - `headers`: by name in lower case; of one that was sent twice, both with a comma between.
    - `body`: empty where there is none; in base64 where `base64` says so.
    - `claims`: those of the token that the gateway found to be genuine, None without one.
    - `signer`: the ARN of the AWS identity that signed the request, None without one.
    """

    arguments: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    base64: bool = False
    claims: Mapping[str, Any] | None = None
    signer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered: text, bytes, or (204) nothing."""

    status: int = 200
    body: str | bytes | None = None
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Checker(Protocol):
    """Checks values against JSON Schemas."""

    def faults(self, schema: Schema, value: Json) -> list[Fault]:
        """All that is wrong with the value, without quoting it; nothing where it is right."""
        ...
