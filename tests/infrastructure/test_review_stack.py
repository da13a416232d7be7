"""The review desk: its routes, its functions, and a stage that leaves it out."""

import json
import re
from pathlib import Path

from stacks.parts.layer import ROOT
from tests.infrastructure.templates import ENDPOINT, Assembly, Json, stage_settings, synthesise
from tests.infrastructure.test_review_sign_in import POOL, client

OPEN_ROUTES = {"GET /", "GET /console/{file+}", "GET /openapi.json", "GET /config.json"}


def routes(assembly: Assembly) -> dict[str, Json]:
    """The routes of the API by their keys."""
    found = assembly.resources("AWS::ApiGatewayV2::Route").values()
    return {each["RouteKey"]: each for each in found}


def stage_of_api(assembly: Assembly) -> Json:
    """The API's one stage."""
    (stage,) = assembly.resources("AWS::ApiGatewayV2::Stage").values()
    return stage


def test_every_route_has_an_authoriser_but_the_consoles_files(aws: Assembly) -> None:
    assert {
        key: (route["AuthorizationType"], route.get("AuthorizerId"))
        for key, route in routes(aws).items()
    } == {
        "ANY /v1/{proxy+}": ("JWT", "Routes/People"),
        "POST /v1/appeals": ("AWS_IAM", None),
        **dict.fromkeys(OPEN_ROUTES, ("NONE", None)),
    }


def test_the_files_come_from_a_function_that_may_nothing_and_the_rest_from_the_other(
    aws: Assembly,
) -> None:
    integrations = aws.resources("AWS::ApiGatewayV2::Integration")
    for key, route in routes(aws).items():
        integration = integrations[route["Target"].removeprefix("integrations/")]
        name = "Console/ServeConsole" if key in OPEN_ROUTES else "Api/ReviewApi"
        assert integration["IntegrationUri"] == f"{name}/Function.Arn"
        assert integration["PayloadFormatVersion"] == "2.0"


def test_tokens_are_this_pools_and_of_its_two_clients(aws: Assembly) -> None:
    (authorizer,) = aws.resources("AWS::ApiGatewayV2::Authorizer").values()
    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert authorizer["JwtConfiguration"] == {
        "Issuer": f"https://{POOL}.ProviderName",
        "Audience": ["SignIn/Console", "SignIn/CommandLine"],
    }


def test_only_this_api_may_invoke_its_functions(aws: Assembly) -> None:
    permissions = {
        each["FunctionName"]: each
        for each in aws.resources("AWS::Lambda::Permission").values()
        if each["Principal"] == "apigateway.amazonaws.com"
    }
    assert set(permissions) == {"Api/ReviewApi/Function.Arn", "Console/ServeConsole/Function.Arn"}
    for each in permissions.values():
        assert each["SourceAccount"] == "111122223333"
        assert each["SourceArn"] == (
            "arn:aws:execute-api:eu-central-1:111122223333:DeskAddress/Api/*/*"
        )


def test_nobody_outside_may_invoke_the_function_that_shows_uploads(aws: Assembly) -> None:
    assert "Uploads/ShowUpload/Function.Arn" not in {
        each["FunctionName"] for each in aws.resources("AWS::Lambda::Permission").values()
    }
    assert not aws.resources("AWS::Lambda::Url")


def test_requests_are_limited_and_measured(aws: Assembly) -> None:
    assert stage_of_api(aws)["DefaultRouteSettings"] == {
        "ThrottlingRateLimit": 100,
        "ThrottlingBurstLimit": 200,
        "DetailedMetricsEnabled": True,
    }


def test_no_other_page_may_call_the_api(aws: Assembly) -> None:
    (api,) = aws.resources("AWS::ApiGatewayV2::Api").values()
    assert api["ProtocolType"] == "HTTP"
    assert "CorsConfiguration" not in api


def test_the_access_log_holds_no_query_no_token_and_ends(aws: Assembly) -> None:
    settings = stage_of_api(aws)["AccessLogSettings"]
    assert settings["DestinationArn"] == "Routes/Log.Arn"
    logged = set(re.findall(r"\$context\.[\w.]+", settings["Format"]))
    assert json.loads(settings["Format"])["status"] == "$context.status"
    assert logged == {
        "$context.authorizer.claims.username",
        "$context.authorizer.error",
        "$context.httpMethod",
        "$context.identity.sourceIp",
        "$context.identity.userArn",
        "$context.integrationErrorMessage",
        "$context.path",
        "$context.requestId",
        "$context.requestTime",
        "$context.responseLatency",
        "$context.routeKey",
        "$context.status",
    }
    group = aws.resources("AWS::Logs::LogGroup")["Routes/Log"]
    assert group["RetentionInDays"] == 90
    assert group["LogGroupName"] == "/aws/vendedlogs/content-moderation-prod-review"


def test_alerts_are_taken_by_one_function_in_tens(aws: Assembly) -> None:
    (source,) = consumers(aws)
    assert source["FunctionName"] == "Cases/OpenCase/Function"
    assert source["BatchSize"] == 10
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"] == {"MaximumConcurrency": 7}


def consumers(assembly: Assembly) -> list[Json]:
    """What feeds on the review queue."""
    return [
        each
        for each in assembly.resources("AWS::Lambda::EventSourceMapping").values()
        if each["EventSourceArn"] == "Enforcement/Review/Queue.Arn"
    ]


def test_on_the_local_cloud_everything_is_at_its_one_address(local: Assembly) -> None:
    base = f"{ENDPOINT}/_aws/execute-api/DeskAddress/Api/$default/"
    assert client(local, "Console")["CallbackURLs"] == [base]
    assert local.read(local.review["Outputs"]["ReviewConsole"]["Value"], local.review) == base
    console = local.resources("AWS::Lambda::Function")["Console/ServeConsole/Function"]
    assert console["Environment"]["Variables"]["SIGN_IN_URL"] == ENDPOINT


def test_where_there_is_no_desk_the_queue_waits_for_a_tool_of_the_teams_own(
    without_desk: Assembly,
) -> None:
    assert not without_desk.review
    assert not consumers(without_desk)
    queue = without_desk.resources("AWS::SQS::Queue")["Enforcement/Review/Queue"]
    assert queue["VisibilityTimeout"] == 30 * 60
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 10
    sweep = without_desk.resources("AWS::Lambda::Function")["Operations/Sweep/Function"]
    assert sweep["Environment"]["Variables"]["DESK_RULES"] == "none"
    enforce = without_desk.resources("AWS::Lambda::Function")["Enforcement/EnforceVerdict/Function"]
    assert enforce["Environment"]["Variables"]["CONSOLE_URL"] == "none"
    kinds = {each["Type"] for each in without_desk.pipeline["Resources"].values()}
    assert not [kind for kind in kinds if "Cognito" in kind or "ApiGateway" in kind]


def test_whatever_is_declared_as_a_policy_with_a_desk_is_in_its_layer(aws: Assembly) -> None:
    """Both stacks have the same policy: what opened a case explains it."""
    layers = aws.resources("AWS::Lambda::LayerVersion")
    hashes = {
        resource["Properties"]["Content"]["S3Key"]
        for template in aws.templates
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Lambda::LayerVersion" and logical_id.startswith("Policy")
    }
    assert len(layers) == 3
    assert len(hashes) == 1


def test_a_local_address_reaches_no_stage_on_aws(tmp_path: Path) -> None:
    assembly = synthesise(tmp_path / "out", "dev", stage_settings())
    assert ENDPOINT not in json.dumps(assembly.templates)


def test_the_routes_that_need_no_sign_in_are_told_to_people() -> None:
    text = Path(ROOT, "docs/security.md").read_text(encoding="utf-8")
    assert all(f"`{route}`" in text for route in OPEN_ROUTES)
