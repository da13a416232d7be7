"""API Gateway: a route of an HTTP API that asks for a signature takes nothing else."""

import json
from collections.abc import Mapping
from typing import Any

from ministack import app
from ministack.services import apigateway

from local.cloud.gaps.replacing import original

_SIGNED = "AWS4-HMAC-SHA256"


def refuse_what_is_not_signed() -> None:
    """Gap: with `AWS_IAM` any `Authorization` header does, a bearer token or made-up words too."""
    enforce = original(
        app,
        "_enforce_execute_api",
        "api_id stage method execute_path headers query_params iam_action",
    )

    def enforce_signature(
        api_id: str,
        stage: str,
        method: str,
        path: str,
        headers: Mapping[str, str],
        query: Mapping[str, Any],
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        asks = apigateway.route_authorization_type(api_id, stage, method, path) == "AWS_IAM"
        signed = headers.get("authorization", "").startswith(_SIGNED) or "X-Amz-Signature" in query
        if asks and not signed:
            body = json.dumps({"message": "Forbidden"}).encode()
            return 403, {"Content-Type": "application/json"}, body
        return enforce(api_id, stage, method, path, headers, query, *args, **kwargs)

    app._enforce_execute_api = enforce_signature
