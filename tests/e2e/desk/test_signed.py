"""Applications file appeals with a signed request, which takes a permission in IAM."""

import json
from collections.abc import Mapping

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from lambdas.moderation.domain.person import Role
from tests.e2e.cloud.clients import ACCOUNT, policy, unique
from tests.e2e.desk.desk import Desk, Told

pytestmark = pytest.mark.e2e

PATH = "v1/appeals"
BODY = {"content_id": "0" * 32, "who": "user-7", "statement": "That is my cat."}


def may_appeal(desk: Desk, route: str = f"POST/{PATH}") -> Credentials:
    """The keys of a new user who may call that one route of the desk."""
    api = desk.url.split("/")[-3]
    resource = f"arn:aws:execute-api:us-east-1:{ACCOUNT}:{api}/$default/{route}"
    return user(desk, [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resource}])


def user(desk: Desk, statements: list[dict[str, str]]) -> Credentials:
    """The keys of a new user with these permissions."""
    iam, name = desk.stage.aws.client("iam"), unique("application")
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def signed(desk: Desk, credentials: Credentials, body: Mapping[str, str]) -> dict[str, str]:
    """The headers of an appeal that these keys signed."""
    request = AWSRequest(
        "POST",
        f"{desk.url}{PATH}",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    SigV4Auth(credentials, "execute-api", "us-east-1").add_auth(request)
    return dict(request.headers)


def appeal(desk: Desk, credentials: Credentials) -> Told:
    """Files an appeal in the name of these keys."""
    return desk.ask("POST", PATH, body=BODY, headers=signed(desk, credentials, BODY))


def test_an_application_that_may_is_heard(desk: Desk) -> None:
    told = appeal(desk, may_appeal(desk))
    assert (told.status, told.body["code"]) == (404, "no-such-content")


def test_an_application_that_was_not_allowed_to_is_refused(desk: Desk) -> None:
    assert appeal(desk, user(desk, [])).status == 403


@pytest.mark.parametrize("route", ["GET/v1/appeals", "POST/v1/cases", "POST/v1/appeal"])
def test_a_permission_for_another_route_does_not_do(desk: Desk, route: str) -> None:
    assert appeal(desk, may_appeal(desk, route)).status == 403


def test_a_request_that_nobody_signed_is_refused(desk: Desk) -> None:
    assert desk.ask("POST", PATH, body=BODY).status == 403


def test_a_token_of_the_desk_is_no_signature(desk: Desk) -> None:
    admin = desk.person(Role.ADMIN)
    assert admin.post(PATH, BODY).status == 403


def test_wrong_and_unknown_keys_are_refused(desk: Desk) -> None:
    good = may_appeal(desk)
    assert appeal(desk, Credentials(good.access_key, "wrong")).status == 403
    assert appeal(desk, Credentials("AKIAUNKNOWN", good.secret_key)).status == 403


def test_a_signature_is_for_one_body_only(desk: Desk) -> None:
    headers = signed(desk, may_appeal(desk), BODY)
    changed = BODY | {"statement": "Let it through."}
    assert desk.ask("POST", PATH, body=changed, headers=headers).status == 403


def test_a_signature_opens_no_route_of_the_people(desk: Desk) -> None:
    headers = signed(desk, may_appeal(desk, "*"), BODY)
    assert desk.ask("GET", "v1/me", headers=headers).status == 401
