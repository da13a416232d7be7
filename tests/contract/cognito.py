"""A user pool in memory behind boto3's own client, which checks what it is asked."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel

POOL = "eu-west-1_pool"
CLIENT = "commandlineclient"
CREATED = datetime(2026, 11, 24, 12, tzinfo=UTC)
_A_PAGE = 2

Given = dict[str, Any]


class Refusal(Exception):
    """What Cognito answers with a code."""

    def __init__(self, code: str, message: str = "As Cognito says it.") -> None:
        super().__init__(message)
        self.code = code


@dataclass
class CognitoPool:
    """Accounts and their groups. `refusals` are answered to the operation of that name.

    Lists come two at a time, so that paging is part of every test. `asked` names the calls.
    """

    groups: tuple[str, ...] = ("moderator", "senior", "auditor", "admin", "drivers")
    users: dict[str, Given] = field(default_factory=dict)
    members: set[tuple[str, str]] = field(default_factory=set)
    passwords: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    challenge: str | None = None
    refusals: dict[str, Refusal] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def session(self) -> boto3.session.Session:
        """A session whose clients ask this pool."""
        return _Session(self)

    def answer(
        self, model: OperationModel, params: Given, **_: Any
    ) -> tuple[AWSResponse, dict[str, Any]]:
        """What a call is answered, instead of being sent."""
        self.asked.append(model.name)
        status, told = 200, {}
        try:
            if model.name in self.refusals:
                raise self.refusals[model.name]
            told = self._told(model.name, json.loads(params["body"]))
        except Refusal as refusal:
            status = 400
            told["Error"] = {"Code": refusal.code, "Message": str(refusal)}
        told["ResponseMetadata"] = {"HTTPStatusCode": status}
        return AWSResponse("", status, HTTPHeaders(), None), told

    def _told(self, operation: str, given: Given) -> Given:
        match operation:
            case "AdminCreateUser":
                return self._create(given["Username"], given)
            case "AdminInitiateAuth" | "AdminRespondToAuthChallenge":
                return self._sign_in(operation, given)
            case "ListUsers":
                return self._page("Users", sorted(self.users), given, "PaginationToken")
            case "ListUsersInGroup":
                group = self._group(given["GroupName"])
                inside = sorted(user for user, of in self.members if of == group)
                return self._page("Users", inside, given, "NextToken")
        return self._told_of(given["Username"], operation, given)

    def _told_of(self, name: str, operation: str, given: Given) -> Given:
        user = self._user(name)
        match operation:
            case "AdminGetUser":
                return {**user, "UserAttributes": user["Attributes"]}
            case "AdminListGroupsForUser":
                groups = sorted(group for of, group in self.members if of == name)
                return self._page("Groups", groups, given, "NextToken")
            case "AdminAddUserToGroup":
                self.members.add((name, self._group(given["GroupName"])))
            case "AdminRemoveUserFromGroup":
                self.members.discard((name, self._group(given["GroupName"])))
            case "AdminDisableUser" | "AdminEnableUser":
                user["Enabled"] = operation == "AdminEnableUser"
        return {}

    def _create(self, name: str, given: Given) -> Given:
        if name in self.users:
            raise Refusal("UsernameExistsException")
        self.users[name] = {
            "Username": name,
            "Attributes": given["UserAttributes"],
            "Enabled": True,
            "UserStatus": "FORCE_CHANGE_PASSWORD",
            "UserCreateDate": CREATED,
            "mail": given["DesiredDeliveryMediums"],
        }
        return {"User": self.users[name]}

    def _sign_in(self, operation: str, given: Given) -> Given:
        told = given.get("AuthParameters") or given["ChallengeResponses"]
        name = told["USERNAME"]
        if operation == "AdminInitiateAuth":
            if self.passwords.get(name) != told["PASSWORD"]:
                raise Refusal("NotAuthorizedException", "Incorrect username or password.")
            if self.challenge:
                return {"ChallengeName": self.challenge, "Session": "s" * 20}
        elif self.codes.get(name) != told["SOFTWARE_TOKEN_MFA_CODE"]:
            raise Refusal("CodeMismatchException")
        return {"AuthenticationResult": {"AccessToken": f"token of {name}"}}

    def _page(self, what: str, names: list[str], given: Given, mark: str) -> Given:
        start = int(given.get(mark, "0"))
        some = names[start : start + _A_PAGE]
        found = [self.users[each] if what == "Users" else {"GroupName": each} for each in some]
        more = len(names) > start + _A_PAGE
        return {what: found, **({mark: str(start + _A_PAGE)} if more else {})}

    def _user(self, name: str) -> Given:
        if name not in self.users:
            raise Refusal("UserNotFoundException")
        return self.users[name]

    def _group(self, name: str) -> str:
        if name not in self.groups:
            raise Refusal("ResourceNotFoundException", "Group not found.")
        return name


class _Session(boto3.session.Session):
    def __init__(self, pool: CognitoPool) -> None:
        super().__init__("AKIA", "secret", region_name="eu-west-1")
        self._pool = pool

    def client(self, service: str, **options: Any) -> Any:  # type: ignore[override] # boto3's has 400 overloads
        made: Any = super().client(service, **options)  # type: ignore[call-overload] # likewise
        made.meta.events.register("before-call.cognito-identity-provider", self._pool.answer)
        return made
