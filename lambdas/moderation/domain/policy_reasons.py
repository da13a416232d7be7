"""Reasons in words: what was found, which rule it met, and what that means."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.findings import Finding
from lambdas.moderation.domain.policy import (
    Band,
    Condition,
    ContentTypeException,
    Rule,
    Together,
)
from lambdas.moderation.domain.policy_where import showing, where
from lambdas.moderation.domain.verdict import Action, Reason, Severity

NOTHING_FOUND = "nothing-found"
UNKNOWN_LABEL = "unknown-label"
DEFAULT = "default"
UNKNOWN_CATEGORY = "unknown"
UNMATCHED_CATEGORY = "unmatched"

_NAMED_AT_MOST = 3
_FLOAT_NOISE = 1e-6
_TYPED_SOURCES = frozenset(each.name for each in ANALYSERS.values() if each.gives_content_types)
_DONE = {Action.APPROVE: "approved", Action.REVIEW: "review", Action.REJECT: "rejected"}


@dataclass(frozen=True, slots=True)
class Firing:
    """A finding in a rule's band; `action` is what is left of the band's after the exception."""

    finding: Finding
    band: Band
    action: Action
    exception: ContentTypeException | None = None


def percent(value: float) -> str:
    """The number with at most one decimal, never rounded up to a threshold it did not reach."""
    return f"{math.floor(value * 10 + _FLOAT_NOISE) / 10:g} %"


def milder(
    exceptions: Sequence[ContentTypeException], findings: Iterable[Finding], action: Action
) -> ContentTypeException | None:
    """The exception that makes the action milder: it must hold for every one of these findings.

    Of several for one content type the surest that holds counts, and of those the strictest.
    """
    if not exceptions:
        return None
    findings = tuple(findings)
    counting: dict[str, ContentTypeException] = {}
    for each in sorted(exceptions, key=lambda each: -each.at_least):
        if each.content_type not in counting and _holds(each, findings):
            counting[each.content_type] = each
    strictest = max(
        counting.values(), key=lambda each: (each.then.strictness, each.content_type), default=None
    )
    if strictest is None or strictest.then.strictness >= action.strictness:
        return None
    return strictest


def band_reason(rule: Rule, firings: Sequence[Firing]) -> Reason:
    """The one reason of a rule on findings one by one: the strictest of its firings tells."""
    ordered = firings
    if len(firings) > 1:
        ordered = sorted(firings, key=lambda each: -each.action.strictness)
    first = ordered[0]
    alike = [
        each.finding
        for each in ordered
        if each.band == first.band and each.exception == first.exception
    ]
    from_ = f"{first.band.action.value} from {percent(first.band.at_least)}"
    return Reason(
        rule=rule.id,
        action=first.action,
        text=_text(_named(alike), from_, first.action, first.exception, alike)
        + _seen(where(alike, first.band.at_least)),
        severity=rule.severities.get(first.action),
        category=rule.category,
        findings=tuple(showing(each.finding, each.band.at_least) for each in ordered),
    )


def together_reason(
    rule: Rule, when: Together, matches: Sequence[tuple[Condition, Sequence[Finding]]]
) -> Reason:
    """The one reason of a rule that needed several findings together."""
    at_least: dict[Finding, float] = {}
    for condition, found in matches:
        for finding in found:
            at_least.setdefault(finding, condition.at_least)
    findings = tuple(at_least)
    typed = tuple(finding for finding in findings if finding.source in _TYPED_SOURCES)
    exception = milder(rule.exceptions, typed, when.then) if typed else None
    action = exception.then if exception else when.then
    needs = " and ".join(
        f"{' or '.join(condition.selector.labels)} from {percent(condition.at_least)}"
        for condition, _ in matches
    )
    named = " and ".join(dict.fromkeys(_named(found[:1]) for _, found in matches))
    return Reason(
        rule=rule.id,
        action=action,
        text=_text(named, f"{when.then.value} for {needs} together", action, exception, typed)
        + "".join(_seen(_named_where(found, each.at_least)) for each, found in matches),
        severity=rule.severities.get(action),
        category=rule.category,
        findings=tuple(showing(each, at_least[each]) for each in findings),
    )


def unknown_label_reason(findings: Sequence[Finding]) -> Reason:
    """A moderation label that the taxonomy does not have is reviewed."""
    return Reason(
        rule=UNKNOWN_LABEL,
        action=Action.REVIEW,
        text=f"{_named(findings)}: review, because the moderation taxonomy does not have it"
        + _seen(where(findings, 0)),
        severity=Severity.MEDIUM,
        category=UNKNOWN_CATEGORY,
        findings=tuple(showing(each, 0) for each in findings),
    )


def default_reason(findings: Sequence[Finding], action: Action) -> Reason:
    """Known moderation labels below every band take the policy's stated default."""
    flagged = action is not Action.APPROVE
    return Reason(
        rule=DEFAULT,
        action=action,
        text=f"{_named(findings)}: {_DONE[action]} by default, no rule applies"
        + _seen(where(findings, 0)),
        severity=Severity.LOW if flagged else None,
        category=UNMATCHED_CATEGORY if flagged else None,
        findings=tuple(showing(each, 0) for each in findings),
    )


def nothing_found_reason() -> Reason:
    """No analyser reported anything that a rule or the default applies to."""
    return Reason(
        rule=NOTHING_FOUND, action=Action.APPROVE, text="Nothing was found that a rule applies to"
    )


def _text(
    named: str,
    band: str,
    action: Action,
    exception: ContentTypeException | None,
    findings: Sequence[Finding],
) -> str:
    if exception is None:
        return f"{named}: {band}"
    sure = min(_sure_of(exception.content_type, finding) for finding in findings)
    return (
        f"{named}: {_DONE[action]}, because it is {exception.content_type.lower()} "
        f"({percent(sure)}, exception from {percent(exception.at_least)}); else {band}"
    )


def _seen(place: str) -> str:
    return f"; {place}" if place else ""


def _named_where(findings: Sequence[Finding], at_least: float) -> str:
    place = where(findings, at_least)
    return f"{findings[0].label} {place}" if place else ""


def _named(findings: Sequence[Finding]) -> str:
    names = [f"{each.label} {percent(each.confidence)}" for each in findings[:_NAMED_AT_MOST]]
    more = len(findings) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _holds(exception: ContentTypeException, findings: Iterable[Finding]) -> bool:
    return all(
        _sure_of(exception.content_type, finding) >= exception.at_least for finding in findings
    )


def _sure_of(content_type: str, finding: Finding) -> float:
    wanted = content_type.casefold()
    return max(
        (each.confidence for each in finding.content_types if each.name.casefold() == wanted),
        default=-1.0,
    )
