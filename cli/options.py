"""Arguments and options that several commands share."""

from typing import Annotated

import typer

Name = Annotated[
    str,
    typer.Argument(
        metavar="KEY|URL|CONTENT_ID",
        help="A key in the uploads bucket, s3://bucket/key[?versionId=...], or a content id. "
        "Put a name that begins with a dash behind --",
    ),
]
Stage = Annotated[
    str | None,
    typer.Option("--stage", metavar="NAME", envvar="MODERATION_STAGE", help="Which deployment."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
User = Annotated[
    str | None,
    typer.Option(
        "--user",
        metavar="NAME",
        envvar="MODERATION_USER",
        help="Who you are at the review desk. The password is MODERATION_PASSWORD, or asked for.",
    ),
]
