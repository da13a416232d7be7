"""The function that starts waiting video jobs, asked to do so."""

import json
from typing import TYPE_CHECKING

from lambdas.moderation.aws.errors import LAMBDA, translated

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_DISPATCH = json.dumps({"dispatch": True}).encode()


class LambdaDispatcher:
    """Implements `Dispatcher`: an asynchronous invocation, which Lambda repeats if need be."""

    def __init__(self, client: "LambdaClient", function_name: str) -> None:
        self._client = client
        self._function_name = function_name

    def ask(self) -> None:
        """As the port says; asking twice is harmless."""
        with translated(LAMBDA):
            self._client.invoke(
                FunctionName=self._function_name, InvocationType="Event", Payload=_DISPATCH
            )
