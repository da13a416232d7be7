"""The review desk of a deployed stage: signs people in at Cognito, and calls the desk's API."""

import json
import os
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import boto3
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError
from urllib3.exceptions import HTTPError

from cli.cognito_accounts import CognitoAccounts
from cli.desk_world import Json
from cli.errors import AnswerIsNo, CommandError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_SECONDS = 30
_WRONG = {"NotAuthorizedException", "UserNotFoundException"}
_REFUSED = range(400, 500)


class CognitoDesk:
    """Implements `DeskDoor` from the outputs of the stage's review stack."""

    def __init__(
        self, session: boto3.session.Session, outputs: Mapping[str, str], config: Config
    ) -> None:
        self._pool = outputs["UserPool"]
        self._client_id = outputs["UserPoolCliClient"]
        self._address = outputs["ReviewApi"]
        self._cognito: CognitoIdentityProviderClient = session.client("cognito-idp", config=config)

    @property
    def accounts(self) -> CognitoAccounts:
        """As the port says."""
        return CognitoAccounts(self._cognito, self._pool)

    def sign_in(self, person_id: str, password: str) -> "SignedIn":
        """As the port says. Needs `cognito-idp:AdminInitiateAuth` besides the password."""
        try:
            answer = self._cognito.admin_initiate_auth(
                UserPoolId=self._pool,
                ClientId=self._client_id,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": person_id, "PASSWORD": password},
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _WRONG:
                raise AnswerIsNo("That name or password is wrong.") from error
            raise
        if "AuthenticationResult" not in answer:
            raise AnswerIsNo(
                "This account must first finish its sign-in in the console: a new password or a "
                f"second factor is asked for ({answer.get('ChallengeName', 'a challenge')})."
            )
        return SignedIn(self._address, answer["AuthenticationResult"]["AccessToken"])


class SignedIn:
    """Implements `DeskApi`. The token is kept in memory only."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address.rstrip("/")
        self._token = token
        self._http = urllib3.PoolManager(
            cert_reqs="CERT_REQUIRED",
            ca_certs=os.environ.get("AWS_CA_BUNDLE"),
            timeout=urllib3.Timeout(total=_SECONDS),
            retries=urllib3.Retry(total=2, status_forcelist=(429, 503), allowed_methods=None),
        )

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """As the port says."""
        asked = f"?{urlencode(query)}" if query else ""
        return self._call("GET", f"{path}{asked}", None)

    def post(self, path: str, body: Json = None) -> Json:
        """As the port says; a repeat after a lost answer changes nothing twice."""
        return self._call("POST", path, {} if body is None else body)

    def _call(self, method: str, path: str, body: Json) -> Json:
        headers = {"authorization": f"Bearer {self._token}", "accept": "application/json"}
        if body is not None:
            headers |= {"content-type": "application/json", "idempotency-key": uuid.uuid4().hex}
        data = None if body is None else json.dumps(body)
        try:
            answer = self._http.request(
                method, f"{self._address}/{path}", body=data, headers=headers
            )
        except HTTPError as error:
            raise CommandError(
                f"The review API cannot be reached at {self._address}: {type(error).__name__}."
            ) from error
        return _read(answer.status, answer.data)


def _read(status: int, data: bytes) -> Json:
    try:
        told: Any = json.loads(data) if data else None
    except ValueError:
        told = None
    if status < min(_REFUSED):
        return told
    detail = told.get("detail") or told.get("title") if isinstance(told, dict) else None
    words = f"{detail or 'The review API gave no reason.'} (HTTP {status})"
    faults = told.get("errors", []) if isinstance(told, dict) else []
    lines = [words, *(f"  {each.get('where')}: {each.get('what')}" for each in faults)]
    raise (AnswerIsNo if status in _REFUSED else CommandError)("\n".join(lines))
