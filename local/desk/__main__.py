"""`python -m local.desk NAME [ROLE ...]`: an account at the desk of the local cloud that runs."""

import json
import os
from typing import Annotated

import boto3
import typer

from lambdas.moderation.domain.person import Role
from local.cloud.processes import status
from local.cloud.settings import default_folder, environment
from local.desk.accounts import make_account

_STACK = "ContentModeration-local-Review"


def main() -> None:
    """Runs the command."""
    typer.run(_make)


def _make(
    name: Annotated[str, typer.Argument(help="Who signs in; made or given a new password.")],
    roles: Annotated[
        list[Role] | None, typer.Argument(help="moderator where none is named.")
    ] = None,
) -> None:
    """Makes an account at the review desk of the local cloud, and says how to sign in."""
    cloud = status(default_folder())
    if cloud is None:
        raise _problem("No local cloud is running: make up")
    outputs = json.loads((cloud.folder / "outputs.json").read_text(encoding="utf-8"))
    if _STACK not in outputs:
        raise _problem("No review desk is deployed: see the setting `review` in cdk.json.")
    os.environ.update(environment(cloud))
    desk = outputs[_STACK]
    account = make_account(
        boto3.client("cognito-idp"), desk["UserPool"], name, roles or [Role.MODERATOR]
    )
    typer.echo(f"Console:  {desk['ReviewConsole']}")
    typer.echo(f"Name:     {account.person_id}")
    typer.echo(f"Password: {account.password}")


def _problem(text: str) -> typer.Exit:
    typer.echo(text, err=True)
    return typer.Exit(2)


if __name__ == "__main__":
    main()
