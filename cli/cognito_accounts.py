"""The accounts of the review desk in its Cognito user pool. A group is a role."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from cli.aws_errors import in_plain_words
from cli.desk_world import Account
from cli.errors import AnswerIsNo
from lambdas.moderation.domain.person import Role

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_UNKNOWN = "UserNotFoundException"


class CognitoAccounts:
    """Implements `Accounts`. Groups of the pool that are no roles of the desk are left alone."""

    def __init__(self, client: "CognitoIdentityProviderClient", pool_id: str) -> None:
        self._client = client
        self._pool = pool_id

    def find(self, person_id: str) -> Account | None:
        """As the port says."""
        with in_plain_words():
            try:
                user = self._client.admin_get_user(UserPoolId=self._pool, Username=person_id)
            except ClientError as error:
                if _code(error) == _UNKNOWN:
                    return None
                raise
            return _account(user, user.get("UserAttributes", []), self._roles(person_id))

    def add(self, person_id: str, *, email: str, roles: tuple[str, ...]) -> None:
        """As the port says. Should it be interrupted, `set_roles` does the rest."""
        with _in_words(person_id):
            self._client.admin_create_user(
                UserPoolId=self._pool,
                Username=person_id,
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                ],
                DesiredDeliveryMediums=["EMAIL"],
            )
        self.set_roles(person_id, roles)

    def disable(self, person_id: str) -> None:
        """As the port says; tokens that were given out end within the hour."""
        with _in_words(person_id):
            self._client.admin_disable_user(UserPoolId=self._pool, Username=person_id)
            self._client.admin_user_global_sign_out(UserPoolId=self._pool, Username=person_id)

    def enable(self, person_id: str) -> None:
        """As the port says."""
        with _in_words(person_id):
            self._client.admin_enable_user(UserPoolId=self._pool, Username=person_id)

    def set_roles(self, person_id: str, roles: tuple[str, ...]) -> None:
        """As the port says: new roles are given before old ones are taken."""
        with _in_words(person_id):
            before = set(self._roles(person_id))
            for role in sorted(set(roles) - before):
                self._client.admin_add_user_to_group(
                    UserPoolId=self._pool, Username=person_id, GroupName=role
                )
            for role in sorted(before - set(roles)):
                self._client.admin_remove_user_from_group(
                    UserPoolId=self._pool, Username=person_id, GroupName=role
                )

    def everybody(self) -> list[Account]:
        """As the port says: asks for the people, then for each role's, whoever many there are."""
        with in_plain_words():
            roles = self._everybodys_roles()
            pages = self._client.get_paginator("list_users").paginate(UserPoolId=self._pool)
            users = [user for page in pages for user in page["Users"]]
        accounts = [
            _account(user, user.get("Attributes", []), roles[user.get("Username", "")])
            for user in users
        ]
        return sorted(accounts, key=lambda account: account.person_id)

    def _everybodys_roles(self) -> defaultdict[str, list[str]]:
        roles: defaultdict[str, list[str]] = defaultdict(list)
        listing = self._client.get_paginator("list_users_in_group")
        for role in Role:
            for page in listing.paginate(UserPoolId=self._pool, GroupName=role.value):
                for user in page["Users"]:
                    roles[user.get("Username", "")].append(role.value)
        return roles

    def _roles(self, person_id: str) -> list[str]:
        pages = self._client.get_paginator("admin_list_groups_for_user").paginate(
            UserPoolId=self._pool, Username=person_id
        )
        groups = {group.get("GroupName", "") for page in pages for group in page["Groups"]}
        return sorted(groups & set(Role))


def _account(
    user: Mapping[str, Any], attributes: Iterable[Mapping[str, Any]], roles: Iterable[str]
) -> Account:
    told = {each["Name"]: each.get("Value", "") for each in attributes}
    return Account(
        person_id=user["Username"],
        email=told.get("email", ""),
        roles=tuple(role.value for role in Role if role.value in set(roles)),
        enabled=user.get("Enabled", False),
        status=user.get("UserStatus", ""),
        created_at=user.get("UserCreateDate"),
    )


_WORDS = {
    _UNKNOWN: "There is no account {name}.",
    "UsernameExistsException": "There is an account {name} already. Change it with: "
    "moderate users role {name} ...",
    "InvalidParameterException": "Cognito does not take that name or e-mail address: {said}",
}


@contextmanager
def _in_words(person_id: str) -> Iterator[None]:
    """Refusals that are about this person, as a "no"; every other error as for any AWS call."""
    with in_plain_words():
        try:
            yield
        except ClientError as error:
            words = _WORDS.get(_code(error))
            if words is None:
                raise
            said = error.response.get("Error", {}).get("Message", "")
            raise AnswerIsNo(words.format(name=person_id, said=said)) from error


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
