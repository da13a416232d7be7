"""Claims and decisions by the real use cases on tables of their own, in turn with bare requests."""

import contextlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import policy_file
from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.people import DynamoDbPeople
from lambdas.moderation.aws.showcase import LambdaShowcase
from lambdas.moderation.domain.person import Role
from lambdas.moderation.domain.policy import Policy
from lambdas.review_api.asked import Asked
from lambdas.review_api.deciding import decide
from lambdas.review_api.desk import Desk
from lambdas.review_api.taking import take_next
from lambdas.review_api.waiting import list_queues
from local.bench.cloud import BenchCloud
from local.bench.desk_cases import (
    BUCKET,
    QUEUE,
    RULES,
    UPLOADS_OF_ONE,
    case_items,
    whole_items,
)
from local.bench.desk_tape import Step, Tape

FEW, MANY = 100, 100_000
ROUNDS, LOOKS = 100, 5
_WARM_UP = 10
_FLOOR = 30
"""More than a claim reads of its queue at once, so that the floor answers as much."""

_WHOLE = _WARM_UP + ROUNDS + UPLOADS_OF_ONE
_AT_ONCE, _WRITERS = 25, 8
_POLICY = Path(__file__).resolve().parents[2] / "policy.yaml"
_MODERATOR = "robin"
_CHOICE = {"decision": "reject", "clause": "violence"}
_NO_SECOND_LOOK = 0.999


@dataclass(frozen=True, slots=True)
class Steps:
    """What was done on one table: a claim and a decision each round, and looks at the queues."""

    claims: tuple[Step, ...]
    decisions: tuple[Step, ...]
    looks: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRun:
    """All tables, asked in turn each round. `again` is a second one with few cases: the noise.

    `floor`: the bare requests that `few` made, to a table with fewer cases still.
    """

    few: Steps
    again: Steps
    many: Steps
    floor: Steps


def run(bench: BenchCloud) -> DeskRun:
    """The first rounds only warm up. The tables are gone afterwards."""
    begun, tape = datetime.now(UTC), Tape(bench.client("dynamodb"))
    with contextlib.ExitStack() as stack:
        few, again, many, floor = (
            stack.enter_context(_queue(bench, tape, name, open_cases, begun))
            for name, open_cases in (
                ("few", FEW),
                ("again", FEW),
                ("many", MANY),
                ("floor", _FLOOR),
            )
        )
        turns = [few, again, many]
        for _ in range(_WARM_UP + ROUNDS):
            for queue in turns:
                queue.take_and_decide()
                if queue is few:
                    floor.do_as(few)
            turns = turns[1:] + turns[:1]
        for _ in range(LOOKS):
            few.look()
            many.look()
        steps = (queue.steps(_WARM_UP) for queue in (few, again, many, floor))
        return DeskRun(**dict(zip(("few", "again", "many", "floor"), steps, strict=True)))


class _Queue:
    """A table with one queue of open cases. Each that is decided is followed by another one."""

    def __init__(self, bench: BenchCloud, tape: Tape, table: str, begun: datetime) -> None:
        self._tape, self._table, self._begun = tape, table, begun
        self._writer = bench.client("dynamodb")
        self._desk = _desk(bench, tape.client, table)
        self._claims: list[Step] = []
        self._decisions: list[Step] = []
        self._looks: list[Step] = []
        self._next = 0

    def fill(self, open_cases: int) -> None:
        """Puts so many open cases into the queue: all there is of the first, of others the case."""
        whole = min(open_cases, _WHOLE)
        items = chain(
            *(self._whole(number) for number in range(whole)),
            case_items(range(whole, open_cases), self._begun),
        )
        with ThreadPoolExecutor(_WRITERS) as pool:
            list(pool.map(self._put, _batches(items)))
        self._next = open_cases

    def take_and_decide(self) -> None:
        """One case, as a moderator does it."""
        arguments = {"queue": QUEUE}
        claim, taken = self._tape.step(lambda: take_next(self._desk, self._asked(arguments, {})))
        if taken is None:
            raise RuntimeError("There was no case to take.")
        arguments = {"content_id": taken["case"]["content_id"]}
        body = {"token": taken["case"]["token"], **_CHOICE}
        decision, _ = self._tape.step(lambda: decide(self._desk, self._asked(arguments, body)))
        self._done(claim, decision)

    def look(self) -> None:
        """How much waits in each queue, as the console shows it first."""
        step, _ = self._tape.step(lambda: list_queues(self._desk, self._asked({}, {})))
        self._looks.append(step)

    def do_as(self, other: "_Queue") -> None:
        """The bare requests of the other's last round; they must find as much here."""
        claim, decision = other._claims[-1], other._decisions[-1]
        bare = (
            self._tape.again(claim.requests, self._table),
            self._tape.again(decision.requests, self._table),
        )
        if [each.examined for each in bare] != [claim.examined, decision.examined]:
            raise RuntimeError("The bare requests found something else.")
        self._done(*bare)

    def steps(self, after: int) -> Steps:
        """All that was done after so many rounds."""
        return Steps(
            tuple(self._claims[after:]), tuple(self._decisions[after:]), tuple(self._looks)
        )

    def _done(self, claim: Step, decision: Step) -> None:
        self._claims.append(claim)
        self._decisions.append(decision)
        self._put(list(self._whole(self._next)))
        self._next += 1

    def _asked(self, arguments: dict[str, str], body: dict[str, Any]) -> Asked:
        """With an idempotency key, as the console and the command line send one."""
        return Asked(
            who=_MODERATOR,
            roles=frozenset({Role.MODERATOR}),
            arguments=arguments,
            body=body,
            key=f"{len(self._claims):06d}-{'decide' if body else 'claim'}",
            hashed="the same each time",
        )

    def _whole(self, number: int) -> Iterator[Any]:
        return whole_items(number, self._begun)

    def _put(self, items: list[Any]) -> None:
        puts = [{"PutRequest": {"Item": item}} for item in items]
        answer = self._writer.batch_write_item(RequestItems={self._table: puts})
        if answer["UnprocessedItems"]:
            raise RuntimeError("Not all items were written.")


class _ShippedPolicy:
    """Implements `Policies` with the policy that ships."""

    def __init__(self) -> None:
        self._policy = policy_file.read(_POLICY)

    def current(self) -> Policy:
        return self._policy


class _Uncounted:
    """Implements `Counter`: metrics would go to the report."""

    def count(self, name: str, value: float = 1) -> None:
        """Forgets it."""


def _desk(bench: BenchCloud, client: Any, table: str) -> Desk:
    """As the function's handler wires it."""
    return Desk(
        contents=DynamoDbContents(client, table),
        cases=DynamoDbCases(client, table),
        people=DynamoDbPeople(client, table),
        showcase=LambdaShowcase(bench.functions, "nobody-reveals-anything-here"),
        policies=_ShippedPolicy(),
        counter=_Uncounted(),
        rules=RULES,
        bucket=BUCKET,
        now=lambda: datetime.now(UTC),
        chance=lambda: _NO_SECOND_LOOK,
        tell=lambda _message, _content_id: None,
    )


@contextlib.contextmanager
def _queue(
    bench: BenchCloud, tape: Tape, name: str, open_cases: int, begun: datetime
) -> Iterator[_Queue]:
    """On a table with the deployed one's keys and indexes; nobody listens to what happens there."""
    deployed = bench.dynamodb.describe_table(TableName=bench.outputs["ModerationTable"])["Table"]
    table = f"desk-{name}"
    bench.dynamodb.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=deployed["KeySchema"],
        AttributeDefinitions=deployed["AttributeDefinitions"],
        GlobalSecondaryIndexes=[
            {key: index[key] for key in ("IndexName", "KeySchema", "Projection")}
            for index in deployed["GlobalSecondaryIndexes"]
        ],
    )
    try:
        queue = _Queue(bench, tape, table, begun)
        queue.fill(open_cases)
        yield queue
    finally:
        bench.dynamodb.delete_table(TableName=table)


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
