"""What Cognito and API Gateway do and ministack does not: each function says whether it is so."""

import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from botocore.exceptions import ClientError

from tests.e2e.cloud.clients import ACCOUNT, Answer, Aws, unique

_BACK = "https://127.0.0.1/back"
_FORM = {"content-type": "application/x-www-form-urlencoded"}


def nobody_signs_up_where_administrators_make_the_accounts(aws: Aws) -> bool:
    """`SignUp` where `AllowAdminCreateUserOnly` is set."""
    _, client = _pool(aws)
    cognito = aws.client("cognito-idp")
    try:
        cognito.sign_up(ClientId=client, Username=unique("person"), Password=_password())
    except ClientError as error:
        return str(error.response["Error"]["Code"]) == "NotAuthorizedException"
    return False


def the_hosted_sign_in_remembers_who_signed_in(aws: Aws) -> bool:
    """A second visit brings a code at once, for that person only and until it is disabled."""
    pool, client = _pool(aws)
    person, password = unique("person"), _password()
    cognito = aws.client("cognito-idp")
    cognito.admin_create_user(UserPoolId=pool, Username=person, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=person, Password=password, Permanent=True
    )
    signed_in = _sign_in(aws, client, person, password)
    cookie = signed_in.headers.get("set-cookie", "").split(";")[0]
    with_cookie = {"cookie": cookie} if cookie else {}
    known = _visit(aws, client, with_cookie)
    unknown = _visit(aws, client, {})
    elsewhere = _visit(aws, _pool(aws)[1], with_cookie)
    cognito.admin_disable_user(UserPoolId=pool, Username=person)
    disabled = _visit(aws, client, with_cookie)
    return "code=" in known.headers.get("location", "") and (
        unknown.status,
        elsewhere.status,
        disabled.status,
    ) == (200, 200, 200)


def a_signed_route_takes_nothing_but_a_signature(aws: Aws) -> bool:
    """`AWS_IAM` of an HTTP API, and a request with a bearer token."""
    address = _signed_route(aws)
    words = ("Bearer a.b.c", "Basic dXNlcjpwYXNz", "anything")
    return {aws.ask("POST", address, b"", {"authorization": each}) for each in words} == {403}


CHECKS: tuple[Callable[[Aws], bool], ...] = (
    nobody_signs_up_where_administrators_make_the_accounts,
    the_hosted_sign_in_remembers_who_signed_in,
    a_signed_route_takes_nothing_but_a_signature,
)


def _pool(aws: Aws) -> tuple[str, str]:
    """A new pool, as the desk's is, and a client of it for the hosted sign-in."""
    cognito = aws.client("cognito-idp")
    pool = cognito.create_user_pool(
        PoolName=unique("pool"), AdminCreateUserConfig={"AllowAdminCreateUserOnly": True}
    )["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="console",
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid"],
        CallbackURLs=[_BACK],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]["ClientId"]
    return pool, client


def _visit(aws: Aws, client: str, headers: dict[str, str]) -> Answer:
    asked = {"client_id": client, "response_type": "code", "scope": "openid", "redirect_uri": _BACK}
    address = f"{_endpoint(aws)}/oauth2/authorize?{urlencode(asked)}"
    return aws.answer("GET", address, b"", headers)


def _sign_in(aws: Aws, client: str, person: str, password: str) -> Answer:
    page = _visit(aws, client, {}).body.decode()
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    form = urlencode({**hidden, "username": person, "password": password})
    return aws.answer("POST", f"{_endpoint(aws)}/login", form.encode(), _FORM)


def _signed_route(aws: Aws) -> str:
    """The address of a route that asks for a signature, in front of a function."""
    gateway: Any = aws.client("apigatewayv2")
    function = aws.function("def handler(event, context):\n    return {'statusCode': 200}\n")
    api = gateway.create_api(Name=unique("api"), ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{function}",
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    gateway.create_route(
        ApiId=api,
        RouteKey="POST /signed",
        AuthorizationType="AWS_IAM",
        Target=f"integrations/{integration}",
    )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return f"{_endpoint(aws)}/_aws/execute-api/{api}/$default/signed"


def _endpoint(aws: Aws) -> str:
    return str(aws.client("cognito-idp").meta.endpoint_url)


def _password() -> str:
    return f"Aa1!{secrets.token_urlsafe(12)}"
