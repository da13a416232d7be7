"""Taking cases: the next one of a queue, or a certain one."""

from collections import deque
from collections.abc import Iterator

from lambdas.moderation.domain.case import Case, is_free, suits
from lambdas.moderation.domain.claiming import claimed
from lambdas.moderation.domain.errors import Refused
from lambdas.moderation.domain.person import Person
from lambdas.moderation.ports.api import Json
from lambdas.moderation.ports.desk import CaseWrite
from lambdas.review_api.asked import Asked
from lambdas.review_api.changing import (
    Plan,
    carry_out,
    change_case,
    close_settled,
    done_before,
    given,
)
from lambdas.review_api.desk import Desk
from lambdas.review_api.details import detail
from lambdas.review_api.summaries import check_may_see
from lambdas.review_api.waiting import free_lapsed, load_or_pass, place_of, queue_asked_for

_MOST_READ = 300
"""Cases that are looked at for one question: more than can be on their way to others."""

_TRIES = 3


def take_next(desk: Desk, asked: Asked) -> Json:
    """The most urgent case of the queue that suits this person, claimed; None if there is none.

    Of those equally urgent the one due first. Where somebody else is quicker it goes on to the next
    one, so that somebody always gets ahead, however many ask at once.
    """
    queue = queue_asked_for(desk, asked)
    case = done_before(desk, asked) or _first_that_suits(desk, asked, queue)
    return case and detail(desk, asked.person, case)


def take(desk: Desk, asked: Asked) -> Json:
    """A certain case, claimed, also if it is one that this person is not given by themselves."""

    def make(case: Case) -> Plan:
        check_may_see(case, asked.person, desk.now())
        if close_settled(desk, case, desk.state(case.content_id)):
            raise Refused("This was decided, or deleted, meanwhile.", code="settled")
        return _claim(desk, desk.person(asked), case)

    return detail(desk, asked.person, change_case(desk, asked, make))


def _first_that_suits(desk: Desk, asked: Asked, queue: str) -> Case | None:
    person = desk.person(asked)
    for case in _waiting(desk, queue):
        taken = _taken(desk, asked, case, person)
        if taken is not None:
            return taken
    return None


def _waiting(desk: Desk, queue: str) -> Iterator[Case]:
    """The free cases of a queue as they are now, in the order in which they are given out."""
    lapsed = deque(free_lapsed(desk, queue))
    seen = {case.content_id for case in lapsed}
    for read, content_id in enumerate(desk.cases.open_in(queue)):
        if read == _MOST_READ:
            raise Refused(
                f"The first {_MOST_READ} cases of this queue were taken, or are not for you: "
                "try again, or choose one from the list.",
                code="contended",
            )
        case = None if content_id in seen else load_or_pass(desk, content_id)
        if case is None or case.queue != queue or not is_free(case, desk.now()):
            continue
        while lapsed and place_of(lapsed[0]) < place_of(case):
            yield lapsed.popleft()
        yield case
    yield from lapsed


def _taken(desk: Desk, asked: Asked, case: Case | None, person: Person) -> Case | None:
    """The case in this person's hands, or None where it does not suit or is not free any more.

    A write can also fail because this person does something else at the same time: then the same
    case is tried again.
    """
    for _ in range(_TRIES):
        if case is None or not is_free(case, desk.now()) or not suits(case, person):
            return None
        state = desk.contents.load(case.content_id)
        if state is None or close_settled(desk, case, state):
            return None
        plan = _claim(desk, person, case)
        if carry_out(desk, asked, plan) is None:
            return plan.write.case
        done = done_before(desk, asked)
        if done is not None:
            return done
        case, person = load_or_pass(desk, case.content_id), desk.person(asked)
    return None


def _claim(desk: Desk, person: Person, case: Case) -> Plan:
    after, event = claimed(case, person, desk.rules, desk.now())
    write = CaseWrite(case=after, events=(event,), person=given(desk, person, after))
    return Plan(write, ("CasesClaimed",))
