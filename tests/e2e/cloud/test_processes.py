"""The local cloud starts where it is told, is remembered, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from local.cloud import processes
from local.cloud.processes import CloudError, start, status, stop
from local.cloud.settings import Cloud, environment, load, process_environment
from tests.e2e.cloud.clients import Aws, until

pytestmark = pytest.mark.e2e

DISTURBING = {
    "AWS_PROFILE": "production",
    "AWS_SESSION_TOKEN": "x",
    "AWS_ENDPOINT_URL_S3": "https://s3.example.com",
    "AWS_CA_BUNDLE": "/nonexistent",
    "REQUESTS_CA_BUNDLE": "/nonexistent",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "GATEWAY_PORT": "1",
    "AUTH": "false",
}

LEAVES_A_PROGRAM = (
    "import subprocess\n"
    "def handler(event, context):\n"
    "    subprocess.Popen(['sleep', '60'], stdin=subprocess.DEVNULL)\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose cloud is gone after the test."""
    yield tmp_path / "cloud"
    stop(tmp_path / "cloud")


def test_a_started_cloud_is_used_again(cloud: Cloud) -> None:
    assert start(cloud.folder) == cloud == status(cloud.folder)


def test_clouds_of_two_folders_do_not_collide(cloud: Cloud, folder: Path) -> None:
    other = start(folder)
    assert {_port(cloud.endpoint), _port(cloud.plain)}.isdisjoint(
        {_port(other.endpoint), _port(other.plain)}
    )


def test_nothing_listens_beyond_loopback(cloud: Cloud) -> None:
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(cloud.pid).net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}
    assert len(listening) == 2


def test_stopping_leaves_no_process_and_no_port(folder: Path) -> None:
    cloud = start(folder)
    worker = _start_a_function(cloud)
    assert stop(folder)
    assert not psutil.pid_exists(cloud.pid)
    assert not psutil.pid_exists(worker.pid)
    assert not _answers(cloud.endpoint)
    assert not _answers(cloud.plain)
    assert (status(folder), load(folder), stop(folder)) == (None, None, False)


def test_what_a_dead_cloud_left_running_is_stopped(folder: Path) -> None:
    cloud = start(folder)
    stray = _start_a_function(cloud, LEAVES_A_PROGRAM).children()[0]
    os.kill(cloud.pid, signal.SIGKILL)
    until(lambda: status(folder) is None)
    assert stray.is_running()
    stop(folder)
    assert not stray.is_running()


def test_another_program_with_the_same_process_id_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        dead = Cloud(
            endpoint="https://127.0.0.1:1",
            plain="http://127.0.0.1:1",
            pid=other.pid,
            started=psutil.Process(other.pid).create_time() - 100,
            folder=folder,
            ca_bundle=folder / "certificate.pem",
        )
        dead.save()
        assert load(folder) == replace(dead, folder=folder)
        assert status(folder) is None
        assert not stop(folder)
        assert other.poll() is None
        other.communicate(b"\n")


def test_a_cloud_that_was_never_started_is_down(tmp_path: Path) -> None:
    assert not stop(tmp_path / "nowhere")
    assert status(tmp_path / "nowhere") is None


def test_a_failing_start_says_why_and_where_the_log_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = processes._server_environment

    def without_key(folder: Path, tls: int, plain: int) -> dict[str, str]:
        return {n: v for n, v in given(folder, tls, plain).items() if n != "LOCAL_CLOUD_KEY"}

    monkeypatch.setattr(processes, "_server_environment", without_key)
    with pytest.raises(CloudError, match=r"(?s)ended while starting.*LOCAL_CLOUD_KEY.*cloud\.log"):
        start(folder)
    assert status(folder) is None


def test_the_shells_own_settings_do_not_disturb_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in DISTURBING.items():
        monkeypatch.setenv(name, value)
    cloud = start(folder)
    seen = process_environment(cloud, os.environ)
    assert environment(cloud).items() <= seen.items()
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "HTTPS_PROXY", "https_proxy"} & seen.keys()
    program = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
    told = subprocess.run(  # noqa: S603 - this interpreter, our own program
        [sys.executable, "-c", program], env=seen, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "arn:aws:iam::000000000000:root"


def test_env_sh_replaces_the_shells_own_settings(cloud: Cloud) -> None:
    shell = subprocess.run(  # noqa: S603 - our own script
        ["/bin/sh", "-c", f". {cloud.folder}/env.sh; env"],
        env={**os.environ, **DISTURBING},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = dict(line.split("=", 1) for line in shell.stdout.splitlines() if "=" in line)
    assert environment(cloud).items() <= seen.items()
    aws = {name for name in seen if name.startswith("AWS_")}
    assert aws == {name for name in environment(cloud) if name.startswith("AWS_")}


def _port(address: str) -> int:
    return urlsplit(address).port or 0


def _answers(address: str) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", _port(address))) == 0


def _start_a_function(cloud: Cloud, code: str = "def handler(*_): pass") -> psutil.Process:
    with closing(Aws(cloud.endpoint, cloud.ca_bundle)) as aws:
        name = aws.function(code)
        aws.client("lambda").invoke(FunctionName=name)["Payload"].close()
    return psutil.Process(cloud.pid).children()[0]
