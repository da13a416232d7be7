"""Who may take which route: all of them, for every set of roles, and before all else."""

from itertools import chain, combinations

import pytest

from lambdas.moderation.domain.person import Role
from lambdas.review_api.route import Route
from lambdas.review_api.routes import ROUTES
from tests.unit.review_api.gateway import event, signed
from tests.unit.review_api.rig import Rig

MODERATOR, SENIOR, AUDITOR, ADMIN = "M", "S", "A", "D"
LETTERS = {"moderator": "M", "senior": "S", "auditor": "A", "admin": "D"}
TABLE = {
    "GET /v1/me": "MSAD",
    "PUT /v1/me/settings": "MSD",
    "GET /v1/queues": "MSD",
    "GET /v1/queues/{queue}/cases": "MSD",
    "POST /v1/queues/{queue}/claim": "MSD",
    "GET /v1/cases": "MSD",
    "GET /v1/cases/{content_id}": "MSAD",
    "POST /v1/cases/{content_id}/claim": "MSD",
    "POST /v1/cases/{content_id}/extend": "MSD",
    "POST /v1/cases/{content_id}/release": "MSD",
    "POST /v1/cases/{content_id}/skip": "MSD",
    "POST /v1/cases/{content_id}/assign": "MSD",
    "POST /v1/cases/{content_id}/hold": "MSD",
    "POST /v1/cases/{content_id}/escalate": "MSD",
    "GET /v1/cases/{content_id}/preview": "MSD",
    "POST /v1/cases/{content_id}/reveal": "MSD",
    "POST /v1/cases/{content_id}/decide": "MSD",
    "GET /v1/search": "MSAD",
    "GET /v1/colleagues": "MSD",
    "GET /v1/desk": "SD",
    "GET /v1/audit": "AD",
    "POST /v1/appeals": "",
}
NAMES = [role.value for role in Role]
SETS = list(chain.from_iterable(combinations(NAMES, number) for number in range(len(NAMES) + 1)))


def by_name(route: Route) -> str:
    """The id of a test about a route."""
    return route.name


def path_of(route: Route, content_id: str) -> str:
    """The route's path about that content, in the general queue."""
    return route.path.replace("{content_id}", content_id).replace("{queue}", "general")


def test_the_table_is_the_one_that_was_agreed_on() -> None:
    letters = {
        route.name: "".join(letter for name, letter in LETTERS.items() if name in route.roles)
        for route in ROUTES
    }
    assert letters == TABLE


@pytest.mark.parametrize("route", ROUTES, ids=by_name)
@pytest.mark.parametrize("roles", SETS, ids=lambda roles: "+".join(roles) or "none")
def test_a_route_lets_in_its_roles_and_nobody_else(route: Route, roles: tuple[str, ...]) -> None:
    rig = Rig()
    content_id = rig.world.hold()
    body: object = {} if route.method != "GET" else None
    reply = rig.ask(route.method, path_of(route, content_id), body, roles=" ".join(roles))
    if any(LETTERS[role] in TABLE[route.name] for role in roles):
        assert reply.status not in {401, 403}
        assert "PermissionRefusals" not in rig.counter
    else:
        assert (reply.status, reply.code) == (403, "not-allowed")
        assert rig.counter["PermissionRefusals"] == 1


@pytest.mark.parametrize("route", ROUTES, ids=by_name)
def test_who_is_not_let_in_hears_nothing_else(route: Route) -> None:
    """Neither that the body is wrong, nor whether there is such a case; and nothing is read."""
    rig = Rig()
    for fake in (rig.world.contents, rig.world.cases, rig.world.people):
        for method in ("load", "save", "history", "request", "everybody", "open_in", "count"):
            fake.trouble.before(method, AssertionError("It was looked up."))
    made = event(route.method, path_of(route, "no-such"), "{not JSON", key="!")
    made["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:groups"] = "[visitor]"
    assert rig.send(made).code == "not-allowed"


@pytest.mark.parametrize("route", ROUTES, ids=by_name)
def test_without_a_sign_in_no_route_answers(route: Route) -> None:
    rig = Rig()
    made = event(route.method, path_of(route, rig.world.hold()), {})
    del made["requestContext"]["authorizer"]
    reply = rig.send(made)
    assert (reply.status, reply.code) == (401, "not-signed-in")
    assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("route", ROUTES, ids=by_name)
def test_an_application_reaches_the_appeals_and_nothing_else(route: Route) -> None:
    rig = Rig()
    made = signed(route.method, path_of(route, rig.world.hold()), {})
    made["requestContext"]["http"]["path"] = made["rawPath"]
    reply = rig.send(made)
    assert reply.code == ("invalid-input" if route.signed else "not-allowed")


def test_a_person_with_every_role_files_no_appeal() -> None:
    reply = Rig().ask("POST", "/v1/appeals", {}, roles="moderator senior auditor admin")
    assert (reply.status, reply.code) == (403, "not-allowed")


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.signed], ids=by_name)
def test_a_token_together_with_a_signature_is_refused(route: Route) -> None:
    rig = Rig()
    made = event(route.method, path_of(route, rig.world.hold()), {})
    iam = signed("POST", "/v1/appeals")["requestContext"]["authorizer"]["iam"]
    made["requestContext"]["authorizer"]["iam"] = iam
    assert rig.send(made).status == 403
    made = event("POST", "/v1/appeals", {})
    made["requestContext"]["authorizer"]["iam"] = iam
    assert rig.send(made).status == 403
