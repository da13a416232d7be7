"""The review desk of a deployed stage, as its people see it, and whoever is none of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.moderation.domain.person import Role
from local.desk.accounts import Account, make_account
from tests.e2e.cloud.clients import Answer, unique
from tests.e2e.pipeline.stage import Stage

Json = Any


@dataclass(frozen=True, slots=True)
class Told:
    """What the API answered."""

    status: int
    headers: Mapping[str, str]
    body: Json


class Desk:
    """The desk at its address. `url` is the base of API and console, ending in a slash."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.url = stage.outputs["ReviewApi"]
        self.pool = stage.outputs["UserPool"]
        self.console_client = stage.outputs["UserPoolClient"]
        self.cli_client = stage.outputs["UserPoolCliClient"]

    def person(self, *roles: Role) -> "Person":
        """Somebody new with these roles, signed in as the command line does it."""
        name = unique("person")
        account = make_account(self.stage.aws.client("cognito-idp"), self.pool, name, roles)
        return Person(self, account, self.tokens(account)["AccessToken"])

    def tokens(self, account: Account, *, pool: str = "", client: str = "") -> dict[str, str]:
        """What a sign-in by that client gives; the command line's, where none is named."""
        answer = self.stage.aws.client("cognito-idp").admin_initiate_auth(
            UserPoolId=pool or self.pool,
            ClientId=client or self.cli_client,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": account.person_id, "PASSWORD": account.password},
        )
        found: dict[str, str] = answer["AuthenticationResult"]
        return found

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Json = None,
        headers: Mapping[str, str] | None = None,
    ) -> Told:
        """A request without any sign-in but what these headers bring."""
        sent = b"" if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"content-type": "application/json"}
        answer = self.answer(method, path, sent, {**kind, **(headers or {})})
        is_json = answer.body and "json" in answer.headers.get("content-type", "")
        return Told(
            answer.status, answer.headers, json.loads(answer.body) if is_json else answer.body
        )

    def answer(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The same, as it came."""
        return self.stage.aws.answer(method, f"{self.url}{path}", body, dict(headers or {}))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in."""

    desk: Desk
    account: Account
    token: str

    @property
    def name(self) -> str:
        """Who they are in cases and history."""
        return self.account.person_id

    def get(self, path: str) -> Told:
        """Reads something."""
        return self._ask("GET", path)

    def post(self, path: str, body: Json = None, *, key: str = "") -> Told:
        """Does something, under an idempotency key where one is named."""
        return self._ask("POST", path, {} if body is None else body, key)

    def put(self, path: str, body: Json) -> Told:
        """Sets something."""
        return self._ask("PUT", path, body)

    def _ask(self, method: str, path: str, body: Json = None, key: str = "") -> Told:
        headers = {"authorization": f"Bearer {self.token}"}
        if key:
            headers["idempotency-key"] = key
        return self.desk.ask(method, path, body=body, headers=headers)
