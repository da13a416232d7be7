"""The table of roles and routes in the guide to security is the one that the API goes by."""

import re
from pathlib import Path

from lambdas.moderation.domain.person import Role
from lambdas.review_api.routes import ROUTES

SECURITY = (Path(__file__).parents[3] / "docs" / "security.md").read_text("utf-8")
COLUMNS = (Role.MODERATOR, Role.SENIOR, Role.AUDITOR, Role.ADMIN)


def test_every_route_for_people_is_listed_with_exactly_its_roles() -> None:
    rows = re.findall(r"^\| `([A-Z]+ /v1/\S+)` \|((?: (?:yes|no) \|){4})$", SECURITY, re.M)
    told = {
        name: {role for role, word in zip(COLUMNS, words.split("|"), strict=False) if "yes" in word}
        for name, words in rows
    }
    assert told == {route.name: set(route.roles) for route in ROUTES if not route.signed}


def test_the_columns_are_in_the_order_that_their_heading_says() -> None:
    assert f"| route | {' | '.join(COLUMNS)} |" in SECURITY


def test_what_applications_sign_is_told_beside_the_table() -> None:
    signed = [route.name for route in ROUTES if route.signed]
    assert signed == ["POST /v1/appeals"]
    assert f"`{signed[0]}` is for applications alone" in SECURITY
