"""A stage of the desk's own: nobody else's cases are in its queues."""

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import deployed_to
from tests.e2e.desk.desk import Desk


@pytest.fixture(scope="session")
def desk_deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The stage `local` with its review desk, deployed to a cloud of its own."""
    with deployed_to(tmp_path_factory.mktemp("desk")) as stage:
        yield Desk(stage)


@pytest.fixture
def desk(desk_deployed: Desk) -> Iterator[Desk]:
    """The desk; every test leaves its stage without faults."""
    yield desk_deployed
    desk_deployed.stage.door.delete("faults")
    desk_deployed.stage.door.delete("rekognition")
