"""`moderate rescreen`: the one way to screen a content again."""

from cli import printing, words
from cli.errors import AnswerIsNo, CommandError
from cli.lookup import find
from cli.status_json import moment
from cli.untrusted import visible
from cli.world import World
from lambdas.moderation.domain.errors import Conflict, Retryable
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import SWEEP_AFTER, with_rescreen

_TRIES = 5
_LONGEST_WHY = 1_000


def rescreen(world: World, name: str, *, why: str, as_json: bool) -> None:
    """Raises the screening number of a content and sends it through the intake queue.

    Not idempotent: each call asks for one more screening. Where the message cannot be sent, the
    request stands and the sweep makes up for it.
    """
    check_why(why)
    state = _ask(world, find(world, name).state, who=world.who(), why=why.strip())
    sent = _sent(world, state)
    if as_json:
        printing.as_json(_json(state, sent=sent))
        return
    printing.say(f"Screening {state.screening} of {visible(state.content.key)} is under way.")
    if state.status.is_verdict:
        printing.say(f"Its verdict stands until then: {words.status_name(state.status)}.")
    if state.pinned:
        printing.say("A person decided on it: the new verdict goes to the history only.")
    if not sent:
        printing.complain(
            "The intake queue did not take the message. Nothing is lost: the sweep sends it "
            f"within about {words.ago(2 * SWEEP_AFTER)}."
        )


def check_why(why: str) -> None:
    """Raises `CommandError` for a reason that is blank, too long or not text."""
    if not why.strip():
        raise CommandError("Say why with --why: it becomes part of the content's history.")
    if len(why) > _LONGEST_WHY:
        raise CommandError(f"--why is longer than {_LONGEST_WHY:,} characters.")
    try:
        why.encode()
    except UnicodeEncodeError:
        raise CommandError("--why is not UTF-8.") from None


def _ask(world: World, state: ContentState, *, who: str, why: str) -> ContentState:
    """Writes the request; somebody else's write in between is read first, a few times."""
    current: ContentState | None = state
    for _ in range(_TRIES):
        change = current and with_rescreen(current, who=who, why=why, now=world.now())
        if not change:
            raise AnswerIsNo(
                "That version of the object was deleted, so it cannot be screened again."
            )
        try:
            world.contents.save(*change)
        except Conflict:
            current = world.contents.load(state.content.content_id)
        else:
            return change[0]
    raise CommandError(
        "The content is being changed by others all the time. Try again in a moment."
    )


def _sent(world: World, state: ContentState) -> bool:
    try:
        world.intake.request_screening(state)
    except Retryable:
        return False
    return True


def _json(state: ContentState, *, sent: bool) -> dict[str, object]:
    content = state.content
    return {
        "content_id": content.content_id,
        "bucket": content.bucket,
        "key": content.key,
        "version_id": content.version_id,
        "status": state.status.value,
        "screening": state.screening,
        "pinned": state.pinned,
        "message_sent": sent,
        "due_at": moment(state.due.at if state.due else None),
    }
