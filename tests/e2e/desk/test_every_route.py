"""The whole table of roles and routes, by real tokens through the real gateway."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.moderation.domain.person import Role
from lambdas.review_api.route import Route
from lambdas.review_api.routes import ROUTES
from samples.pictures import jpeg
from tests.e2e.cloud.clients import until
from tests.e2e.desk.desk import Desk, Person

pytestmark = pytest.mark.e2e

FOR_PEOPLE = [route for route in ROUTES if not route.signed]


@pytest.fixture(scope="module")
def people(desk_deployed: Desk) -> dict[Role | None, Person]:
    """Somebody for each role, and somebody without any."""
    alone: dict[Role | None, Person] = {role: desk_deployed.person(role) for role in Role}
    return {**alone, None: desk_deployed.person()}


@pytest.fixture(scope="module")
def case(desk_deployed: Desk) -> Iterator[str]:
    """The id of a content that waits for a person."""
    content = desk_deployed.stage.upload("desk/routes.jpg", jpeg(), simulate="weapons@70")
    auditor = desk_deployed.person(Role.AUDITOR)
    until(lambda: auditor.get(f"v1/cases/{content.content_id}").status == 200, seconds=30)
    yield content.content_id


def ask(person: Person, route: Route, content_id: str, queue: str = "general") -> Any:
    """Takes that route with as little as can be."""
    path = route.path.replace("{content_id}", content_id).replace("{queue}", queue).lstrip("/")
    if route.method == "GET":
        return person.get(path)
    return (person.put if route.method == "PUT" else person.post)(path, {})


@pytest.mark.parametrize("route", FOR_PEOPLE, ids=lambda route: route.name)
def test_a_route_lets_in_its_roles_and_nobody_else(
    people: dict[Role | None, Person], case: str, route: Route
) -> None:
    for role, person in people.items():
        told = ask(person, route, case)
        if role in route.roles:
            assert told.status not in {401, 403} and told.status < 500, (role, told.body)
        else:
            assert (told.status, told.body["code"]) == (403, "not-allowed"), role
        assert told.headers["cache-control"] == "no-store"
        if told.status == 200 and route.path.endswith("/claim"):
            taken = told.body["case"]
            path = f"v1/cases/{taken['content_id']}/release"
            assert person.post(path, {"token": taken["token"]}).status == 200


@pytest.mark.parametrize("route", FOR_PEOPLE, ids=lambda route: route.name)
def test_no_route_answers_whoever_brings_no_token(desk: Desk, case: str, route: Route) -> None:
    path = route.path.replace("{content_id}", case).replace("{queue}", "general").lstrip("/")
    assert desk.ask(route.method, path).status == 401


def test_a_moderator_has_no_part_in_the_seniors_queue_or_in_anothers_case(
    desk: Desk, people: dict[Role | None, Person], case: str
) -> None:
    moderator, senior = people[Role.MODERATOR], people[Role.SENIOR]
    other = desk.person(Role.MODERATOR)
    token = moderator.post(f"v1/cases/{case}/claim").body["case"]["token"]
    for step in ("extend", "release", "skip", "escalate", "reveal"):
        told = other.post(f"v1/cases/{case}/{step}", {"token": token})
        assert (told.status, told.body["code"]) == (409, "not-yours"), step
    assert other.get(f"v1/cases/{case}/preview?token={token}").status == 409
    assert other.post(f"v1/cases/{case}/claim").body["code"] == "taken"
    assert moderator.post(f"v1/cases/{case}/escalate", {"token": token}).status == 200
    assert other.get("v1/queues/senior/cases").status == 403
    assert other.post("v1/queues/senior/claim").status == 403
    assert other.post(f"v1/cases/{case}/claim").body["code"] == "seniors-only"
    assert other.get(f"v1/cases/{case}").status == 403
    taken = senior.post("v1/queues/senior/claim").body["case"]
    assert taken["content_id"] == case
    decision = {"token": token, "decision": "approve", "clause": "allowed"}
    assert moderator.post(f"v1/cases/{case}/decide", decision).body["code"] == "not-yours"
