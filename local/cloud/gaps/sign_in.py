"""Cognito: nobody signs up where administrators make the accounts, and a sign-in is remembered."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cognito

from local.cloud.gaps.replacing import original

_COOKIE = "cognito"
_REMEMBERED_SECONDS = 3600.0
_OK, _FOUND = 200, 302
Answer = tuple[int, dict[str, str], bytes]


def refuse_sign_up_where_it_is_off() -> None:
    """Gap: `SignUp` makes an account also where `AllowAdminCreateUserOnly` is set."""
    sign_up = original(cognito, "_sign_up", "data")

    def sign_up_if_allowed(data: Mapping[str, Any]) -> Any:
        pool = cognito._find_pool_by_client_id(data.get("ClientId", ""))[1] or {}
        if (pool.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly"):
            message = "SignUp is not permitted for this user pool"
            return error_response_json("NotAuthorizedException", message, 400)
        return sign_up(data)

    cognito._sign_up = sign_up_if_allowed


@dataclass(frozen=True, slots=True)
class _Session:
    pool_id: str
    person: str
    until: float


def remember_who_signed_in() -> None:
    """Gap: the hosted sign-in asks for name and password every time, as if it set no cookie.

    On AWS it asks again after an hour, or where the application says `prompt=login`.
    """
    submit = original(cognito, "handle_login_submit", "method path headers body query_params")
    authorize = original(cognito, "handle_oauth2_authorize", "method path headers query_params")
    leave = original(cognito, "handle_logout", "method path headers query_params")
    sessions: dict[str, _Session] = {}

    def submit_and_remember(*args: Any) -> Answer:
        before = set(cognito._authorization_codes)
        answer: Answer = submit(*args)
        made = set(cognito._authorization_codes) - before
        if answer[0] == _FOUND and len(made) == 1:
            code = cognito._authorization_codes[made.pop()]
            name, until = secrets.token_urlsafe(32), time.time() + _REMEMBERED_SECONDS
            sessions[name] = _Session(code["pool_id"], code["username"], until)
            answer[1]["Set-Cookie"] = _cookie(name, _REMEMBERED_SECONDS)
        return answer

    def authorize_who_is_known(
        method: str, path: str, headers: Mapping[str, str], query: Mapping[str, Any]
    ) -> Answer:
        answer: Answer = authorize(method, path, headers, query)
        session = sessions.get(_name(headers))
        asks = answer[0] == _OK and cognito._qp(query, "prompt") != "login"
        return (_known(session, query) if session and asks else None) or answer

    def leave_and_forget(
        method: str, path: str, headers: Mapping[str, str], query: Mapping[str, Any]
    ) -> Answer:
        answer: Answer = leave(method, path, headers, query)
        if answer[0] == _FOUND:
            sessions.pop(_name(headers), None)
            answer[1]["Set-Cookie"] = _cookie("", 0)
        return answer

    cognito.handle_login_submit = submit_and_remember
    cognito.handle_oauth2_authorize = authorize_who_is_known
    cognito.handle_logout = leave_and_forget


def _known(session: _Session, query: Mapping[str, Any]) -> Answer | None:
    """The way back with a code, if that person still may sign in to the client's pool."""
    asked = {
        name: cognito._qp(query, name)
        for name in ("redirect_uri", "scope", "nonce", "code_challenge", "code_challenge_method")
    }
    client_id = cognito._qp(query, "client_id")
    pool_id, pool, _ = cognito._find_pool_by_client_id(client_id)
    user = (pool or {}).get("_users", {}).get(session.person)
    if session.pool_id != pool_id or session.until <= time.time() or user is None:
        return None
    if cognito._hosted_ui_user_status_error(user):
        return None
    back: Answer = cognito._issue_auth_code_redirect(
        client_id=client_id,
        pool_id=pool_id,
        username=session.person,
        state=cognito._qp(query, "state"),
        **asked,
    )
    return back


def _name(headers: Mapping[str, str]) -> str:
    found = SimpleCookie(headers.get("cookie", "")).get(_COOKIE)
    return found.value if found else ""


def _cookie(name: str, seconds: float) -> str:
    return f"{_COOKIE}={name}; Path=/; Max-Age={seconds:.0f}; Secure; HttpOnly; SameSite=Lax"
