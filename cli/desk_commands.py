"""The review desk's commands: `cases` and `users`. Each only names options, calls its module."""

from typing import Annotated

import typer

from cli.errors import CommandError
from cli.options import Json, Name, Stage, User
from cli.running import connected
from lambdas.moderation.domain.person import Role

cases = typer.Typer(
    help="The review desk: what waits for people; take a case, decide it, give it back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
users = typer.Typer(
    help="Who may work at the review desk, and as what.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="Why; goes to the history.")
]
_Person = Annotated[str, typer.Argument(metavar="NAME", help="The person's name at the desk.")]


@cases.command("list")
def cases_list(  # noqa: PLR0913 - a command's options
    ctx: typer.Context,
    queue: Annotated[str | None, typer.Argument(metavar="[QUEUE]", help="A queue.")] = None,
    *,
    mine: Annotated[bool, typer.Option("--mine", help="The cases that you have.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="So many.")] = 20,
    user: User = None,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Your queues with counts; with QUEUE its open cases, the most urgent first.

    Example: moderate cases list general
    """
    from cli import case_work  # noqa: PLC0415 - only what this command needs is loaded

    if mine and queue is not None:
        raise CommandError("Either a queue or --mine: the latter lists what you have, of all.")
    world = connected(ctx, stage)
    if mine or queue is not None:
        case_work.list_cases(world, user, queue=queue, limit=limit, as_json=as_json)
    else:
        case_work.list_queues(world, user, as_json=as_json)


@cases.command("show")
def cases_show(
    ctx: typer.Context,
    name: Name,
    *,
    history: Annotated[bool, typer.Option("--history", help="All that happened to it.")] = False,
    user: User = None,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """A case: why there is one, about what, how urgent, who has it.

    Example: moderate cases show photos/cat.jpg --history
    """
    from cli import case_work  # noqa: PLC0415 - only what this command needs is loaded

    case_work.show(connected(ctx, stage), user, name, history=history, as_json=as_json)


@cases.command("claim")
def cases_claim(
    ctx: typer.Context,
    queue: Annotated[
        str | None, typer.Argument(metavar="[QUEUE]", help="Take this queue's next case.")
    ] = None,
    *,
    name: Annotated[
        str | None, typer.Option("--case", metavar="NAME", help="Take this one: key, URL or id.")
    ] = None,
    user: User = None,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Takes the next case of a queue, or a named one. It is yours for a while.

    Example: moderate cases claim general
    """
    from cli import case_work  # noqa: PLC0415 - only what this command needs is loaded

    case_work.check_which(queue, name)
    case_work.claim(connected(ctx, stage), user, queue=queue, name=name, as_json=as_json)


@cases.command("decide")
def cases_decide(  # noqa: PLR0913 - a command's options
    ctx: typer.Context,
    name: Name,
    *,
    approve: Annotated[bool, typer.Option("--approve", help="It can be read.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It stays unreadable.")] = False,
    clause: Annotated[
        str | None, typer.Option("--clause", metavar="ID", help="Of the policy: why.")
    ] = None,
    note: _Note = None,
    user: User = None,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Decides a case that you have. It counts at once.

    Example: moderate cases decide photos/cat.jpg --reject --clause other-reject --note "a scam"
    """
    from cli import case_work  # noqa: PLC0415 - only what this command needs is loaded

    if approve == reject:
        raise CommandError("Say either --approve or --reject.")
    decision = "approve" if approve else "reject"
    world = connected(ctx, stage)
    case_work.decide(
        world, user, name, decision=decision, clause=clause, note=note, as_json=as_json
    )


@cases.command("release")
def cases_release(
    ctx: typer.Context,
    name: Name,
    *,
    user: User = None,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Gives a case back that you have.

    Example: moderate cases release photos/cat.jpg
    """
    from cli import case_work  # noqa: PLC0415 - only what this command needs is loaded

    case_work.release(connected(ctx, stage), user, name, as_json=as_json)


@users.command("add")
def users_add(
    ctx: typer.Context,
    name: _Person,
    *,
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS", help="Gets the password.")],
    role: Annotated[list[Role], typer.Option("--role", help="May be given several times.")],
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Makes an account. A first password is sent to the e-mail address.

    Example: moderate users add ana --email ana@example.com --role moderator
    """
    from cli import accounts  # noqa: PLC0415 - only what this command needs is loaded

    accounts.check(name, email)
    accounts.add(connected(ctx, stage), name, email=email, roles=role, as_json=as_json)


@users.command("remove")
def users_remove(
    ctx: typer.Context, name: _Person, *, stage: Stage = None, as_json: Json = False
) -> None:
    """Ends somebody's sign-ins. The name is kept for ever: it never means another person.

    Example: moderate users remove ana
    """
    from cli import accounts  # noqa: PLC0415 - only what this command needs is loaded

    accounts.remove(connected(ctx, stage), name, as_json=as_json)


@users.command("restore")
def users_restore(
    ctx: typer.Context, name: _Person, *, stage: Stage = None, as_json: Json = False
) -> None:
    """Lets a removed person in again, with the roles they had.

    Example: moderate users restore ana
    """
    from cli import accounts  # noqa: PLC0415 - only what this command needs is loaded

    accounts.restore(connected(ctx, stage), name, as_json=as_json)


@users.command("role")
def users_role(
    ctx: typer.Context,
    name: _Person,
    roles: Annotated[list[Role], typer.Argument(help="All that they shall have.")],
    *,
    stage: Stage = None,
    as_json: Json = False,
) -> None:
    """Gives somebody exactly these roles.

    Example: moderate users role ana moderator senior
    """
    from cli import accounts  # noqa: PLC0415 - only what this command needs is loaded

    accounts.set_roles(connected(ctx, stage), name, roles, as_json=as_json)


@users.command("list")
def users_list(ctx: typer.Context, *, stage: Stage = None, as_json: Json = False) -> None:
    """All accounts, also those that were removed.

    Example: moderate users list
    """
    from cli import accounts  # noqa: PLC0415 - only what this command needs is loaded

    accounts.list_accounts(connected(ctx, stage), as_json=as_json)
