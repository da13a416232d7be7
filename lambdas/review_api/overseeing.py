"""How the desk does, for seniors; and what was decided and done on a day, for auditors."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from lambdas.moderation.domain.errors import Fault, InvalidInput
from lambdas.moderation.domain.person import DayTally, Person, current_shift, needs_break
from lambdas.moderation.ports.api import Json
from lambdas.moderation.ports.desk import Line
from lambdas.review_api.asked import Asked
from lambdas.review_api.desk import Desk
from lambdas.review_api.details import event_to_json
from lambdas.review_api.people import roles_of
from lambdas.review_api.plain import shift_to_json, tally_to_json
from lambdas.review_api.waiting import counts_of

MOST_DAYS = 31
_USUAL_DAYS = 7
_LINES_A_PAGE = 200


def show_desk(desk: Desk, asked: Asked) -> Json:
    """What waits, who did how much in the last days, and how often second looks agreed."""
    first = desk.now() - timedelta(days=int(asked.query.get("days", _USUAL_DAYS)) - 1)
    everybody = desk.people.everybody()
    days = {person.person_id: _days(person, f"{first:%Y-%m-%d}") for person in everybody}
    return {
        "queues": counts_of(desk, list(desk.rules.queue_names)),
        "people": [
            _person(desk, person, days[person.person_id])
            for person in everybody
            if person.decides or days[person.person_id]
        ],
        "totals": _totals(tally for each in days.values() for tally in each.values()),
    }


def show_audit(desk: Desk, asked: Asked) -> Json:
    """A page of all verdicts and all work on cases of one day (UTC), in no order."""
    day = asked.query["day"]
    try:
        date.fromisoformat(day)
    except ValueError:
        raise InvalidInput(Fault("day", "must be a day, such as 2026-11-24")) from None
    page = desk.cases.audit(day, limit=_LINES_A_PAGE, cursor=asked.query.get("cursor"))
    return {
        "lines": [_line(line) for line in page.lines],
        "cursor": page.cursor,
        "unreadable": list(page.unreadable),
    }


def _line(line: Line) -> Json:
    return {
        "content_id": line.content_id,
        **event_to_json(line.event),
        "category": line.event.category,
        "policy_version": line.event.policy_version,
    }


def _days(person: Person, first: str) -> Mapping[str, DayTally]:
    return {day: tally for day, tally in sorted(person.days.items()) if day >= first}


def _person(desk: Desk, person: Person, days: Mapping[str, DayTally]) -> Json:
    shift = current_shift(person, desk.now(), desk.pause)
    return {
        "person_id": person.person_id,
        "roles": roles_of(person),
        "shift": shift_to_json(shift),
        "needs_break": needs_break(shift, desk.rules.break_after_reveals),
        "days": {day: tally_to_json(tally) for day, tally in days.items()},
    }


def _totals(tallies: Iterable[DayTally]) -> Json:
    whole = list(tallies)
    agreed = sum(tally.agreed for tally in whole)
    looks = agreed + sum(tally.disagreed for tally in whole)
    return {
        "decided": sum(tally.decided for tally in whole),
        "late": sum(tally.late for tally in whole),
        "agreed": agreed,
        "disagreed": looks - agreed,
        "agreement_percent": round(100 * agreed / looks, 1) if looks else None,
    }
