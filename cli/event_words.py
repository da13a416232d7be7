"""What happened to a content, in words: from the table's history, or as the review API tells it."""

from collections.abc import Mapping, Sequence

from cli import words
from cli.untrusted import clipped, visible
from lambdas.moderation.domain.state import EventKind, HistoryEvent

_LONGEST_WHY = 2_000

_WHAT = {
    EventKind.VERDICT_NOT_APPLIED: "verdict not applied, a person's decision stands",
    EventKind.RESCREEN_REQUESTED: "another screening asked for",
    EventKind.GONE: "deleted",
    EventKind.APPEALED: "verdict appealed",
    EventKind.CASE_OPENED: "case opened",
    EventKind.CASE_CLAIMED: "case claimed",
    EventKind.CASE_EXTENDED: "claim extended",
    EventKind.CASE_RELEASED: "case released",
    EventKind.CASE_SKIPPED: "case skipped",
    EventKind.CASE_EXPIRED: "claim or hold ran out",
    EventKind.CASE_ASSIGNED: "case handed on",
    EventKind.CASE_HELD: "case put on hold",
    EventKind.CASE_ESCALATED: "case escalated",
    EventKind.CASE_REVEALED: "original revealed",
    EventKind.CASE_CONFIRMED: "decision confirmed",
    EventKind.CASE_DISPUTED: "decision disputed",
    EventKind.CASE_CLOSED: "case closed",
}


def event(each: HistoryEvent) -> str:
    """What happened, on one line."""
    return event_line(each.kind.value, each.status.value, each.details)


def event_why(each: HistoryEvent) -> str:
    """Why it happened: reasons, the facts of the case, the words of whoever asked or decided."""
    reasons = tuple(map(words.reason, each.reasons))
    return why_line(each.kind.value, each.why, each.details, reasons)


def event_line(kind: str, status: str, details: Mapping[str, str]) -> str:
    """What happened, from the event's parts, which may be any texts."""
    if kind == EventKind.VERDICT:
        appeal = f", appeal {details['appeal']}" if "appeal" in details else ""
        return visible(status.replace("_", " ") + appeal)
    known = {each.value: told for each, told in _WHAT.items()}
    return known.get(kind) or visible(kind.replace("_", " "))


def why_line(kind: str, why: str | None, details: Mapping[str, str], reasons: Sequence[str]) -> str:
    """Why it happened, from the event's parts; `reasons` are in words already.

    What a person wrote about a verdict or a case stands last, as `note: …`; why a case closed by
    itself is nobody's note.
    """
    note = visible(clipped(why, _LONGEST_WHY)) if why else None
    if kind != EventKind.VERDICT and not details:
        return note or "; ".join(reasons) or words.NONE
    told = [*reasons, *_facts(kind, details)]
    if note:
        told.append(note if kind == EventKind.CASE_CLOSED else f"note: {note}")
    return "; ".join(told) or words.NONE


def _facts(kind: str, details: Mapping[str, str]) -> list[str]:
    """Which case it was about, and what its event says beside; a verdict's reasons say enough."""
    if kind == EventKind.VERDICT:
        return []
    safe = {name: visible(value) for name, value in details.items()}
    facts = []
    if "case" in safe:
        case_kind = safe.get("case_kind", "").replace("_", " ")
        facts.append(f"case {safe['case']}, {case_kind}" if case_kind else f"case {safe['case']}")
    if "to" in safe:
        facts.append(f"to {safe['to']}")
    if "decision" in safe:
        facts.append(f"{safe['decision'].replace('_', ' ')} [clause:{safe.get('clause', '')}]")
    elif "queue" in safe:
        facts.append(f"queue {safe['queue']}")
    return facts
