"""How the desk speaks to DynamoDB: one transaction a write, few small queries, no scan."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.event_items import event_to_item
from lambdas.moderation.aws.people import DynamoDbPeople
from lambdas.moderation.aws.person_items import person_to_item
from lambdas.moderation.domain.errors import Conflict, Misconfigured, Permanent, Retryable
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.verdict import Action, Severity
from lambdas.moderation.ports.desk import Cases, CaseWrite
from tests.contract.conftest import Aws, DeskTables, dynamodb_desk
from tests.contract.test_case_history import DAY, screened, worked_on
from tests.contract.test_case_lists import leased, store, waiting
from tests.contract.test_cases import asked
from tests.unit.desk_domain.desk import CONTENT, HOUR, MINUTE, NOW, case_of, held, judged

ID = CONTENT.content_id
PERSON = Person(person_id="ana", write=1)
STATE, VERDICT = judged()
WHOLE = CaseWrite(
    case=case_of(held()), events=(VERDICT,), state=STATE, person=PERSON, request=asked()
)
Asked = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def desk(aws: Aws) -> DeskTables:
    return dynamodb_desk(aws)


@pytest.fixture(scope="module")
def crowded(aws: Aws) -> DeskTables:
    """Open cases, lapsed ones, decided ones."""
    desk = dynamodb_desk(aws)
    store(desk.cases, *(waiting(str(number)) for number in range(30)))
    store(desk.cases, *(leased(waiting(f"{number}x"), NOW) for number in range(9)))
    for number in range(6):
        worked_on(desk, f"{number}y")
    return desk


@contextmanager
def asked_of(aws: Aws) -> Iterator[Asked]:
    """What is asked of DynamoDB meanwhile: each operation with its parameters."""
    noted: Asked = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        noted.append((model.name, params))

    events = aws.dynamodb.meta.events
    events.register("before-parameter-build.dynamodb", note)
    try:
        yield noted
    finally:
        events.unregister("before-parameter-build.dynamodb", note)


def names(noted: Asked) -> list[str]:
    return [name for name, _ in noted]


class TestWriting:
    def test_whatever_is_written_together_is_one_transaction(
        self, aws: Aws, desk: DeskTables
    ) -> None:
        with asked_of(aws) as noted:
            desk.cases.save(WHOLE)
        ((name, parameters),) = noted
        assert name == "TransactWriteItems"
        puts = [each["Put"] for each in parameters["TransactItems"]]
        kept = [(put["Item"]["item"]["S"], "ConditionExpression" in put) for put in puts]
        assert kept == [
            ("case", True),
            (event_to_item(ID, VERDICT)["item"]["S"], False),
            ("state", True),
            ("person#ana", True),
            (asked().key, True),
        ]

    def test_a_repeated_transaction_carries_one_token(self, aws: Aws, desk: DeskTables) -> None:
        bodies: list[bytes] = []

        def lose_the_first_answer(request: Any, **_: Any) -> None:
            bodies.append(request.body)
            if len(bodies) == 1:
                raise ReadTimeoutError(endpoint_url="https://dynamodb")

        events, sent = aws.dynamodb.meta.events, "before-send.dynamodb.TransactWriteItems"
        events.register_first(sent, lose_the_first_answer)
        try:
            desk.cases.save(WHOLE)
        finally:
            events.unregister(sent, lose_the_first_answer)
        assert bodies[0] == bodies[1]
        assert b"ClientRequestToken" in bodies[0]

    @pytest.mark.parametrize(
        ("codes", "error"),
        [
            (["ConditionalCheckFailed", "None"], Conflict),
            (["None", "None", "ConditionalCheckFailed"], Conflict),
            (["TransactionConflict", "ConditionalCheckFailed"], Conflict),
            (["TransactionConflict", "None"], Retryable),
            (["ThrottlingError"], Retryable),
            (["ValidationError"], Misconfigured),
            (["ItemCollectionSizeLimitExceeded"], Misconfigured),
        ],
    )
    def test_a_cancelled_transaction_means_what_its_reasons_say(
        self, aws: Aws, codes: list[str], error: type[Exception]
    ) -> None:
        reasons: list[dict[str, Any]] = [{"Code": code} for code in codes]
        with Stubber(aws.dynamodb) as stubber:
            stubber.add_client_error(
                "transact_write_items",
                "TransactionCanceledException",
                http_status_code=400,
                modeled_fields={"CancellationReasons": reasons},
            )
            with pytest.raises(error) as raised:
                DynamoDbCases(aws.dynamodb, "table").save(WHOLE)
        assert type(raised.value) is error

    @pytest.mark.parametrize(
        ("attempts", "given", "is_ours"), [(1, (), True), (0, (), False), (1, ("x",), False)]
    )
    def test_only_a_person_whom_an_earlier_attempt_wrote_is_no_conflict(
        self, aws: Aws, attempts: int, given: tuple[str, ...], is_ours: bool
    ) -> None:
        stored: Any = person_to_item(replace(PERSON, given=given))
        people = DynamoDbPeople(aws.dynamodb, "table")
        with Stubber(aws.dynamodb) as stubber:
            stubber.add_client_error(
                "put_item",
                "ConditionalCheckFailedException",
                http_status_code=400,
                modeled_fields={"Item": stored},
                response_meta={"RetryAttempts": attempts},
            )
            if is_ours:
                people.save(PERSON)
            else:
                with pytest.raises(Conflict):
                    people.save(PERSON)


class TestReading:
    def test_the_next_case_costs_one_small_query_however_many_there_are(
        self, aws: Aws, desk: DeskTables
    ) -> None:
        store(desk.cases, *(waiting(str(number)) for number in range(80)))
        with asked_of(aws) as noted:
            next(desk.cases.open_in("general"))
        ((name, parameters),) = noted
        assert (name, parameters["IndexName"], parameters["Limit"]) == ("Query", "by-due", 25)

    @pytest.mark.parametrize(
        ("ask", "most"),
        [
            (lambda cases: cases.load(ID), 1),
            (lambda cases: cases.request("ana", "key-12345"), 1),
            (lambda cases: cases.page_of("general", limit=10, cursor=None), 1),
            (lambda cases: cases.lapsed_in("general", NOW + HOUR, limit=5), 1),
            (lambda cases: cases.count("general", Severity.LOW, NOW), 1),
            (lambda cases: cases.count("general", Severity.HIGH, NOW + 9 * HOUR), 3),
            (lambda cases: cases.by_uploader("user-7", limit=3), 4),
            (lambda cases: cases.audit(DAY, limit=2, cursor=None), 1),
        ],
    )
    def test_every_question_costs_the_same_few_requests(
        self, aws: Aws, crowded: DeskTables, ask: Any, most: int
    ) -> None:
        with asked_of(aws) as noted:
            ask(crowded.cases)
        assert len(noted) <= most
        assert set(names(noted)) <= {"GetItem", "Query"}
        for name, parameters in noted:
            assert name == "GetItem" or parameters["IndexName"]
            assert name == "GetItem" or "Limit" in parameters or "Select" in parameters

    def test_a_long_queue_is_counted_no_further_than_one_page(self, aws: Aws) -> None:
        key = {name: {"S": "x"} for name in ("content_id", "item", "due_kind")}
        entry: Any = {**key, "due_at": {"S": "1#2026-11-24T09:00:15.250Z"}}
        with Stubber(aws.dynamodb) as stubber:
            stubber.add_response("query", {"Items": [entry], "LastEvaluatedKey": entry})
            stubber.add_response("query", {"Count": 7_000, "LastEvaluatedKey": entry})
            stubber.add_response("query", {"Count": 4_000})
            count = DynamoDbCases(aws.dynamodb, "table").count("general", Severity.HIGH, NOW)
            stubber.assert_no_pending_responses()
        assert (count.open, count.overdue, count.more) == (7_000, 4_000, True)
        assert count.oldest_due_at == NOW - 30 * MINUTE


class TestDamage:
    def damage(self, aws: Aws, desk: DeskTables, content_id: str, name: str) -> None:
        """From now on that item says nothing that can be read."""
        cases: Any = desk.cases
        aws.dynamodb.update_item(
            TableName=cases._table,  # no second place knows the name
            Key={"content_id": {"S": content_id}, "item": {"S": name}},
            UpdateExpression="SET #status = :bad",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":bad": {"S": "splendid"}},
        )

    def test_a_damaged_case_is_named(self, aws: Aws, desk: DeskTables) -> None:
        store(desk.cases, waiting("a"))
        (content_id,) = desk.cases.open_in("general")
        self.damage(aws, desk, content_id, "case")
        with pytest.raises(Permanent, match=f"item case of {content_id}") as raised:
            desk.cases.load(content_id)
        assert raised.value.code == "unreadable-state"

    def test_a_damaged_line_takes_no_other_with_it(self, aws: Aws, desk: DeskTables) -> None:
        line = screened(desk, "a", Action.REJECT)
        other = screened(desk, "b", Action.REJECT, now=NOW + MINUTE)
        item: Any = event_to_item(line.content_id, line.event)["item"]
        self.damage(aws, desk, line.content_id, item["S"])
        assert desk.cases.by_uploader("user-7", limit=9) == [other]
        lines, unreadable = whole_day(desk.cases)
        assert lines == [other]
        assert unreadable == [f"{line.content_id}/{item['S']}"]


def whole_day(cases: Cases) -> tuple[list[Any], list[str]]:
    """The lines of the day, and what could not be read."""
    page = cases.audit(DAY, limit=100, cursor=None)
    lines, unreadable = list(page.lines), list(page.unreadable)
    while page.cursor is not None:
        page = cases.audit(DAY, limit=100, cursor=page.cursor)
        lines, unreadable = [*lines, *page.lines], [*unreadable, *page.unreadable]
    return lines, unreadable
