"""Sends dead letters back into the pipeline, at least once: nothing is lost wherever it stops."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from cli.world import DeadLetter, DeadLetterName, DeadLetters, World
from lambdas.moderation.domain.errors import Conflict, Permanent, Retryable
from lambdas.moderation.domain.state import ContentState, DueKind
from lambdas.moderation.domain.transitions import sent_through_again

_HOLD_SECONDS = 120
_REPORT_HOLD_SECONDS = 900
_A_RECEIVE = 10
_TRIES = 5
_MOST_DUE = 1_000_000
_EVERYTHING_DUE = timedelta(hours=2)
"""Further ahead than any due time (at most an hour): all that is unenforced, not the overdue only.

A verdict that is on its way anyway is sent through once more, and a workflow that runs is asked
for once more, which is safe. A screening is not: that may pay for the same calls twice."""

_REPORTED: Mapping[DeadLetterName, Sequence[DueKind]] = {
    DeadLetterName.CLOSE_CASE: (),
    DeadLetterName.ENFORCEMENT: (DueKind.ENFORCE,),
    DeadLetterName.VIDEO: (DueKind.WORKFLOW,),
    DeadLetterName.SWEEP: (DueKind.ENFORCE, DueKind.SCREEN, DueKind.WORKFLOW),
}
"""What the reports in a queue may be about."""


@dataclass(frozen=True, slots=True)
class Redriven:
    """What was done: messages sent back, contents sent through again, messages deleted.

    `damaged` are contents whose stored state cannot be read; they stay due, so alarms go on.
    """

    sent_back: int = 0
    sent_through_again: int = 0
    deleted: int = 0
    damaged: int = 0


Progress = Callable[[int], None]
"""Told the number of things done since it was last told."""


def redrive(
    world: World, name: DeadLetterName, *, limit: int | None, progress: Progress
) -> Redriven:
    """Redrives at most `limit` messages, or about as many as there are now.

    The bound keeps it from running for ever where messages fail again at once and return.
    """
    queue = world.dead_letters[name]
    most = limit or queue.backlog().waiting or _A_RECEIVE
    if queue.returns:
        return _return(queue, most, progress)
    return _replace(world, queue, _REPORTED[name], most=most, progress=progress)


@contextmanager
def held(queue: DeadLetters) -> Iterator[list[DeadLetter]]:
    """A list whose messages are released at the end, come what may; take out what is deleted.

    If even the release fails, the queue itself gives them back when their time is over.
    """
    letters: list[DeadLetter] = []
    try:
        yield letters
    finally:
        for letter in letters:
            with suppress(Retryable):
                queue.release(letter)


def _return(queue: DeadLetters, most: int, progress: Progress) -> Redriven:
    """Receive, send, and only then delete: if it stops in between, a message is there twice."""
    done = 0
    while done < most:
        with held(queue) as letters:
            most_now = min(_A_RECEIVE, most - done)
            letters.extend(queue.receive(hold_seconds=_HOLD_SECONDS, most=most_now))
            if not letters:
                break
            for letter in list(letters):
                queue.send_back(letter)
                queue.delete(letter)
                letters.remove(letter)
                done += 1
                progress(1)
    return Redriven(sent_back=done, deleted=done)


def _replace(
    world: World, queue: DeadLetters, kinds: Sequence[DueKind], *, most: int, progress: Progress
) -> Redriven:
    """The reports are held, what they are about is sent through again, then they are deleted.

    Reports that arrive meanwhile are not deleted: they may be about something newer.
    """
    with held(queue) as letters:
        while len(letters) < most:
            more = queue.receive(
                hold_seconds=_REPORT_HOLD_SECONDS, most=min(_A_RECEIVE, most - len(letters))
            )
            if not more:
                break
            letters.extend(more)
        outcomes = Counter(each for kind in kinds for each in _send_due(world, kind, progress))
        deleted = len(letters)
        while letters:
            queue.delete(letters[-1])
            letters.pop()
            progress(1)
    return Redriven(
        sent_through_again=outcomes[_Outcome.SENT],
        deleted=deleted,
        damaged=outcomes[_Outcome.DAMAGED],
    )


class _Outcome(Enum):
    SENT = auto()
    NOT_DUE = auto()
    DAMAGED = auto()


def _send_due(world: World, kind: DueKind, progress: Progress) -> Iterator[_Outcome]:
    now = world.now()
    before = now if kind is DueKind.SCREEN else now + _EVERYTHING_DUE
    due = list(dict.fromkeys(world.contents.due(kind, before, limit=_MOST_DUE)))
    for content_id in due:
        try:
            outcome = _send_one(world, content_id, kind, now)
        except Permanent:  # one damaged item must not hold up all the others
            outcome = _Outcome.DAMAGED
        yield outcome
        progress(1)


def _send_one(world: World, content_id: str, kind: DueKind, now: datetime) -> _Outcome:
    for _ in range(_TRIES):
        state = world.contents.load(content_id)
        if state is None or state.due is None or state.due.kind is not kind:
            return _Outcome.NOT_DUE
        try:
            _send(world, state, now)
        except Conflict:  # somebody else is at it: look again whether it is still due
            continue
        return _Outcome.SENT
    return _Outcome.NOT_DUE


def _send(world: World, state: ContentState, now: datetime) -> None:
    if state.due and state.due.kind is not DueKind.ENFORCE:
        world.intake.request_screening(state)
    world.contents.save(sent_through_again(state, now))
