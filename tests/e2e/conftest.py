"""A local cloud for the end-to-end tests: its own folder, its own ports, gone afterwards."""

from collections.abc import Iterator

import pytest

from local.cloud.processes import start, stop
from local.cloud.settings import Cloud


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A bare local cloud: nothing is deployed to it."""
    folder = tmp_path_factory.mktemp("cloud")
    try:
        yield start(folder)
    finally:
        stop(folder)
