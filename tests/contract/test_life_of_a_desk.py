"""Whatever happens at a desk in whatever order, it keeps its promises, also on the real table."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract.conftest import DeskTables, dynamodb_desk, fake_desk
from tests.contract.desk_machine import LifeOfADesk

if TYPE_CHECKING:
    from tests.contract.conftest import Aws


def life_on(make: Callable[[], DeskTables]) -> type[LifeOfADesk]:
    """Each life with tables of its own."""

    class Life(LifeOfADesk):
        def __init__(self) -> None:
            super().__init__(make())

    return Life


def test_in_memory() -> None:
    often = settings(max_examples=400, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(life_on(fake_desk), settings=often)


def test_on_the_table(aws: "Aws") -> None:
    seldom = settings(max_examples=10, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(life_on(lambda: dynamodb_desk(aws)), settings=seldom)
