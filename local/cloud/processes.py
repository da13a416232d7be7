"""Starting and stopping the local cloud: one process group for each folder, loopback only."""

import contextlib
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from local.cloud.certificate import write_certificate
from local.cloud.settings import REGION, Cloud, load, record, write_env_file

_REPOSITORY = Path(__file__).resolve().parents[2]
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "USER", "LOGNAME")
_START_SECONDS = 60.0
_GRACE_SECONDS = 2.0  # nothing is kept over a stop, so there is nothing to wait for
_STOP_SECONDS = 8.0
_LOG_TAIL_LINES = 15


class CloudError(Exception):
    """The local cloud could not be started, stopped or deployed to; the message says why."""


def status(folder: Path) -> Cloud | None:
    """The cloud running in a folder, or None. A reused process id does not count."""
    cloud = load(folder)
    return cloud if cloud and _leader(cloud) else None


def start(folder: Path) -> Cloud:
    """Starts a fresh cloud in a folder, or returns the one that runs there already.

    Returns once it answers, at the latest after 60 s; otherwise raises `CloudError` with the end
    of its log. Ports are free ones of the moment, so clouds of different folders never collide.
    """
    folder = folder.resolve()
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    with _only_one(folder):
        running = status(folder)
        if running:
            return running
        _clear(folder)
        cloud = _launch(folder)
        try:
            _wait_until_ready(cloud)
        except BaseException:
            _end(cloud)
            raise
        write_env_file(cloud)
        return cloud


def stop(folder: Path) -> bool:
    """Ends a folder's cloud with every process it started; False if there was nothing to end.

    Safe to repeat, and right where the cloud died by itself or never ran: afterwards none of its
    processes and ports is left.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        return False
    with _only_one(folder):
        cloud = load(folder)
        ended = _end(cloud) if cloud else False
        _clear(folder)
        return ended


def log_tail(path: Path, lines: int = _LOG_TAIL_LINES) -> str:
    """The last lines of a log, indented, with its path; for error messages."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return f"(no log at {path})"
    last = "\n".join(f"  | {line}" for line in text.splitlines()[-lines:])
    return f"{last}\n  The whole log: {path}"


def _launch(folder: Path) -> Cloud:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    write_certificate(certificate, key)
    (folder / "aws-config").write_text("", encoding="utf-8")
    (folder / "tmp").mkdir(exist_ok=True)
    with (
        _free_port() as tls,
        _free_port() as plain,
        (folder / "logs" / "cloud.log").open("wb") as log,
    ):
        cloud_ports = tls.getsockname()[1], plain.getsockname()[1]
        process = subprocess.Popen(  # noqa: S603 - this interpreter with our own arguments
            [sys.executable, "-m", "local.cloud.server", str(tls.fileno()), str(plain.fileno())],
            cwd=_REPOSITORY,
            env=_server_environment(folder, *cloud_ports),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(tls.fileno(), plain.fileno()),
            start_new_session=True,
        )
    # The cloud outlives this program: it is not this object's business to wait for it.
    process.returncode = 0
    cloud = Cloud(
        endpoint=f"https://127.0.0.1:{cloud_ports[0]}",
        plain=f"http://127.0.0.1:{cloud_ports[1]}",
        pid=process.pid,
        started=psutil.Process(process.pid).create_time(),
        folder=folder,
        ca_bundle=certificate,
    )
    cloud.save()
    return cloud


def _server_environment(folder: Path, tls_port: int, plain_port: int) -> dict[str, str]:
    """Everything the cloud's process and the functions in it see; nothing of the shell's but this.

    The root's keys stand out: functions run as their own roles.
    """
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return kept | {
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(folder / "tmp"),
        "AUTH": "true",
        "GATEWAY_PORT": str(plain_port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "AWS_ENDPOINT_URL": f"https://127.0.0.1:{tls_port}",
        "AWS_CA_BUNDLE": str(folder / "certificate.pem"),
        "AWS_CONFIG_FILE": str(folder / "aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "aws-config"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "LAMBDA_EXECUTOR": "local",
        # Listeners that ministack would open on every interface.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent/docker.sock",
        "LOCAL_CLOUD_CERTIFICATE": str(folder / "certificate.pem"),
        "LOCAL_CLOUD_KEY": str(folder / "key.pem"),
    }


def _free_port() -> socket.socket:
    """A bound, listening socket that the cloud inherits: nobody can take its port in between."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    return listener


def _wait_until_ready(cloud: Cloud) -> None:
    log = cloud.folder / "logs" / "cloud.log"
    deadline = time.monotonic() + _START_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        if not _leader(cloud):
            raise CloudError(f"The local cloud ended while starting.\n{log_tail(log)}")
        try:
            with opener.open(f"{cloud.plain}/_local/ready", timeout=2) as answer:
                if json.load(answer)["ready"]:
                    return
        except (OSError, ValueError):
            pass
        time.sleep(0.1)
    raise CloudError(f"The local cloud did not answer in {_START_SECONDS:.0f} s.\n{log_tail(log)}")


def _leader(cloud: Cloud) -> psutil.Process | None:
    """The cloud's main process, unless it ended or its id now belongs to another program."""
    try:
        process = psutil.Process(cloud.pid)
        same = abs(process.create_time() - cloud.started) < 1
        alive = process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if same and alive else None


def _end(cloud: Cloud) -> bool:
    members = _members(cloud)
    leader = _leader(cloud)
    if leader:
        with contextlib.suppress(psutil.NoSuchProcess):
            leader.terminate()
        psutil.wait_procs([leader], timeout=_GRACE_SECONDS)
    left = {process.pid: process for process in (*members, *_members(cloud))}
    for process in left.values():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _, alive = psutil.wait_procs(list(left.values()), timeout=_STOP_SECONDS)
    if alive:
        raise CloudError(f"These processes of the local cloud do not end: {alive}")
    return bool(left)


def _members(cloud: Cloud) -> list[psutil.Process]:
    """The processes of the cloud: its group, and what its leader started outside of it.

    Each object remembers its process's start time, so a kill never meets a reused id. A group of
    the same number whose members do not carry this cloud's folder belongs to somebody else.
    """
    found = {}
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            in_group = os.getpgid(process.pid) == cloud.pid
            if in_group and process.environ().get("TMPDIR") == str(cloud.folder / "tmp"):
                found[process.pid] = process
    leader = _leader(cloud)
    if leader:
        with contextlib.suppress(psutil.NoSuchProcess):
            found |= {child.pid: child for child in leader.children(recursive=True)}
            found[leader.pid] = leader
    return list(found.values())


def _clear(folder: Path) -> None:
    """Removes what points at a cloud that is gone; logs stay."""
    for path in (record(folder), folder / "env.sh", folder / "outputs.json", folder / "key.pem"):
        path.unlink(missing_ok=True)
    shutil.rmtree(folder / "tmp", ignore_errors=True)


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """One start or stop at a time in a folder; the next one waits."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
