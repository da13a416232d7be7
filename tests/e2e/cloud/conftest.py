"""The bare cloud's clients, and a ministack without the bridge to compare it with."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from local.cloud import processes
from local.cloud.settings import Cloud
from tests.e2e.cloud.clients import Aws, until
from tests.e2e.cloud.door import Door


@pytest.fixture(scope="session")
def aws(cloud: Cloud) -> Iterator[Aws]:
    """Clients of the local cloud."""
    with closing(Aws(cloud.endpoint, cloud.ca_bundle)) as clients:
        yield clients


@pytest.fixture
def door(cloud: Cloud) -> Iterator[Door]:
    """The cloud's control door; faults are gone after each test."""
    opened = Door(cloud.plain)
    yield opened
    opened.delete("faults")


@pytest.fixture(scope="session")
def unbridged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """Clients of a plain ministack with IAM on: what the bridge is there for."""
    folder = tmp_path_factory.mktemp("ministack")
    (folder / "tmp").mkdir()
    with processes._free_port() as port, (folder / "log").open("wb") as log:
        number = port.getsockname()[1]
        address = f"http://127.0.0.1:{number}"
        environment = processes._server_environment(folder, number, number)
        environment |= {"AWS_ENDPOINT_URL": address}
        del environment["AWS_CA_BUNDLE"]
        process = subprocess.Popen(  # noqa: S603 - this interpreter, our own arguments
            [sys.executable, "-m", "hypercorn", "ministack.app:app", "-b", f"fd://{port.fileno()}"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(port.fileno(),),
            start_new_session=True,
        )
    try:
        with closing(Aws(address)) as clients:
            until(lambda: b"Running on" in Path(folder / "log").read_bytes(), seconds=30)
            yield clients
    finally:
        os.killpg(process.pid, 9)
        process.wait(timeout=10)
