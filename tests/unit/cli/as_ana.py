"""Ana, a moderator, at the command line: a desk with cases, and `moderate cases` as her."""

from datetime import timedelta
from typing import Any

from tests.unit.cli.desk import NOON, Desk, Ran
from tests.unit.cli.desk_door import FakeDoor
from tests.unit.cli.review_desk import FakeDeskApi, case_of, stamp


def held(key: str = "cat.jpg", **facts: Any) -> Any:
    """A case that the person at the keyboard has, under the token 7."""
    until = stamp(NOON + timedelta(minutes=9, seconds=30))
    mine = {"status": "claimed", "holder": "ana", "until": until, "mine": True, "token": 7}
    return case_of(key, **{**mine, **facts})


def at(*details: Any, **facts: Any) -> tuple[Desk, FakeDeskApi]:
    """A stage whose desk has these cases."""
    api = FakeDeskApi(details=list(details), **facts)
    return Desk(door=FakeDoor(api)), api


def run(desk: Desk, *args: str) -> Ran:
    """`moderate cases …` as Ana."""
    who = {"MODERATION_USER": "ana", "MODERATION_PASSWORD": "correct horse"}
    return desk.run("cases", *args, **who)
