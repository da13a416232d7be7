"""What the record promises to an export, held against the fake and the index by day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from cli.day_index import DayIndex
from cli.desk_world import AuditTrail, Unreadable
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.event_items import event_to_item
from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.errors import Misconfigured
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports import Contents
from lambdas.moderation.ports.desk import Line
from tests.fakes import FakeContents
from tests.unit.cli.desk_door import FakeTrail

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

DAY = date(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
NEXT = MIDNIGHT + timedelta(days=1)
World = tuple[Contents, AuditTrail]


@pytest.fixture(params=["fake", "dynamodb"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        contents = FakeContents()
        return contents, FakeTrail(contents)
    aws: Aws = request.getfixturevalue("aws")
    table = aws.table()
    return DynamoDbContents(aws.dynamodb, table), DayIndex(aws.dynamodb, table)


def event(at: datetime, kind: EventKind = EventKind.VERDICT, number: int = 1) -> HistoryEvent:
    """Something that happened at that time."""
    return HistoryEvent(kind=kind, at=at, number=number, status=Status.IN_REVIEW)


def happened(contents: Contents, key: str, *events: HistoryEvent) -> str:
    """The id of a content to which this happened."""
    content = Content("uploads", key, "v1")
    for number, each in enumerate(events, 1):
        state = ContentState(
            content=content, upload=Upload(), status=Status.IN_REVIEW, write=number
        )
        contents.save(state, each)
    return content.content_id


def read(trail: AuditTrail, since: datetime = MIDNIGHT, until: datetime = NEXT) -> list[Line]:
    """What happened on the day, all of it readable."""
    lines = list(trail.of_day(DAY, since, until))
    assert not any(isinstance(each, Unreadable) for each in lines)
    return [each for each in lines if isinstance(each, Line)]


class TestTrail:
    def test_what_happened_comes_in_order_of_time_whatever_it_happened_to(
        self, world: World
    ) -> None:
        contents, trail = world
        times = [MIDNIGHT + timedelta(minutes=(each * 37) % 60) for each in range(60)]
        for number, at in enumerate(times):
            happened(contents, f"{number}.jpg", event(at))
        assert [line.event.at for line in read(trail)] == sorted(times)

    def test_a_line_is_the_whole_event_and_its_content(self, world: World) -> None:
        contents, trail = world
        whole = event(MIDNIGHT, EventKind.CASE_CLAIMED)
        content_id = happened(contents, "cat.jpg", whole)
        assert read(trail) == [Line(content_id, whole)]

    def test_only_verdicts_and_work_on_cases_are_of_the_record(self, world: World) -> None:
        contents, trail = world
        kinds = list(EventKind)
        at = [MIDNIGHT + timedelta(seconds=number) for number in range(len(kinds))]
        for number, kind in enumerate(kinds):
            happened(contents, f"{number}.jpg", event(at[number], kind))
        others = {
            EventKind.VERDICT_NOT_APPLIED,
            EventKind.RESCREEN_REQUESTED,
            EventKind.GONE,
        }
        told = [line.event.kind for line in read(trail)]
        assert told == [kind for kind in kinds if kind not in others]

    def test_since_counts_until_does_not_and_other_days_do_not(self, world: World) -> None:
        contents, trail = world
        for hour in (-1, 0, 8, 9, 10, 23, 24):
            happened(contents, f"{hour}.jpg", event(MIDNIGHT + timedelta(hours=hour)))
        hours = [line.event.at.hour for line in read(trail)]
        assert hours == [0, 8, 9, 10, 23]
        some = read(trail, MIDNIGHT + timedelta(hours=8), MIDNIGHT + timedelta(hours=10))
        assert [line.event.at.hour for line in some] == [8, 9]

    def test_a_day_without_anything_is_empty(self, world: World) -> None:
        assert read(world[1]) == []


@pytest.fixture
def table(aws: "Aws") -> str:
    return aws.table()


@pytest.fixture
def put(aws: "Aws", table: str) -> Callable[..., None]:
    def put(content_id: str, each: HistoryEvent, **changed: Any) -> None:
        item = {**event_to_item(content_id, each), **changed}
        aws.dynamodb.put_item(TableName=table, Item=item)

    return put


def test_at_the_same_millisecond_they_come_by_content_then_by_kind(
    aws: "Aws", table: str, put: Callable[..., None]
) -> None:
    ids = [f"{digit:x}" * 32 for digit in (7, 2, 14, 9, 0)]
    for content_id in ids:
        put(content_id, event(MIDNIGHT))
        put(content_id, event(MIDNIGHT, EventKind.CASE_OPENED))
    told = [(line.content_id, line.event.kind) for line in read(DayIndex(aws.dynamodb, table))]
    kinds = [EventKind.CASE_OPENED, EventKind.VERDICT]
    assert told == [(content_id, kind) for content_id in sorted(ids) for kind in kinds]


@pytest.mark.parametrize(
    "damage",
    [
        {"status": {"S": "lost"}},
        {"status": {"N": "1"}},
        {"reasons": {"B": b"no zlib"}},
        {"details": {"S": "no map"}},
    ],
)
def test_a_damaged_item_is_named_in_its_place_and_ends_nothing(
    aws: "Aws", table: str, put: Callable[..., None], damage: dict[str, Any]
) -> None:
    for number in range(3):
        changed = damage if number == 1 else {}
        put(f"{number}" * 32, event(MIDNIGHT + timedelta(minutes=number)), **changed)
    lines = list(DayIndex(aws.dynamodb, table).of_day(DAY, MIDNIGHT, NEXT))
    assert lines[1] == Unreadable("1" * 32, "history#2026-11-24T00:01:00.000Z#verdict#0001")
    assert [isinstance(each, Line) for each in lines] == [True, False, True]


def test_pages_are_read_as_far_as_lines_are_taken(
    aws: "Aws", table: str, put: Callable[..., None]
) -> None:
    long = {"why": {"S": "x" * 300_000}}
    for number in range(40):  # 12 MB in one shard: a page of an answer holds 1 MB
        put("0" * 32, event(MIDNIGHT + timedelta(minutes=number), number=number), **long)
    asked: list[str] = []
    aws.dynamodb.meta.events.register(
        "provide-client-params.dynamodb.Query", lambda **_: asked.append("page"), "counting"
    )
    try:
        lines = DayIndex(aws.dynamodb, table).of_day(DAY, MIDNIGHT, NEXT)
        assert len(list(islice(lines, 2))) == 2
        few = len(asked)
        assert 2 + len(list(lines)) == 40
    finally:
        aws.dynamodb.meta.events.unregister(
            "provide-client-params.dynamodb.Query", unique_id="counting"
        )
    assert few <= 5
    assert len(asked) > few


def test_a_table_that_is_not_there_is_told(aws: "Aws") -> None:
    with pytest.raises(Misconfigured):
        next(DayIndex(aws.dynamodb, "missing").of_day(DAY, MIDNIGHT, NEXT))
