"""Where the review desk is: an HTTP API that answers nothing until the desk gives it routes."""

from aws_cdk import aws_apigatewayv2 as apigateway
from constructs import Construct

from stacks.settings import StageSettings, StageSettingsError, Target


class DeskAddress(Construct):
    """The bare API, made in a stack before the desk's own, so that alerts can link to the desk."""

    def __init__(self, scope: Construct, id_: str, *, stage: StageSettings) -> None:
        super().__init__(scope, id_)
        self._stage = stage
        self.api = apigateway.CfnApi(
            self,
            "Api",
            name=f"content-moderation-{stage.stage}-review",
            description="The review desk of the content moderation.",
            protocol_type="HTTP",
        )

    @property
    def url(self) -> str:
        """The base of the API, ending in a slash; the console is there as well.

        Raises `StageSettingsError` where a local stage is not told where its cloud is.
        """
        if self._stage.target is Target.LOCAL:
            return f"{local_endpoint(self)}/_aws/execute-api/{self.api.ref}/$default/"
        return f"{self.api.attr_api_endpoint}/"


def local_endpoint(scope: Construct) -> str:
    """The address of the local cloud, from the context `endpoint`; only for a local stage.

    Raises `StageSettingsError` if there is none.
    """
    endpoint = scope.node.try_get_context("endpoint")
    if not isinstance(endpoint, str) or not endpoint:
        raise StageSettingsError(
            "Where is the local cloud? Say -c endpoint=https://127.0.0.1:PORT; `make up` does."
        )
    return endpoint.rstrip("/")
