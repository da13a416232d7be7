"""The accounts of the review desk in its Cognito user pool. A group is a role."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from cli.desk_world import Account
from cli.errors import AnswerIsNo
from lambdas.moderation.domain.person import Role

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class CognitoAccounts:
    """Implements `Accounts`."""

    def __init__(self, client: "CognitoIdentityProviderClient", pool_id: str) -> None:
        self._client = client
        self._pool = pool_id

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
        """As the port says."""
        pages = self._client.get_paginator("list_users").paginate(UserPoolId=self._pool)
        accounts = [self._account(user) for page in pages for user in page["Users"]]
        return sorted(accounts, key=lambda account: account.person_id)

    def _account(self, user: Any) -> Account:
        attributes = {each["Name"]: each.get("Value", "") for each in user.get("Attributes", [])}
        return Account(
            person_id=user["Username"],
            email=attributes.get("email", ""),
            roles=tuple(self._roles(user["Username"])),
            enabled=user.get("Enabled", False),
            status=user.get("UserStatus", ""),
            created_at=user.get("UserCreateDate"),
        )

    def _roles(self, person_id: str) -> list[str]:
        """Only the desk's own groups: others may be there for other reasons."""
        pages = self._client.get_paginator("admin_list_groups_for_user").paginate(
            UserPoolId=self._pool, Username=person_id
        )
        names = {group.get("GroupName", "") for page in pages for group in page["Groups"]}
        return sorted(names & set(Role))


_WORDS = {
    "UserNotFoundException": "There is no account {name}.",
    "UsernameExistsException": "There is an account {name} already. Change it with: "
    "moderate users role {name} ...",
    "InvalidParameterException": "That name or e-mail address cannot be used: {said}",
    "ResourceNotFoundException": "The user pool or one of its groups is missing: deploy the stage "
    "again. {said}",
}


@contextmanager
def _in_words(person_id: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        told = error.response.get("Error", {})
        words = _WORDS.get(told.get("Code", ""))
        if words is None:
            raise
        raise AnswerIsNo(words.format(name=person_id, said=told.get("Message", ""))) from error
