"""The review desk of a deployed stage: signs people in at Cognito, for its API and its accounts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from cli.aws_errors import in_plain_words
from cli.cognito_accounts import CognitoAccounts
from cli.desk_world import AskForCode
from cli.errors import AnswerIsNo
from cli.review_api import ReviewApi

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_CANNOT = {
    "NotAuthorizedException",
    "PasswordResetRequiredException",
    "UserNotConfirmedException",
    "UserNotFoundException",
}
_WRONG_CODE = {"CodeMismatchException", "ExpiredCodeException"}
_SECOND_FACTOR: Final = "SOFTWARE_TOKEN_MFA"


class CognitoDesk:
    """Implements `DeskDoor` from the outputs of the stage's review stack."""

    OUTPUTS = ("ReviewApi", "ReviewConsole", "UserPool", "UserPoolCliClient")

    def __init__(
        self, session: boto3.session.Session, outputs: Mapping[str, str], config: Config
    ) -> None:
        self._pool = outputs["UserPool"]
        self._client_id = outputs["UserPoolCliClient"]
        self._address = outputs["ReviewApi"]
        self._console = outputs["ReviewConsole"]
        self._cognito: CognitoIdentityProviderClient = session.client("cognito-idp", config=config)

    @property
    def console_url(self) -> str:
        """As the port says."""
        return self._console

    @property
    def accounts(self) -> CognitoAccounts:
        """As the port says."""
        return CognitoAccounts(self._cognito, self._pool)

    def sign_in(self, person_id: str, password: str, ask: AskForCode | None = None) -> ReviewApi:
        """As the port says. Needs `cognito-idp:AdminInitiateAuth` besides the password.

        Where there is a second factor, `cognito-idp:AdminRespondToAuthChallenge` too.
        """
        answer = self._begin(person_id, password)
        if answer.get("ChallengeName") == _SECOND_FACTOR and ask is not None:
            answer = self._confirm(person_id, ask(), answer.get("Session", ""))
        if "AuthenticationResult" not in answer:
            raise AnswerIsNo(
                f"{person_id} must first finish the sign-in in the console, where a new password "
                f"or a second factor is set up: {self._console} "
                f"({answer.get('ChallengeName', 'no token came')})"
            )
        return ReviewApi(self._address, answer["AuthenticationResult"]["AccessToken"])

    def _begin(self, person_id: str, password: str) -> Mapping[str, Any]:
        with in_plain_words():
            try:
                return self._cognito.admin_initiate_auth(
                    UserPoolId=self._pool,
                    ClientId=self._client_id,
                    AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                    AuthParameters={"USERNAME": person_id, "PASSWORD": password},
                )
            except ClientError as error:
                told = error.response.get("Error", {})
                if told.get("Code") not in _CANNOT:
                    raise
                why = told.get("Message", "")
                raise AnswerIsNo(f"{person_id} cannot sign in: {why}") from error

    def _confirm(self, person_id: str, code: str, session: str) -> Mapping[str, Any]:
        with in_plain_words():
            try:
                return self._cognito.admin_respond_to_auth_challenge(
                    UserPoolId=self._pool,
                    ClientId=self._client_id,
                    ChallengeName=_SECOND_FACTOR,
                    ChallengeResponses={"USERNAME": person_id, "SOFTWARE_TOKEN_MFA_CODE": code},
                    Session=session,
                )
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") not in _WRONG_CODE | _CANNOT:
                    raise
                raise AnswerIsNo("That code of the second factor is wrong or too old.") from error
