"""The domain's values in words, safe to show."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cli.untrusted import clipped, visible
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.verdict import Reason, Status

NONE = "-"
_LONGEST_REASON = 500

STATUS_MEANS = {
    Status.SCREENING: "no verdict yet, so it cannot be read",
    Status.APPROVED: "it can be read",
    Status.IN_REVIEW: "held until a person decides, it cannot be read",
    Status.REJECTED: "it cannot be read",
    Status.GONE: "this version was deleted; its last verdict is kept",
}

STATUS_STYLE = {
    Status.SCREENING: "cyan",
    Status.APPROVED: "green",
    Status.IN_REVIEW: "yellow",
    Status.REJECTED: "red",
    Status.GONE: "dim",
}


def status_name(status: Status) -> str:
    """The status as people read it: `in review`."""
    return status.value.replace("_", " ")


def when(at: datetime | None) -> str:
    """The time in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else NONE


def ago(span: timedelta) -> str:
    """A time span in its largest unit: `3 days`, `1 hour`, `40 seconds`."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return count(seconds // length, unit)
    return count(seconds, "second")


def due(at: datetime, now: datetime) -> str:
    """A time by which something is to be done, and how far off it is."""
    return f"{when(at)} ({until(at, now)})"


def until(at: datetime, now: datetime) -> str:
    """How far off a due time is: `in 34 minutes`, `3 hours overdue`."""
    return f"in {ago(at - now)}" if at > now else f"{ago(now - at)} overdue"


def count(number: int, noun: str) -> str:
    """`1 message`, `2,000 messages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(octets: int) -> str:
    """A size in bytes, and from a kilobyte up in the larger unit too."""
    for unit, length in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if octets >= length:
            return f"{octets / length:.1f} {unit} ({octets:,} bytes)"
    return count(octets, "byte")


def pairs(values: Mapping[str, str] | Mapping[str, int]) -> str:
    """`moderation_labels 7.0, labels 3.0`."""
    return ", ".join(f"{visible(name)} {value}" for name, value in sorted(values.items())) or NONE


def reason(each: Reason) -> str:
    """One reason on one line: the rule, what it asks for, and its text."""
    grave = each.severity.value if each.severity else None
    return reason_line(each.action.value, grave, each.text, each.rule)


def reason_line(action: str, severity: str | None, text: str, rule: str) -> str:
    """The same from its parts, which may be any texts."""
    asks = f"{action}, {severity}" if severity else action
    return f"{visible(asks)}: {visible(clipped(text, _LONGEST_REASON))} [{visible(rule)}]"


def enforcement(state: ContentState) -> str:
    """Whether the current verdict has reached the object, the people and the programs."""
    if not state.status.is_verdict:
        return "nothing to enforce"
    if state.is_unenforced:
        return "on its way: tag, alert or event are not done yet"
    alert = ", alert sent" if state.status.is_flagged else ""
    return f"done: object tagged{alert}, event published"


def screening(state: ContentState) -> str | None:
    """The screening that is still to come, or None."""
    if state.status is Status.GONE or state.screening <= state.screened:
        return None
    stands = "; the verdict above stands until then" if state.status.is_verdict else ""
    where = " in the video workflow" if state.started >= state.screening else ""
    return f"number {state.screening} is under way{where}{stands}"
