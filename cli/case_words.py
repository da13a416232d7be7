"""Where a case stands, in words: from the table, or as the review API tells it."""

from datetime import datetime

from cli import words
from cli.untrusted import visible
from lambdas.moderation.domain.case import CaseStatus


def case_name(number: int, kind: str) -> str:
    """`2, appeal`: which review of the content it is, and why there is one."""
    return visible(f"{number}, {kind.replace('_', ' ')}")


def standing(
    status: str, *, holder: str | None, until: datetime | None, now: datetime, mine: bool = False
) -> str:
    """What goes on with it now: `claimed by ana until … (9 minutes left)`."""
    if status == CaseStatus.CLAIMED:
        who = "you" if mine else visible(holder or words.NONE)
        return f"claimed by {who}{_until(until, now)}"
    if status == CaseStatus.ON_HOLD:
        return f"on hold{_until(until, now)}"
    return visible(status.replace("_", " "))


def ruling(status: str, clause: str, text: str) -> str:
    """What a person decided, by which clause."""
    name = visible(status.replace("_", " "))
    return f"{name}: {visible(text)} [clause:{visible(clause)}]"


def _until(until: datetime | None, now: datetime) -> str:
    if until is None:
        return ""
    left = f"{words.ago(until - now)} left" if until > now else "over"
    return f" until {words.when(until)} ({left})"
