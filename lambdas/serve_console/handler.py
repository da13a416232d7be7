"""Lambda: the console's files, behind the routes of the HTTP API that need no sign-in."""

from functools import cache
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws import clients
from lambdas.moderation.aws.links import origin_of
from lambdas.moderation.runtime.environment import from_env
from lambdas.serve_console.serve_console import Answer, ServeConsole
from lambdas.serve_console.settings import ServeConsoleSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext") -> Answer:
    """The file that was asked for. Reading no body and calling nothing, it cannot fail."""
    return _wired().answer(event)


@cache
def _wired() -> ServeConsole:
    settings = from_env(ServeConsoleSettings, environ)
    return ServeConsole(
        media_origin=origin_of(clients.s3_links(), settings.bucket),
        sign_in_url=settings.sign_in_url,
        client_id=settings.client_id,
    )
