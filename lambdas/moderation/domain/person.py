"""A person at the desk: what they may do, how they like to see, and what they have seen.

Exposure and work are counted in the person's own item, so that people never wait for each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lambdas.moderation.domain.verdict import Severity

_DAYS_KEPT = 31
_CASES_KEPT = 20


class Role(StrEnum):
    """The groups of the user pool. A person may be in several."""

    MODERATOR = "moderator"
    SENIOR = "senior"
    AUDITOR = "auditor"
    ADMIN = "admin"


DECIDING = frozenset({Role.MODERATOR, Role.SENIOR, Role.ADMIN})
"""Who takes cases."""

LEADING = frozenset({Role.SENIOR, Role.ADMIN})
"""Who takes escalated cases, assigns others' cases, and sees how the desk does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    """How a person sees uploads. Before a reveal nobody sees more than a small blurred preview."""

    blur: bool = True
    grey: bool = True
    autoplay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What a person saw since they began: cases taken, and originals revealed, by severity."""

    began_at: datetime
    last_at: datetime
    items: Mapping[Severity, int] = field(default_factory=dict)
    reveals: Mapping[Severity, int] = field(default_factory=dict)

    @property
    def revealed(self) -> int:
        """How many originals in all."""
        return sum(self.reveals.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTally:
    """One person's work on one day (UTC). `agreed` and `disagreed` count their second looks."""

    decided: int = 0
    late: int = 0
    skipped: int = 0
    agreed: int = 0
    disagreed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person as stored. `roles` are those of their last sign-in.

    `days` holds the last month by date (`2026-11-24`). `given` are the contents whose cases they
    were given last, newest first: a hint at what they hold, since it is the case that says so.
    """

    person_id: str
    roles: frozenset[Role] = frozenset()
    viewing: Viewing = Viewing()
    opted_out: tuple[str, ...] = ()
    shift: Shift | None = None
    days: Mapping[str, DayTally] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    write: int = 0

    @property
    def decides(self) -> bool:
        """Whether this person takes cases at all."""
        return not self.roles.isdisjoint(DECIDING)

    @property
    def leads(self) -> bool:
        """Whether this person is a senior."""
        return not self.roles.isdisjoint(LEADING)


def signed_in(person: Person, roles: Iterable[Role]) -> Person | None:
    """The person with these roles, or None where nothing has changed."""
    now = frozenset(roles)
    return None if person.write and person.roles == now else _next(replace(person, roles=now))


def with_settings(person: Person, viewing: Viewing, opted_out: Iterable[str]) -> Person:
    """The person with other settings."""
    return _next(replace(person, viewing=viewing, opted_out=tuple(sorted(set(opted_out)))))


def took(person: Person, severity: Severity, now: datetime, pause: timedelta) -> Person:
    """The person once they were given a case of that severity."""
    shift = _shift(person, now, pause)
    return _next(replace(person, shift=replace(shift, items=_one_more(shift.items, severity))))


def with_given(person: Person, content_id: str) -> Person:
    """The person who remembers that they were given the case of that content."""
    others = (each for each in person.given if each != content_id)
    return _next(replace(person, given=(content_id, *others)[:_CASES_KEPT]))


def revealed(person: Person, severity: Severity, now: datetime, pause: timedelta) -> Person:
    """The person once they saw an original."""
    shift = _shift(person, now, pause)
    seen = replace(shift, reveals=_one_more(shift.reveals, severity))
    return _next(replace(person, shift=seen))


def tallied(person: Person, now: datetime, **more: int) -> Person:
    """The person with so many more in today's tally, and without days a month past."""
    today = f"{now:%Y-%m-%d}"
    tally = person.days.get(today, DayTally())
    counted = {name: getattr(tally, name) + number for name, number in more.items()}
    days = {**person.days, today: replace(tally, **counted)}
    kept = {day: days[day] for day in sorted(days)[-_DAYS_KEPT:]}
    return _next(replace(person, days=kept))


def current_shift(person: Person, now: datetime, pause: timedelta) -> Shift | None:
    """The shift that this person is in, or None where they did nothing for the length of a pause.

    Then the next thing that they do begins a new one.
    """
    shift = person.shift
    return None if shift is None or now - shift.last_at > pause else shift


def needs_break(shift: Shift | None, after_reveals: int) -> bool:
    """Whether a break is to be suggested in this shift."""
    return shift is not None and shift.revealed >= after_reveals


def as_one_write(before: Person, after: Person) -> Person:
    """The same as `after`, however many changes it took, as a single write after `before`."""
    return replace(after, write=before.write + 1)


def _shift(person: Person, now: datetime, pause: timedelta) -> Shift:
    shift = current_shift(person, now, pause)
    if shift is None:
        return Shift(began_at=now, last_at=now)
    return replace(shift, last_at=max(now, shift.last_at))


def _one_more(counts: Mapping[Severity, int], severity: Severity) -> dict[Severity, int]:
    return {**counts, severity: counts.get(severity, 0) + 1}


def _next(person: Person) -> Person:
    return replace(person, write=person.write + 1)
