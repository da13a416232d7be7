"""`python -m local.cloud up | down | status`: the local cloud, for `make up` and `make down`."""

import time
from typing import Annotated

import typer
from rich.console import Console

from local.cloud.deploy import deploy, step
from local.cloud.processes import CloudError, start, status, stop
from local.cloud.settings import Cloud, default_folder, write_env_file

commands = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
_console = Console(highlight=False, soft_wrap=True)


@commands.command()
def up(
    bare: Annotated[bool, typer.Option("--bare", help="Start the cloud, deploy nothing.")] = False,
) -> None:
    """Starts the local cloud and deploys the pipeline to it with the real CDK."""
    folder = default_folder()
    begun = time.monotonic()
    cloud = status(folder)
    if cloud:
        _console.print(f"The local cloud runs already: {cloud.endpoint} (process {cloud.pid})")
    else:
        with step(_console, "start the local cloud"):
            cloud = start(folder)
    if not bare:
        deploy(cloud, _console)
    env = write_env_file(cloud)
    _console.print(
        f"The local cloud is up after {time.monotonic() - begun:.0f} s: {cloud.endpoint}"
    )
    _console.print(f"Point a shell at it: . {env}")


@commands.command()
def down() -> None:
    """Stops the local cloud with everything in it."""
    folder = default_folder()
    with step(_console, "stop the local cloud"):
        ended = stop(folder)
    _console.print("The local cloud is down." if ended else "No local cloud was running.")


@commands.command(name="status")
def show() -> None:
    """Says whether the local cloud runs, and where; exit code 1 if it does not."""
    cloud: Cloud | None = status(default_folder())
    if cloud is None:
        _console.print("No local cloud is running.")
        raise typer.Exit(1)
    _console.print(f"The local cloud runs at {cloud.endpoint} (process {cloud.pid})")
    _console.print(f"Control door: {cloud.plain}/_local/   Logs: {cloud.folder / 'logs'}")


def main() -> None:
    """Runs a command; a failure says why and gives exit code 2."""
    try:
        commands()
    except CloudError as failure:
        _console.print(f"[red]✗[/red] {failure}", markup=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
