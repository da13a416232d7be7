"""The one way a case is changed: asked for once, written once, and tried again on a conflict."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.errors import Conflict, ModerationError, Refused, Retryable
from lambdas.moderation.domain.opening import closed
from lambdas.moderation.domain.person import Person, as_one_write, took, with_given
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.ports.desk import CaseWrite, Request
from lambdas.review_api.asked import Asked
from lambdas.review_api.desk import Desk

_ATTEMPTS = 8
_BUSY = "table-busy"
"""The code of a write that met somebody else's at this very moment."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written, and the metrics that count it once it is."""

    write: CaseWrite
    counts: tuple[str, ...] = ()


def change_case(desk: Desk, asked: Asked, make: Callable[[Case], Plan]) -> Case:
    """The case after the change that `make` makes of it, or as it is where that was done before.

    `make` is called again for each attempt, and must read what else it needs each time. Raises what
    it raises, and `Conflict` where others keep changing the case.
    """
    lost: ModerationError = Conflict("Others keep changing this case.", code="contended")
    for _ in range(_ATTEMPTS):
        done = done_before(desk, asked)
        if done is not None:
            return done
        plan = make(desk.case(asked.content_id))
        failure = carry_out(desk, asked, plan)
        if failure is None:
            return plan.write.case
        lost = failure
    raise lost


def carry_out(desk: Desk, asked: Asked, plan: Plan) -> ModerationError | None:
    """Writes all of it, and that it was asked for; or tells that somebody else was quicker."""
    write = plan.write
    if asked.key is not None:
        request = Request(
            person_id=asked.keyed_by,
            key=asked.key,
            asked=asked.hashed,
            content_id=write.case.content_id,
            token=write.case.token,
            at=desk.now(),
        )
        write = replace(write, request=request)
    failure = try_to_save(desk, write)
    if failure is None:
        for metric in plan.counts:
            desk.counter.count(metric)
    return failure


def try_to_save(desk: Desk, write: CaseWrite) -> ModerationError | None:
    """Writes all of it, or tells that somebody else was quicker."""
    try:
        desk.cases.save(write)
    except Conflict as error:
        return error
    except Retryable as error:
        if error.code != _BUSY:
            raise
        return error
    return None


def done_before(desk: Desk, asked: Asked) -> Case | None:
    """The case that came of the same request earlier, as it is now. Raises for another request."""
    request = asked.key and desk.cases.request(asked.keyed_by, asked.key)
    if not request:
        return None
    if request.asked != asked.hashed:
        raise Refused("This key was used for another request: take a new one.", code="key-reused")
    return desk.case(request.content_id)


def close_settled(desk: Desk, case: Case, state: ContentState) -> bool:
    """Whether there is nothing left to decide; then the case is closed on the way.

    If that fails, whoever comes to it next makes up for it.
    """
    change = closed(case, state, desk.now())
    if change is None:
        return False
    after, event = change
    try_to_save(desk, CaseWrite(case=after, events=(event,)))
    return True


def given(desk: Desk, person: Person, case: Case) -> Person:
    """The person who was given that case, as one write."""
    after = took(person, case.severity, desk.now(), desk.pause)
    return as_one_write(person, with_given(after, case.content_id))
