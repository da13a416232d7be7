"""The pipeline, deployed once to a local cloud of its own; every test leaves it without faults."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from rich.console import Console

from local.cloud.deploy import deploy
from local.cloud.processes import start, stop
from tests.e2e.cloud.clients import Aws
from tests.e2e.cloud.door import Door
from tests.e2e.pipeline.stage import Stage


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage `local`, deployed by the real CDK."""
    folder = tmp_path_factory.mktemp("pipeline")
    try:
        cloud = start(folder)
        outputs = json.loads(deploy(cloud, Console(stderr=True)).read_text())
        named = {name: value for stack in outputs.values() for name, value in stack.items()}
        with closing(Aws(cloud.endpoint, cloud.ca_bundle)) as aws:
            yield Stage(cloud, aws, Door(cloud.plain), named)
    finally:
        stop(folder)


@pytest.fixture
def stage(deployed: Stage) -> Iterator[Stage]:
    """The deployed stage, without faults before and after."""
    yield deployed
    deployed.door.delete("faults")
    deployed.door.delete("rekognition")
