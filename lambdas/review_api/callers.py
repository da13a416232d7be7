"""Who calls, told from what the gateway says of the request; and whether they may."""

from collections.abc import Mapping
from typing import Any

from lambdas.moderation.domain.errors import Refused
from lambdas.moderation.domain.person import Role
from lambdas.moderation.ports.api import Call

_ROLES = {role.value: role for role in Role}
_MACHINE = "policy@"
_LONGEST_ID = 128


def person_who_calls(
    call: Call, client_ids: frozenset[str], allowed: frozenset[Role]
) -> tuple[str, frozenset[Role]]:
    """The person's id and roles, for a route that people with one of those roles may take.

    The gateway has checked the token's signature, issuer, time and client. Raises `Refused`.
    """
    if call.signer is not None:
        raise _not_allowed("Applications can file appeals, and nothing else.")
    claims = call.claims
    if claims is None:
        raise Refused("Sign in first.", code="not-signed-in")
    if claims.get("token_use") != "access" or claims.get("client_id") not in client_ids:
        raise Refused("This is not an access token of the desk.", code="not-signed-in")
    person_id = claims.get("username")
    if not isinstance(person_id, str) or not 0 < len(person_id) <= _LONGEST_ID:
        raise Refused("This token names nobody.", code="not-signed-in")
    if person_id.startswith(_MACHINE):
        raise _not_allowed("This name is kept for the policy: nobody may work under it.")
    roles = roles_of(claims)
    if roles.isdisjoint(allowed):
        named = " or ".join(sorted(allowed))
        raise _not_allowed(f"This is for people with the role {named}.")
    return person_id, roles


def application_that_calls(call: Call) -> str:
    """The ARN that signed the request. Raises `Refused` for people, and without a signature."""
    if call.claims is not None:
        raise _not_allowed("Only applications file appeals, and sign them with AWS credentials.")
    if call.signer is None:
        raise Refused("Sign the request with AWS credentials.", code="not-signed-in")
    return call.signer


def roles_of(claims: Mapping[str, Any]) -> frozenset[Role]:
    """The roles among the groups of a token; any other group means nothing here.

    The gateway hands a list on as `[moderator senior]`. Names are separated by blanks only, since a
    group's own name may have any other character in it.
    """
    groups = claims.get("cognito:groups")
    if isinstance(groups, str):
        text = groups[1:-1] if groups[:1] == "[" and groups[-1:] == "]" else groups
        groups = text.split(" ")
    if not isinstance(groups, list):
        return frozenset()
    return frozenset(_ROLES[each] for each in groups if isinstance(each, str) and each in _ROLES)


def _not_allowed(said: str) -> Refused:
    return Refused(said, code="not-allowed")
