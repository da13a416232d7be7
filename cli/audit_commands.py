"""`moderate audit`. The command only names its options and calls its module."""

from pathlib import Path
from typing import Annotated

import typer

from cli.audit_formats import Format
from cli.options import Json, Stage
from cli.running import connected

audit = typer.Typer(
    help="The record: every verdict, and all that people did at the review desk.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@audit.callback()
def _audit() -> None:
    """Keeps `export` a command of its own while it is the only one."""


@audit.command("export")
def audit_export(  # noqa: PLR0913 - a command's options
    ctx: typer.Context,
    *,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="A date, from its beginning; or a time.")
    ],
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="TIME", help="A date, to its end; or a time. Else: now."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="One line each.")] = Format.NDJSON,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Not there until it is whole."),
    ] = None,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Every verdict and all work on cases of a stretch of time, in order of time. In UTC.

    Example: moderate audit export --since 2026-11-01 --until 2026-11-30 --output november.ndjson
    """
    from cli import audit_export as command  # noqa: PLC0415 - only what this command needs
    from cli.audit_range import read_stretch  # noqa: PLC0415 - likewise

    command.check(form, output, as_json=as_json)
    world = connected(ctx, stage)
    stretch = read_stretch(since, until, world.now())
    command.export(world, stretch, form=form, output=output, as_json=as_json)
