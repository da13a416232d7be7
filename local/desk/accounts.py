"""Makes accounts with a known password, which on AWS only their owners know."""

import secrets
import string
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.moderation.domain.person import Role

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_LETTERS = string.ascii_letters + string.digits
_LENGTH = 16
_OF_EACH_KIND = "aA1-"
"""So that it fits every policy for passwords."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can sign in at the desk."""

    person_id: str
    password: str


def make_account(
    cognito: "CognitoIdentityProviderClient", pool_id: str, person_id: str, roles: Iterable[Role]
) -> Account:
    """An account with these roles and a new random password, ready to sign in.

    Somebody who has an account keeps it and gets the new password; roles are added, none is taken.
    """
    password = _password()
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=person_id,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": f"{person_id}@example.com"},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
    cognito.admin_set_user_password(
        UserPoolId=pool_id, Username=person_id, Password=password, Permanent=True
    )
    for role in roles:
        cognito.admin_add_user_to_group(
            UserPoolId=pool_id, Username=person_id, GroupName=role.value
        )
    return Account(person_id=person_id, password=password)


def _password() -> str:
    return _OF_EACH_KIND + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
