"""The person who is signed in, how they like to see, and who else takes cases."""

from dataclasses import asdict
from typing import Any

from lambdas.moderation.domain.clauses import DECIDING, Clause
from lambdas.moderation.domain.errors import (
    Conflict,
    Fault,
    InvalidInput,
    Misconfigured,
    Retryable,
)
from lambdas.moderation.domain.person import (
    DayTally,
    Person,
    Viewing,
    current_shift,
    needs_break,
    signed_in,
    with_settings,
)
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.ports.api import Json
from lambdas.review_api.asked import Asked
from lambdas.review_api.changing import done_before
from lambdas.review_api.desk import Desk
from lambdas.review_api.plain import shift_to_json, tally_to_json

_ATTEMPTS = 8
_TODAY = ("decided", "late", "skipped")


def show_me(desk: Desk, asked: Asked) -> Json:
    """Who is signed in. Whoever comes with other roles than last time is remembered with these."""
    person = desk.people.load(asked.who)
    change = signed_in(person, asked.roles)
    if change is not None:
        person = change
        _remember(desk, person)
    return _me(desk, person)


def change_settings(desk: Desk, asked: Asked) -> Json:
    """The person with these settings and no others; the same however often it is asked."""
    done_before(desk, asked)  # nothing is kept of it, but a key that was used elsewhere is noticed
    viewing = Viewing(**asked.body["viewing"])
    for _ in range(_ATTEMPTS):
        before = desk.person(asked)
        _check_known(asked.body["opted_out"], desk.policies.current(), before)
        person = with_settings(before, viewing, asked.body["opted_out"])
        try:
            desk.people.save(person)
        except Conflict:
            continue
        return _me(desk, person)
    raise Conflict("The person keeps changing.", code="contended")


def list_colleagues(desk: Desk, _: Asked) -> Json:
    """Everybody who takes cases, by the roles of their last sign-in."""
    people = [person for person in desk.people.everybody() if person.decides]
    return {"people": [{"person_id": each.person_id, "roles": roles_of(each)} for each in people]}


def roles_of(person: Person) -> list[str]:
    """Their roles by name."""
    return sorted(role.value for role in person.roles)


def _remember(desk: Desk, person: Person) -> None:
    """Nobody is refused because of it: where something comes between, the next time will do."""
    try:
        desk.people.save(person)
    except Misconfigured:
        raise
    except (Conflict, Retryable):
        return


def _me(desk: Desk, person: Person) -> Json:
    policy, now, rules = desk.policies.current(), desk.now(), desk.rules
    shift = current_shift(person, now, desk.pause)
    today = tally_to_json(person.days.get(f"{now:%Y-%m-%d}", DayTally()))
    return {
        "person_id": person.person_id,
        "roles": roles_of(person),
        "viewing": asdict(person.viewing),
        "opted_out": list(person.opted_out),
        "categories": _categories(policy),
        "shift": shift_to_json(shift),
        "needs_break": needs_break(shift, rules.break_after_reveals),
        "today": {name: today[name] for name in _TODAY},
        "claim_minutes": rules.claim_minutes,
        "clauses": [_clause(clause) for clause in policy.clauses],
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "text": clause.text,
        "for": [action.value for action in DECIDING if action in clause.decides],
        "note_required": clause.note_required,
    }


def _categories(policy: Policy) -> list[str]:
    rules = (rule for profile in policy.profiles.values() for rule in profile.rules)
    return sorted({rule.category for rule in rules})


def _check_known(named: list[str], policy: Policy, person: Person) -> None:
    """One that the policy had when it was chosen may stay."""
    known = {*_categories(policy), *person.opted_out}
    faults = [
        Fault(f"opted_out[{place}]", "is no category of the policy")
        for place, name in enumerate(named)
        if name not in known
    ]
    if faults:
        raise InvalidInput(*faults)
