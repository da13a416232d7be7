"""The stretch of time that an export is about, as it is given on the command line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cli.errors import CommandError

_DAY = timedelta(days=1)
_ALL = "A date such as 2026-11-01 (the whole day, in UTC) or a time such as 2026-11-01T08:00:00Z."


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` on and before `until`, both in UTC."""

    since: datetime
    until: datetime

    def days(self) -> Iterator[date]:
        """Every day (UTC) that some of it lies in, in order."""
        day = self.since.date()
        while datetime.combine(day, time(), UTC) < self.until:
            yield day
            day += _DAY


def read_stretch(since: str, until: str | None, now: datetime) -> Stretch:
    """What `--since` and `--until` say; without the latter, until now. Nothing is after now.

    A date means its whole day: since its beginning, until its end. A time without an offset is UTC.
    Raises `CommandError`.
    """
    start = _moment(since, "--since", whole_day=timedelta())
    end = now if until is None else min(now, _moment(until, "--until", whole_day=_DAY))
    if start >= now:
        raise CommandError(f"--since {since} is not over yet: there is nothing to export.")
    if start >= end:
        raise CommandError(f"--until {until} is not after --since {since}.")
    return Stretch(start, end)


def _moment(text: str, option: str, *, whole_day: timedelta) -> datetime:
    """`whole_day` is added to a mere date."""
    try:
        return _midnight(text) + whole_day
    except (ValueError, OverflowError):
        pass
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CommandError(f"{option} {text} is not a time. {_ALL}") from None


def _midnight(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time(), UTC)
