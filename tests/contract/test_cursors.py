"""Cursors that somebody made up lead nowhere, and are no fault of ours."""

import pytest

from lambdas.moderation.aws.cursors import to_cursor
from lambdas.moderation.domain.errors import Permanent
from tests.contract.conftest import Aws, DeskTables, dynamodb_desk
from tests.contract.test_case_history import DAY
from tests.unit.desk_domain.desk import CONTENT

ID = CONTENT.content_id


@pytest.fixture
def desk(aws: Aws) -> DeskTables:
    return dynamodb_desk(aws)


class TestCursors:
    @pytest.mark.parametrize(
        "parts", [("9", "-", "-", "-"), ("-1", "-", "-", "-"), ("x", "a", "b", "c"), ("0", "-")]
    )
    def test_one_that_leads_to_no_shard_is_refused(
        self, desk: DeskTables, parts: tuple[str, ...]
    ) -> None:
        with pytest.raises(Permanent) as raised:
            desk.cases.audit(DAY, limit=1, cursor=to_cursor(f"day/{DAY}", parts))
        assert raised.value.code == "bad-cursor"

    @pytest.mark.parametrize("part", ["", "ä", "\ud800", "a\n", "x" * 301])
    def test_one_with_a_part_that_no_key_has_is_refused(self, desk: DeskTables, part: str) -> None:
        with pytest.raises(Permanent) as raised:
            desk.cases.page_of("general", limit=1, cursor=to_cursor("queue/general", (ID, part)))
        assert raised.value.code == "bad-cursor"

    @pytest.mark.parametrize("day", ["", "today", "2026-11-2", "2026-11-24#1", "2026-11-24\n"])
    def test_what_is_no_day_is_refused(self, desk: DeskTables, day: str) -> None:
        with pytest.raises(Permanent) as raised:
            desk.cases.audit(day, limit=1, cursor=None)
        assert raised.value.code == "bad-day"
