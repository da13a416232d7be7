"""Local clouds for the end-to-end tests: their own folders, their own ports, gone afterwards."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from local.cloud.deploy import deploy
from local.cloud.processes import start, stop
from local.cloud.settings import Cloud
from tests.e2e.cloud.clients import Aws
from tests.e2e.cloud.door import Door
from tests.e2e.pipeline.stage import Stage


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A bare local cloud: nothing is deployed to it."""
    folder = tmp_path_factory.mktemp("cloud")
    try:
        yield start(folder)
    finally:
        stop(folder)


@contextmanager
def deployed_to(folder: Path) -> Iterator[Stage]:
    """The stage `local`, deployed by the real CDK to a cloud of its own in that folder."""
    try:
        cloud = start(folder)
        outputs = json.loads(deploy(cloud, Console(stderr=True)).read_text())
        named = {name: value for stack in outputs.values() for name, value in stack.items()}
        with closing(Aws(cloud.endpoint, cloud.ca_bundle)) as aws:
            yield Stage(cloud, aws, Door(cloud.plain), named)
    finally:
        stop(folder)


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage that the tests of pipeline and videos share."""
    with deployed_to(tmp_path_factory.mktemp("pipeline")) as stage:
        yield stage


@pytest.fixture
def stage(deployed: Stage) -> Iterator[Stage]:
    """The deployed stage; every test leaves it without faults."""
    yield deployed
    deployed.door.delete("faults")
    deployed.door.delete("rekognition")
