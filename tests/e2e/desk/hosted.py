"""Cognito's hosted sign-in, as a browser goes through it: a code, then tokens for it."""

import base64
import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from local.desk.accounts import Account
from tests.e2e.cloud.clients import Answer
from tests.e2e.desk.desk import Desk

_FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class HostedSignIn:
    """One browser at the hosted sign-in. It keeps the cookie that it is given."""

    desk: Desk
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    cookie: str = ""

    def visit(self, **changed: str) -> Answer:
        """Goes to the sign-in as the console sends people there, with these changes."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "client_id": self.desk.console_client,
            "response_type": "code",
            "scope": "openid",
            "redirect_uri": self.desk.url,
            "state": "where-one-was",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **changed,
        }
        headers = {"cookie": self.cookie} if self.cookie else {}
        return self._send("GET", f"/oauth2/authorize?{urlencode(asked)}", b"", headers)

    def fill_in(self, page: Answer, account: Account) -> Answer:
        """Gives name and password on that page."""
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.body.decode()))
        form = {**hidden, "username": account.person_id, "password": account.password}
        answer = self._send("POST", "/login", urlencode(form).encode(), _FORM)
        self.cookie = answer.headers.get("set-cookie", "").split(";")[0]
        return answer

    def redeem(self, code: str, *, verifier: str = "") -> Answer:
        """Asks for the tokens of that code."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self.desk.console_client,
            "redirect_uri": self.desk.url,
            "code": code,
            "code_verifier": verifier or self.verifier,
        }
        return self._send("POST", "/oauth2/token", urlencode(form).encode(), _FORM)

    def sign_in(self, account: Account) -> str:
        """All of it: the access token."""
        answer = self.fill_in(self.visit(), account)
        told: dict[str, str] = json.loads(self.redeem(code_of(answer)).body)
        return told["access_token"]

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return self.desk.stage.aws.answer(
            method, f"{self.desk.stage.cloud.endpoint}{path}", body, headers
        )


def code_of(answer: Answer) -> str:
    """The code with which an answer sends the browser back."""
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
