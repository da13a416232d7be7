"""An account whose processes share one table of turns, on clocks that only the test moves."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from lambdas.moderation.aws.turns import AccountTurns
from lambdas.moderation.domain.errors import Retryable
from tests.fakes import Clock

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

START, GET = "StartContentModeration", "GetContentModeration"


@dataclass
class Account:
    """One table, and processes that share it."""

    aws: "Aws"
    rate: float = 5
    clock: Clock = field(default_factory=Clock)
    table: str = ""

    def __post_init__(self) -> None:
        self.table = self.aws.table()

    def turns(self, clock: Clock | None = None, *, longest_wait: float = 8) -> AccountTurns:
        at = clock or self.clock
        return AccountTurns(
            self.aws.dynamodb,
            self.table,
            rate=self.rate,
            clock=at.time,
            sleep=at.sleep,
            longest_wait=longest_wait,
        )

    def times(self, calls: int, turns: AccountTurns, operation: str = START) -> list[float]:
        """When each of so many calls in a row is made, in seconds."""
        made = []
        for _ in range(calls):
            turns.wait(operation)
            made.append(self.clock.time())
        return made

    def crowd(
        self, skews: list[float], calls: int, busy: Callable[[int], float], rest: float = 0
    ) -> list[float]:
        """When the calls of many processes are made, each by its own clock, in true seconds.

        A process is `busy` after each of its calls; after half of them it rests. Who is told that
        it would wait too long comes again two seconds later.
        """
        began = self.clock.time()
        order = count()
        queue = [(began, next(order), number, calls) for number in range(len(skews))]
        made: list[float] = []
        while queue:
            true, _, number, left = heapq.heappop(queue)
            slept: list[float] = []

            def tell(true: float = true, number: int = number) -> float:
                return true + skews[number]

            turns = AccountTurns(
                self.aws.dynamodb, self.table, rate=self.rate, clock=tell, sleep=slept.append
            )
            try:
                turns.wait(START)
            except Retryable:
                heapq.heappush(queue, (true + 2, next(order), number, left))
                continue
            at = true + sum(slept)
            made.append(at)
            if left > 1:
                pause = busy(number) + (rest if left == calls // 2 + 1 else 0)
                heapq.heappush(queue, (at + pause, next(order), number, left - 1))
        return sorted(made)


def most_within(made: list[float], seconds: float) -> int:
    """The most calls in any stretch of so many seconds."""
    return max(sum(start <= at < start + seconds for at in made) for start in made)
