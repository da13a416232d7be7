"""The real CDK against the local cloud: bootstrap, then deploy, each with its own log."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from local.cloud.processes import CloudError, log_tail
from local.cloud.settings import ACCOUNT, REGION, Cloud, process_environment

_REPOSITORY = Path(__file__).resolve().parents[2]
_BOOTSTRAP_SECONDS = 180.0
_DEPLOY_SECONDS = 420.0
_TAIL_LINES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class CdkApp:
    """A CDK app to deploy: its folder, and the command that synthesises it."""

    folder: Path = _REPOSITORY
    command: str = f"{sys.executable} app.py"
    cdk: Path = _REPOSITORY / "node_modules" / ".bin" / "cdk"


def deploy(cloud: Cloud, console: Console, app: CdkApp | None = None) -> Path:
    """Bootstraps the cloud if it is not, and deploys all stacks of the stage `local`.

    Returns the file of the stack outputs. Raises `CloudError` with the end of the failed step's
    log. Safe to repeat: unchanged stacks stay as they are.
    """
    app = app or CdkApp()
    if not app.cdk.exists():
        raise CloudError(f"The CDK command line is missing ({app.cdk}): run `npm ci`.")
    outputs = cloud.folder / "outputs.json"
    marker = cloud.folder / "tmp" / "bootstrapped"
    if not marker.exists():
        bootstrap = ["bootstrap", f"aws://{ACCOUNT}/{REGION}"]
        _run(cloud, console, app, name="cdk bootstrap", arguments=bootstrap)
        marker.touch()
    arguments = ["deploy", "--all", "--require-approval", "never", "--concurrency", "2"]
    arguments += ["--outputs-file", str(outputs)]
    _run(cloud, console, app, name="cdk deploy", arguments=arguments)
    return outputs


@contextmanager
def step(console: Console, name: str) -> Iterator[None]:
    """Shows a step while it runs, with its seconds once it is done."""
    begun = time.monotonic()
    with console.status(f"{name} …"):
        yield
    console.print(f"  [green]✓[/green] {name} [dim]{time.monotonic() - begun:.1f} s[/dim]")


def _run(cloud: Cloud, console: Console, app: CdkApp, *, name: str, arguments: list[str]) -> None:
    log = cloud.folder / "logs" / f"{name.replace(' ', '-')}.log"
    bootstrapping = arguments[0] == "bootstrap"
    limit = _BOOTSTRAP_SECONDS if bootstrapping else _DEPLOY_SECONDS
    command = [str(app.cdk), *arguments, "--ci", "--no-notices", "--no-version-reporting"]
    if not bootstrapping:
        command += ["--app", app.command]
        command += ["-c", "stage=local", "-c", f"endpoint={cloud.endpoint}"]
        command += ["--output", str(cloud.folder / "cdk.out"), "--progress", "events"]
    with step(console, name), log.open("wb") as output:
        try:
            done = subprocess.run(  # noqa: S603 - our own CDK with our own arguments
                command,
                # Bootstrapping needs no app: none is synthesised outside of one's folder.
                cwd=cloud.folder if bootstrapping else app.folder,
                env=_environment(cloud, os.environ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CloudError(f"{name} took over {limit:.0f} s.\n{_tail(log)}") from error
        if done.returncode:
            raise CloudError(f"{name} failed.\n{_tail(log)}")


def _tail(log: Path) -> str:
    return log_tail(log, _TAIL_LINES)


def _environment(cloud: Cloud, shell: Mapping[str, str]) -> dict[str, str]:
    quiet = {
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
        "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }
    return process_environment(cloud, shell) | quiet
