"""Access tokens that nobody gave out."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from local.desk.accounts import Account, make_account
from tests.e2e.cloud.clients import unique
from tests.e2e.desk.desk import Desk

FLOWS = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def with_claims(token: str, **changed: Any) -> str:
    """The token with other claims, under the signature that it had."""
    header, payload, signature = token.split(".")
    return f"{header}.{_encoded(_decoded(payload) | changed)}.{signature}"


def unsigned(token: str) -> str:
    """The token without a signature, which says so itself."""
    header, payload, _ = token.split(".")
    return f"{_encoded(_decoded(header) | {'alg': 'none'})}.{payload}."


def signed_by_a_stranger(token: str) -> str:
    """The token, whole and signed, with a key of somebody else's under the pool's key id."""
    signed = ".".join(token.split(".")[:2])
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_base64(signature)}"


def of_another_pool(desk: Desk) -> str:
    """A good token of a user pool that has nothing to do with this desk, as another stage's has."""
    cognito = desk.stage.aws.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName=unique("pool"))["UserPool"]["Id"]
    cognito.create_group(UserPoolId=pool, GroupName="admin")
    client = _client(desk, pool)
    account = make_account(cognito, pool, unique("stranger"), [])
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=account.person_id, GroupName="admin")
    return desk.tokens(account, pool=pool, client=client)["AccessToken"]


def of_another_client(desk: Desk, account: Account) -> str:
    """A good token that the same pool gave that person, for another application."""
    client = _client(desk, desk.pool)
    return desk.tokens(account, client=client)["AccessToken"]


def _client(desk: Desk, pool: str) -> str:
    made = desk.stage.aws.client("cognito-idp").create_user_pool_client(
        UserPoolId=pool, ClientName=unique("client"), ExplicitAuthFlows=FLOWS
    )
    return str(made["UserPoolClient"]["ClientId"])


def _decoded(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _encoded(claims: dict[str, Any]) -> str:
    return _base64(json.dumps(claims).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
