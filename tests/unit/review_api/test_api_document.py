"""The OpenAPI document: generated, checked in, right, and about every route."""

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from lambdas.moderation.aws.announcement import announcement
from lambdas.moderation.domain.findings import Box, ContentType, Finding, Span
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Action, Reason, Severity, Status
from lambdas.review_api.openapi import DOCUMENT, document, text
from lambdas.review_api.plain import reason_to_json
from lambdas.review_api.route import Route
from lambdas.review_api.routes import ROUTES
from lambdas.review_api.shapes import SHAPES
from tests.unit.review_api.rig import Rig


def test_the_document_that_is_kept_is_the_one_of_the_table() -> None:
    assert DOCUMENT.read_text("utf-8") == text(), "Stale: run `make openapi`."


def test_the_document_is_valid() -> None:
    assert not list(OpenAPIV31SpecValidator(document()).iter_errors())


def test_every_route_stands_in_it_under_a_name_of_its_own() -> None:
    operations = {
        f"{method.upper()} {path}": operation
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }
    assert set(operations) == {route.name for route in ROUTES}
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)
    for route in ROUTES:
        told = operations[route.name]["description"]
        assert all(role.value in told for role in route.roles)
        assert all(f"`{code}`" in told for code in route.refuses)


def test_every_shape_is_answered_by_some_route() -> None:
    named = {route.answer for route in ROUTES} | {"CaseSummary", "Problem", "image/jpeg"}
    assert named == set(SHAPES) | {"image/jpeg"}


def test_reasons_look_as_in_the_alert() -> None:
    types = (ContentType("Animated", 90.5),)
    finding = Finding(
        "labels",
        "Dog",
        90.0,
        ("Animal",),
        types,
        spans=(Span(1, 2, 90.0, 80.0),),
        boxes=(Box(0.1, 0.2, 0.3, 0.4),),
    )
    plain = Finding("moderation_labels", "Weapons", 85.0)
    reason = Reason(
        rule="dogs",
        action=Action.REVIEW,
        text="Dog",
        severity=Severity.LOW,
        category="pets",
        findings=(finding, plain),
    )
    rig = Rig()
    state: ContentState = rig.world.state(rig.world.hold())
    verdict = HistoryEvent(
        kind=EventKind.VERDICT,
        at=rig.clock.now(),
        number=1,
        status=Status.IN_REVIEW,
        reasons=(reason,),
    )
    assert announcement(state, verdict)["reasons"] == [reason_to_json(reason)]


def happy(rig: Rig) -> dict[str, Any]:
    """For each route something that goes well, as a call to be made."""
    held = rig.world.hold("held.jpg")
    token = rig.claim(held)
    rig.showcase.previews[held] = b"\xff\xd8"
    free = rig.world.hold("free.jpg")
    rejected = rig.world.judge("rejected.jpg", action=Action.REJECT)
    viewing = {"blur": True, "grey": True, "autoplay": False}
    claimed = {"token": token}
    rig.ask("GET", "/v1/me", as_="ben")
    bodies: dict[str, Any] = {
        "PUT /v1/me/settings": {"viewing": viewing, "opted_out": []},
        "POST /v1/queues/{queue}/claim": {},
        "POST /v1/cases/{content_id}/claim": {},
        "POST /v1/cases/{content_id}/assign": {**claimed, "to": "ben"},
        "POST /v1/cases/{content_id}/hold": {**claimed, "until": "2026-11-24T12:00:00Z"},
        "POST /v1/cases/{content_id}/decide": {
            **claimed,
            "decision": "approve",
            "clause": "harmless",
        },
        "POST /v1/appeals": {"content_id": rejected, "who": "w", "statement": "s"},
    }
    queries = {
        "GET /v1/cases": {"mine": "true"},
        "GET /v1/cases/{content_id}/preview": {"token": str(token)},
        "GET /v1/search": {"q": "held.jpg"},
        "GET /v1/audit": {"day": "2026-11-24"},
    }
    about = {"POST /v1/cases/{content_id}/claim": free}
    return {
        route.name: (
            route.path.replace("{queue}", "general").replace(
                "{content_id}", about.get(route.name, held)
            ),
            bodies.get(route.name, claimed if route.body else None),
            queries.get(route.name, {}),
        )
        for route in ROUTES
    }


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_route_answers_as_the_document_says(route: Route) -> None:
    """The rig holds each answer to its shape."""
    rig = Rig()
    path, body, query = happy(rig)[route.name]
    if route.signed:
        reply = rig.appeal(body)
    else:
        roles = min(route.roles) if len(route.roles) < 3 else "moderator"
        reply = rig.ask(route.method, path, body, roles=roles, **query)
    assert reply.status == route.status, reply.body
    if route.answer != "image/jpeg":
        assert json.loads(reply.body)
