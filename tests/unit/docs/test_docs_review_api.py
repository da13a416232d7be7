"""The guide to the review API: its routes, codes and examples are those of the code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lambdas.moderation.runtime.schemas import SchemaChecker
from lambdas.review_api.route import Route
from lambdas.review_api.routes import ROUTES
from tests.unit.review_api.rig import checking

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "review-api.md").read_text("utf-8")
LETTERS = {"moderator": "M", "senior": "S", "auditor": "A", "admin": "D"}
BY_NAME = {route.name: route for route in ROUTES}
EXAMPLE = re.compile(r"^(Body|Answer)[^\n]*:\n\n```json\n(.*?)```", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[Route, str, Any]]:
    """Every example of a body or an answer, with the route under whose heading it stands."""
    sections = re.split(r"^### ", GUIDE, flags=re.MULTILINE)[1:]
    return [
        (BY_NAME[section.split("\n", 1)[0]], what, json.loads(text))
        for section in sections
        for what, text in EXAMPLE.findall(section)
    ]


def test_the_table_is_that_of_the_code() -> None:
    rows = re.findall(
        r"^\| `((?:GET|PUT|POST) [^`]+)` \| ([^|]+) \| [^|]+ \| `(.+)` \|$", GUIDE, re.M
    )
    told = {name: (roles, answer) for name, roles, answer in rows}
    assert told == {
        route.name: (
            "signed by AWS credentials"
            if route.signed
            else " ".join(letter for name, letter in LETTERS.items() if name in route.roles),
            route.answer,
        )
        for route in ROUTES
    }


def test_every_code_is_explained_and_every_one_explained_exists() -> None:
    table = GUIDE.split("| status | code | means |", 1)[1].split("\n\n", 1)[0]
    told = {code for row in table.splitlines() for code in re.findall(r"`([a-z-]+)`", row)}
    told -= {"errors", "allow", "detail", "retry-after"}
    source = "".join(
        path.read_text("utf-8")
        for folder in ("domain", "runtime", "aws")
        for path in sorted((ROOT / "lambdas" / "moderation" / folder).glob("*.py"))
    )
    source += "".join(
        path.read_text("utf-8") for path in sorted((ROOT / "lambdas" / "review_api").glob("*.py"))
    )
    assert not {code for code in told if f'"{code}"' not in source}
    refused = {code for route in ROUTES for code in route.refuses}
    answered = set(re.findall(r'^    "([a-z-]+)": HTTPStatus', source, re.MULTILINE))
    assert not (refused | answered) - told


@pytest.mark.parametrize("example", examples(), ids=lambda each: f"{each[1]} {each[0].name}")
def test_an_example_is_of_its_form(example: tuple[Route, str, Any]) -> None:
    route, what, value = example
    if what == "Answer":
        checking(route.answer)(value)
    else:
        assert route.body is not None
        assert SchemaChecker().faults(route.body, value) == []


def test_every_route_with_a_body_of_its_own_has_an_example() -> None:
    shown = {route.name for route, what, _ in examples() if what == "Body"}
    alike = {f"POST /v1/cases/{{content_id}}/{verb}" for verb in ("release", "skip")}
    needed = {route.name for route in ROUTES if route.body and route.body["properties"]}
    assert needed - alike == shown


def test_the_problem_looks_as_it_is_shown() -> None:
    (shown,) = re.findall(r"```json\n(\{\n  \"type\".*?)```", GUIDE, re.DOTALL)
    checking("Problem")(json.loads(shown))


def test_every_address_that_is_called_is_one() -> None:
    called = re.findall(r"\$\{REVIEW_API\}(v1/[\w/-]+)", GUIDE)
    patterns = [re.sub(r"{\w+}", "[^/]+", route.path) for route in ROUTES]
    assert called
    for path in called:
        assert any(re.fullmatch(pattern, f"/{path}") for pattern in patterns), path


def test_what_an_application_sends_is_of_its_form() -> None:
    (sent,) = re.findall(r"--data '(.*)' \\", GUIDE)
    route = BY_NAME["POST /v1/appeals"]
    assert route.body is not None
    assert SchemaChecker().faults(route.body, json.loads(sent)) == []
