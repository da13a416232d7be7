"""The command line `moderate`. Each command here only names its options and calls its module."""

from pathlib import Path
from typing import Annotated

import typer

from cli import audit_commands, desk_commands, running
from cli.options import Json, Name, Stage
from cli.running import Commands, connected
from cli.world import DeadLetterName

_ABOUT = """Where uploads stand in content moderation and why; the review desk and its record;
dead letters, re-screens, the policy.

Exit codes: 0 done, 1 the answer is "no", 2 wrong usage or unreachable.
Every command has --json. What talks to AWS needs a stage: --stage dev, or MODERATION_STAGE=dev.
For the local cloud: source .local/env.sh
"""

app = typer.Typer(
    cls=Commands,
    help=_ABOUT,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
_dlq = typer.Typer(
    help="What could not be processed (dead letters): see it, mend the cause, redrive it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_policy = typer.Typer(
    help="What is approved, reviewed, rejected: check a policy file, or show it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(desk_commands.cases, name="cases")
app.add_typer(audit_commands.audit, name="audit")
app.add_typer(desk_commands.users, name="users")
app.add_typer(_dlq, name="dlq")
app.add_typer(_policy, name="policy")

_Queue = Annotated[DeadLetterName, typer.Argument(help="Which dead-letter queue.")]
_Limit = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many messages.")
]
_File = Annotated[
    Path, typer.Argument(metavar="[FILE]", help="The policy file.", show_default=True)
]

_POLICY_YAML = Path("policy.yaml")


@app.command()
def status(
    ctx: typer.Context,
    name: Name,
    *,
    history: Annotated[bool, typer.Option("--history", help="All that happened to it.")] = False,
    all_versions: Annotated[
        bool, typer.Option("--all-versions", help="All known versions of the object.")
    ] = False,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Where a content stands and why. For a key: its newest known version.

    Example: moderate status photos/cat.jpg --history
    """
    from cli.status import show_status  # noqa: PLC0415 - only what this command needs is loaded

    world = connected(ctx, stage)
    show_status(world, name, history=history, all_versions=all_versions, as_json=as_json)


@app.command()
def rescreen(
    ctx: typer.Context,
    name: Name,
    *,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Goes to the history.")],
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Screens a content again. Its verdict stands until the new one.

    Example: moderate rescreen photos/cat.jpg --why "the policy was mended"
    """
    from cli import rescreen as command  # noqa: PLC0415 - only what this command needs is loaded

    command.check_why(why)
    command.rescreen(connected(ctx, stage), name, why=why, as_json=as_json)


@_dlq.command("list")
def dlq_list(ctx: typer.Context, *, stage: Stage = None, as_json: Json = False) -> None:
    """Every dead-letter queue: how full, what it means, what to do.

    Example: moderate dlq list --stage prod
    """
    from cli import dlq  # noqa: PLC0415 - only what this command needs is loaded

    dlq.list_queues(connected(ctx, stage), as_json=as_json)


@_dlq.command("show")
def dlq_show(
    ctx: typer.Context,
    name: _Queue,
    *,
    limit: _Limit = None,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """The messages of a dead-letter queue (10 unless told), and why they are there. They stay.

    Example: moderate dlq show intake --limit 3
    """
    from cli import dlq  # noqa: PLC0415 - only what this command needs is loaded

    dlq.show(connected(ctx, stage), name, limit=limit, as_json=as_json)


@_dlq.command("redrive")
def dlq_redrive(
    ctx: typer.Context,
    name: _Queue,
    *,
    limit: _Limit = None,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Sends messages through again. Mend the cause first. Nothing is lost if it is interrupted.

    Example: moderate dlq redrive intake --limit 1
    """
    from cli import dlq  # noqa: PLC0415 - only what this command needs is loaded

    dlq.redrive_queue(connected(ctx, stage), name, limit=limit, as_json=as_json)


@_policy.command("check")
def policy_check(file: _File = _POLICY_YAML, *, as_json: Json = False) -> None:
    """Finds the mistakes in a policy file, each with its line. Exit code 1 if there are any.

    Example: moderate policy check policy.yaml
    """
    from cli.policy import check_policy  # noqa: PLC0415 - only what this command needs is loaded

    check_policy(file, as_json=as_json)


@_policy.command("show")
def policy_show(
    file: _File = _POLICY_YAML,
    *,
    key: Annotated[
        str | None, typer.Option("--key", metavar="KEY", help="Only what applies to this key.")
    ] = None,
    as_json: Json = False,
) -> None:
    """The rules of a policy file as tables, profile by profile.

    Example: moderate policy show --key avatars/42.png
    """
    from cli.policy import show_policy  # noqa: PLC0415 - only what this command needs is loaded

    show_policy(file, key=key, as_json=as_json)


def main() -> None:
    """The program's entry point."""
    running.run(app)


if __name__ == "__main__":
    main()
