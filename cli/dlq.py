"""`moderate dlq`: what could not be processed, why, and sending it through again."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from cli import printing, words
from cli.dead_letter_words import MEANINGS, cause
from cli.errors import CommandError
from cli.redrive import Redriven, held, redrive
from cli.status_json import moment
from cli.untrusted import clipped, visible
from cli.world import DeadLetter, DeadLetterName, DeadLetters, World

_LOOK_SECONDS = 20
_SHOWN = 10
_LONGEST_BODY = 2_000


def list_queues(world: World, *, as_json: bool) -> None:
    """Prints every dead-letter queue of the stage: how full, how old, what it means."""
    rows = [_summary(name, queue) for name, queue in world.dead_letters.items()]
    if as_json:
        printing.as_json([{**row, "oldest_seen_at": moment(row["oldest_seen_at"])} for row in rows])
        return
    printing.table(
        ("queue", "messages", "oldest seen", "in use"),
        (
            (
                row["name"],
                f"{row['messages']:,}",
                _age(world, row["oldest_seen_at"]),
                f"{row['received']:,}",
            )
            for row in rows
        ),
    )
    filled = [row for row in rows if row["messages"] or row["received"]]
    for row in filled:
        printing.say()
        printing.say(f"{row['name']}: {row['means']}", style="yellow")
        printing.say(f"{row['do']} See them: moderate dlq show {row['name']}")
    if not filled:
        printing.say()
        printing.say("Nothing is waiting. All is well.", style="green")


def show(world: World, name: DeadLetterName, *, limit: int | None, as_json: bool) -> None:
    """Prints up to `limit` messages (10 if none is given) and leaves them where they are."""
    queue = _queue(world, name)
    most = limit or _SHOWN
    with held(queue) as letters:
        while len(letters) < most:
            more = queue.receive(hold_seconds=_LOOK_SECONDS, most=min(10, most - len(letters)))
            known = {letter.message_id for letter in letters}
            fresh = [letter for letter in more if letter.message_id not in known]
            letters.extend(fresh)
            if not fresh:
                break
        shown = list(letters)
    if as_json:
        printing.as_json([_letter_json(letter) for letter in shown])
        return
    for letter in shown:
        _print_letter(world, letter)
    left = queue.backlog().waiting
    if not shown:
        printing.say(f"No messages wait in {name.value}.")
    elif left > len(shown):
        printing.say(f"Shown: {len(shown):,} of about {left:,}. More with --limit.")


def redrive_queue(world: World, name: DeadLetterName, *, limit: int | None, as_json: bool) -> None:
    """Sends the messages back where they came from, or through again what they report."""
    queue = _queue(world, name)
    total = limit or queue.backlog().waiting
    with Progress(
        TextColumn("Redriving"),
        BarColumn(),
        MofNCompleteColumn(),
        console=printing.console(sys.stderr),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("", total=total or None)
        done = redrive(world, name, limit=limit, progress=lambda n: bar.advance(task, n))
    left = queue.backlog().waiting
    if as_json:
        printing.as_json({"name": name.value, **asdict(done), "left": left})
        return
    _print_redriven(name, done, returns=queue.returns)
    if left:
        printing.say(
            f"About {words.count(left, 'message')} left. Run it again, or look: "
            f"moderate dlq show {name.value}"
        )


def _print_redriven(name: DeadLetterName, done: Redriven, *, returns: bool) -> None:
    if returns:
        printing.say(f"{words.count(done.sent_back, 'message')} of {name.value} sent back.")
        return
    printing.say(
        f"{words.count(done.sent_through_again, 'content')} sent through again, "
        f"{words.count(done.deleted, 'report')} deleted."
    )
    if done.damaged:
        printing.complain(
            f"{words.count(done.damaged, 'content')} left alone: what is stored of them is damaged."
        )


def _summary(name: DeadLetterName, queue: DeadLetters) -> dict[str, Any]:
    backlog = queue.backlog()
    seen = queue.receive(hold_seconds=0) if backlog.waiting else []
    return {
        "name": name.value,
        "messages": backlog.waiting,
        "received": backlog.received,
        "oldest_seen_at": min((letter.sent_at for letter in seen), default=None),
        "means": MEANINGS[name].means,
        "do": MEANINGS[name].do,
    }


def _queue(world: World, name: DeadLetterName) -> DeadLetters:
    if name not in world.dead_letters:
        has = ", ".join(each.value for each in world.dead_letters)
        raise CommandError(
            f"Stage {world.stage} has no dead-letter queue {name.value}. It has: {has}."
        )
    return world.dead_letters[name]


def _age(world: World, at: datetime | None) -> str:
    return f"{words.ago(world.now() - at)} ago" if at else words.NONE


def _print_letter(world: World, letter: DeadLetter) -> None:
    printing.say(letter.message_id, style="bold")
    printing.fields(
        [
            ("sent", f"{words.when(letter.sent_at)} ({_age(world, letter.sent_at)})", ""),
            ("received", words.count(letter.deliveries, "time"), ""),
            ("why", visible(clipped(cause(letter), 500)), "yellow"),
            ("body", visible(clipped(_compact(letter.body), _LONGEST_BODY)), ""),
        ]
    )
    printing.say()


def _compact(body: str) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, separators=(", ", ": "))
    except (ValueError, RecursionError):
        return body


def _letter_json(letter: DeadLetter) -> dict[str, Any]:
    return {
        "message_id": letter.message_id,
        "sent_at": moment(letter.sent_at),
        "receive_count": letter.deliveries,
        "why": cause(letter),
        "body": letter.body,
        "attributes": {
            name: each.value if isinstance(each.value, str) else each.value.hex()
            for name, each in sorted(letter.attributes.items())
        },
    }
