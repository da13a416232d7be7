"""What waits in the queues: how much, which cases, and those that came back."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

from lambdas.moderation.domain.case import Case, is_free, is_held_by
from lambdas.moderation.domain.claiming import expired
from lambdas.moderation.domain.desk_rules import SENIOR_QUEUE
from lambdas.moderation.domain.errors import Permanent, Refused
from lambdas.moderation.domain.verdict import Severity
from lambdas.moderation.ports.api import Json
from lambdas.moderation.ports.desk import CaseWrite, QueueCount
from lambdas.review_api.asked import Asked
from lambdas.review_api.changing import try_to_save
from lambdas.review_api.desk import Desk
from lambdas.review_api.plain import count_to_json
from lambdas.review_api.summaries import summary

MOST_ON_A_PAGE = 100
_USUAL_PAGE = 50
_MOST_LAPSED = 10
_AT_ONCE = 8
_QUEUE_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_GRAVEST_FIRST = tuple(reversed(Severity))


def list_queues(desk: Desk, asked: Asked) -> Json:
    """How much waits in each queue that this person may work in."""
    leads = asked.person.leads
    queues = (name for name in desk.rules.queue_names if leads or name != SENIOR_QUEUE)
    return {"queues": counts_of(desk, list(queues))}


def counts_of(desk: Desk, queues: list[str]) -> list[Json]:
    """The same for these queues, each with all severities, the gravest first."""
    asked = [(queue, severity) for queue in queues for severity in _GRAVEST_FIRST]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        counted = pool.map(lambda each: desk.cases.count(each[0], each[1], desk.now()), asked)
        counts = dict(zip(asked, counted, strict=True))
        returned = dict(
            zip(queues, pool.map(lambda queue: free_lapsed(desk, queue), queues), strict=True)
        )
    return [
        {
            "queue": queue,
            "severities": [
                count_to_json(_with(counts[queue, severity], returned[queue], desk.now()))
                for severity in _GRAVEST_FIRST
            ],
        }
        for queue in queues
    ]


def list_cases(desk: Desk, asked: Asked) -> Json:
    """A page of a queue's open cases, in the order in which they are given out."""
    queue, cursor = queue_asked_for(desk, asked), asked.query.get("cursor")
    limit = int(asked.query.get("limit", _USUAL_PAGE))
    page = desk.cases.page_of(queue, limit=limit, cursor=cursor)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        loaded = pool.map(lambda content_id: load_or_pass(desk, content_id), page.content_ids)
        open_ = [
            case for case in loaded if case and case.queue == queue and is_free(case, desk.now())
        ]
    if cursor is None:
        open_ = _with_returned(open_, free_lapsed(desk, queue), is_all=page.cursor is None)
    cases = [summary(case, asked.person, desk.rules, desk.now()) for case in open_]
    return {"cases": cases, "cursor": page.cursor}


def list_mine(desk: Desk, asked: Asked) -> Json:
    """The cases that this person holds, the one whose claim ends first before the others."""
    person, now = desk.person(asked), desk.now()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        loaded = list(pool.map(lambda content_id: load_or_pass(desk, content_id), person.given))
    mine = [case for case in loaded if case and is_held_by(case, person.person_id, now)]
    mine.sort(key=lambda case: (case.until or now, case.content_id))
    return {"cases": [summary(case, person, desk.rules, now) for case in mine]}


def queue_asked_for(desk: Desk, asked: Asked) -> str:
    """The queue that the path names. Raises `Refused` where this person may not work in it.

    A queue that the desk's rules do not have any more can still be worked off by its name.
    """
    queue = asked.arguments["queue"]
    if queue == SENIOR_QUEUE and not asked.person.leads:
        raise Refused("This queue is for seniors.", code="seniors-only")
    if queue not in desk.rules.queue_names and not _has_cases(desk, queue):
        named = ", ".join(desk.rules.queue_names)
        raise Refused(f"There is no such queue. There are: {named}.", code="no-such-queue")
    return queue


def free_lapsed(desk: Desk, queue: str) -> list[Case]:
    """The cases of a queue whose claim or hold is over, back among the open ones; ten at a time.

    A case is free by its time alone. This only puts it where the index finds it, and says so in its
    history; whoever comes first does it.
    """
    free: list[Case] = []
    for content_id in desk.cases.lapsed_in(queue, desk.now(), limit=_MOST_LAPSED):
        case = load_or_pass(desk, content_id)
        if case is None or case.queue != queue:
            continue
        change = expired(case, desk.now())
        if change is not None:
            write = CaseWrite(case=change[0], events=change[1:])
            case = change[0] if try_to_save(desk, write) is None else desk.cases.load(content_id)
        if case is not None and is_free(case, desk.now()):
            free.append(case)
    return sorted(free, key=place_of)


def place_of(case: Case) -> tuple[int, datetime, str]:
    """Sorts cases as they are given out."""
    return case.urgency, case.due_at, case.content_id


def load_or_pass(desk: Desk, content_id: str) -> Case | None:
    """The case of that content; None where there is none, or where it is damaged.

    So a damaged one keeps nobody from the others; it is told to the operators.
    """
    try:
        return desk.cases.load(content_id)
    except Permanent:
        desk.counter.count("ConfigurationErrors")
        desk.tell("A case is damaged and was passed over", content_id)
        return None


def _has_cases(desk: Desk, queue: str) -> bool:
    if not _QUEUE_NAME.fullmatch(queue):
        return False
    page = desk.cases.page_of(queue, limit=1, cursor=None)
    return bool(page.content_ids or desk.cases.lapsed_in(queue, desk.now(), limit=1))


def _with(count: QueueCount, returned: list[Case], now: datetime) -> QueueCount:
    """The count with the cases that came back just now, which the index does not know of yet."""
    due = [case.due_at for case in returned if case.severity is count.severity]
    if not due:
        return count
    oldest = min(due + ([count.oldest_due_at] if count.oldest_due_at else []))
    return replace(
        count,
        open=count.open + len(due),
        overdue=count.overdue + sum(at < now for at in due),
        oldest_due_at=oldest,
    )


def _with_returned(page: list[Case], returned: list[Case], *, is_all: bool) -> list[Case]:
    """The page with those that came back and belong on it; the others are on later ones."""
    last = place_of(page[-1]) if page else None
    belong = {
        case.content_id: case
        for case in (*returned, *page)
        if is_all or last is None or place_of(case) <= last
    }
    return sorted(belong.values(), key=place_of)
