"""The function that shows uploads, invoked by whoever answers people."""

import base64
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws.errors import LAMBDA, translated
from lambdas.moderation.domain.errors import Misconfigured, Permanent, Refused, Retryable
from lambdas.moderation.ports.desk import Original

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_lambda import LambdaClient

_NO_PREVIEW = "no-preview"


class LambdaShowcase:
    """Implements `Showcase`. It is invoked and waited for; asking again is harmless."""

    def __init__(self, client: "LambdaClient", function_name: str) -> None:
        self._client = client
        self._function_name = function_name

    def preview(self, content_id: str) -> bytes:
        """As the port says."""
        told = self._ask({"want": "preview", "content_id": content_id}, "jpeg")
        return base64.b64decode(told["jpeg"])

    def original(self, content_id: str, person_id: str, token: int) -> Original:
        """As the port says."""
        told = self._ask(
            {
                "want": "original",
                "content_id": content_id,
                "person_id": person_id,
                "token": token,
            },
            "url",
            "expires_at",
        )
        return Original(told["url"], datetime.fromisoformat(told["expires_at"]))

    def _ask(self, request: "Mapping[str, str | int]", *wanted: str) -> Any:
        with translated(LAMBDA):
            answer = self._client.invoke(
                FunctionName=self._function_name, Payload=json.dumps(dict(request)).encode()
            )
            told = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError") or not isinstance(told, dict):
            raise _failure(told)
        if refused := told.get("refused"):
            kind = Permanent if refused["code"] == _NO_PREVIEW else Refused
            raise kind(refused["message"], code=refused["code"])
        if not told.keys() >= set(wanted):
            raise _failure(told)
        return told


def _failure(told: Any) -> Retryable:
    """By the class of what the function raised; it has logged the rest itself."""
    name = told.get("errorType") if isinstance(told, dict) else None
    kind = Misconfigured if name == Misconfigured.__name__ else Retryable
    return kind("The function that shows uploads failed.", code="show-upload-failed")
