"""Routes of the review desk: which path leads to which function, and who may take it."""

import json
from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.capabilities.review_sign_in import SignIn
from stacks.parts.alarm import Alarms
from stacks.parts.desk_address import DeskAddress
from stacks.parts.excuse import excuse
from stacks.settings import StageSettings

SIGNED_IN_ROUTES = ("ANY /v1/{proxy+}",)
"""For people with an access token. Which of them are routes of the API, the function knows."""

SIGNED_ROUTES = ("POST /v1/appeals",)
"""For applications, which sign their request as for any AWS service."""

OPEN_ROUTES = ("GET /", "GET /console/{file+}", "GET /openapi.json", "GET /config.json")
"""The console's files, which hold nothing that is not in this repository, and where to sign in."""

_RATE, _BURST = 100, 200
_MOST_FAULTS = 5
_LOGGED = {
    "time": "$context.requestTime",
    "request_id": "$context.requestId",
    "ip": "$context.identity.sourceIp",
    "person": "$context.authorizer.claims.username",
    "principal": "$context.identity.userArn",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "route": "$context.routeKey",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "refused": "$context.authorizer.error",
    "error": "$context.integrationErrorMessage",
}
"""No query, no header and no body: neither what somebody searched for, nor a token."""


class ReviewRoutes(Construct):
    """The desk's API: routes, authorisers, rate limits, access log, and an alarm on its faults.

    There is no CORS: the console is of the same origin, and no other page may call the API.
    """

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        address: DeskAddress,
        sign_in: SignIn,
        review_api: lambda_.IFunction,
        serve_console: lambda_.IFunction,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self._stage = stage
        self._api_id = address.api.ref
        people = self._add_authorizer(sign_in)
        answers = self._add_integration("Answers", review_api)
        files = self._add_integration("Files", serve_console)
        for key in SIGNED_IN_ROUTES:
            self._add_route(key, answers, "JWT", people)
        for key in SIGNED_ROUTES:
            self._add_route(key, answers, "AWS_IAM")
        for key in OPEN_ROUTES:
            route = self._add_route(key, files, "NONE")
            excuse(
                route,
                "AwsSolutions::AwsSolutions-APIG4",
                reason="The console's files are public; who is not signed in can load no data.",
            )
        self._add_stage()
        self._watch(alarms)

    def _add_authorizer(self, sign_in: SignIn) -> apigateway.CfnAuthorizer:
        return apigateway.CfnAuthorizer(
            self,
            "People",
            api_id=self._api_id,
            name="people",
            authorizer_type="JWT",
            identity_source=["$request.header.Authorization"],
            jwt_configuration=apigateway.CfnAuthorizer.JWTConfigurationProperty(
                issuer=sign_in.issuer, audience=sign_in.client_ids
            ),
        )

    def _add_integration(self, name: str, function: lambda_.IFunction) -> apigateway.CfnIntegration:
        stack = cdk.Stack.of(self)
        lambda_.CfnPermission(
            self,
            f"{name}Permission",
            action="lambda:InvokeFunction",
            function_name=function.function_arn,
            principal="apigateway.amazonaws.com",
            source_account=stack.account,
            source_arn=stack.format_arn(
                service="execute-api", resource=self._api_id, resource_name="*/*"
            ),
        )
        return apigateway.CfnIntegration(
            self,
            name,
            api_id=self._api_id,
            integration_type="AWS_PROXY",
            integration_uri=function.function_arn,
            payload_format_version="2.0",
        )

    def _add_route(
        self,
        key: str,
        integration: apigateway.CfnIntegration,
        authorization: str,
        authorizer: apigateway.CfnAuthorizer | None = None,
    ) -> apigateway.CfnRoute:
        return apigateway.CfnRoute(
            self,
            key,
            api_id=self._api_id,
            route_key=key,
            target=f"integrations/{integration.ref}",
            authorization_type=authorization,
            authorizer_id=authorizer.ref if authorizer else None,
        )

    def _add_stage(self) -> None:
        log = self._add_log()
        apigateway.CfnStage(
            self,
            "Stage",
            api_id=self._api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=_RATE,
                throttling_burst_limit=_BURST,
                detailed_metrics_enabled=True,
            ),
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=log.log_group_arn, format=_format(_LOGGED)
            ),
        )

    def _add_log(self) -> logs.LogGroup:
        """Under `/aws/vendedlogs/`, where each log needs no room in the account's log policy."""
        group = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/vendedlogs/content-moderation-{self._stage.stage}-review",
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        resource = group.node.default_child
        if isinstance(resource, logs.CfnLogGroup):
            resource.retention_in_days = self._stage.log_days
        return group

    def _watch(self, alarms: Alarms) -> None:
        alarms.watch(
            self,
            "review-api-faults",
            cloudwatch.Metric(
                namespace="AWS/ApiGateway",
                metric_name="5xx",
                dimensions_map={"ApiId": self._api_id},
                period=cdk.Duration.minutes(5),
                statistic="Sum",
            ),
            above=_MOST_FAULTS,
            meaning="The review desk answers its callers with errors of its own.",
        )


def _format(fields: Mapping[str, str]) -> str:
    return json.dumps(fields, separators=(",", ":"))
