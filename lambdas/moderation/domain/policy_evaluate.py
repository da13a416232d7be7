"""A policy applied to evidence: the judgement, with every rule that fired as a reason.

**Total**: any evidence gets a judgement; a confidence that is not a number from 0 to 100 counts as
100. **Deterministic**, and the same in whatever order the findings come. **Monotone**: adding a
finding never makes the judgement milder, unless it is a more specific name for one that is there
already (`Weapons` beside `Violence`, as sure, of the same content types) and the policy says
something milder of it: an `approve` band, a `but_not`, an exception where the default is stricter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.findings import Evidence, Finding
from lambdas.moderation.domain.policy import Policy, Profile, Rule, Together, Trigger
from lambdas.moderation.domain.policy_reasons import (
    Firing,
    band_reason,
    default_reason,
    milder,
    nothing_found_reason,
    together_reason,
    unknown_label_reason,
)
from lambdas.moderation.domain.verdict import Action, Judgement, Reason, judge

_MOST = 100.0
_TAXONOMY_SOURCES = frozenset(each.name for each in ANALYSERS.values() if each.uses_taxonomy)

Seen = tuple[Finding, frozenset[str]]
"""A finding with its line: its own label and all labels above it, case-folded."""


def evaluate(policy: Policy, *, key: str, evidence: Evidence) -> Judgement:
    """What the policy makes of the evidence on the object of that key. Pure, total, deterministic.

    The strictest action that fires wins and every rule that fired is kept. Findings that a more
    specific one restates (Rekognition answers the whole chain) do not count twice.
    """
    profile = policy.profiles[policy.profile_of(key)]
    seen = _most_specific(evidence.findings)
    if not seen:
        return judge((nothing_found_reason(),), profile=profile.name)
    return judge(_reasons(profile, seen), profile=profile.name)


def _reasons(profile: Profile, seen: Sequence[Seen]) -> list[Reason]:
    firings: dict[str, list[Firing]] = {}
    rules: dict[str, Rule] = {}
    unmatched: list[Finding] = []
    unknown: list[Finding] = []
    for finding, line in seen:
        fired = _fired(profile, finding, line)
        for rule, firing in fired:
            rules[rule.id] = rule
            firings.setdefault(rule.id, []).append(firing)
        if finding.source in _TAXONOMY_SOURCES:
            if not taxonomy.is_known(finding.label):
                unknown.append(finding)
            elif not fired:
                unmatched.append(finding)
    reasons = [band_reason(rules[rule_id], found) for rule_id, found in firings.items()]
    reasons.extend(_together(profile.together, seen))
    if unknown:
        reasons.append(unknown_label_reason(unknown))
    if unmatched and (profile.default is not Action.APPROVE or not reasons):
        reasons.append(default_reason(unmatched, profile.default))
    return reasons or [nothing_found_reason()]


def _fired(profile: Profile, finding: Finding, line: frozenset[str]) -> list[tuple[Rule, Firing]]:
    by_label = profile.index.get(finding.source)
    if not by_label:
        return []
    fired: dict[str, tuple[Rule, Firing]] = {}
    for label in line & by_label.keys():
        for trigger in by_label[label]:
            if trigger.rule.id not in fired and (firing := _firing(trigger, finding, line)):
                fired[trigger.rule.id] = (trigger.rule, firing)
    return list(fired.values())


def _firing(trigger: Trigger, finding: Finding, line: frozenset[str]) -> Firing | None:
    if not trigger.when.selector.selects(finding.source, line):
        return None
    for band in trigger.when.bands:
        if finding.confidence >= band.at_least:
            exception = milder(trigger.rule.exceptions, (finding,), band.action)
            action = exception.then if exception else band.action
            return Firing(finding, band, action, exception)
    return None


def _together(rules: Iterable[Rule], seen: Sequence[Seen]) -> Iterable[Reason]:
    for rule in rules:
        if not isinstance(rule.when, Together):
            continue
        matches = []
        for condition in rule.when.conditions:
            found = [
                finding
                for finding, line in seen
                if finding.confidence >= condition.at_least
                and condition.selector.selects(finding.source, line)
            ]
            if not found:
                break
            matches.append((condition, found))
        else:
            yield together_reason(rule, rule.when, matches)


def _most_specific(findings: Iterable[Finding]) -> list[Seen]:
    """The findings that no other restates, the most specific and surest first.

    One restates another if its line holds the other's whole line and more, it is at least as sure,
    and both come from one analyser with the same content types.
    """
    seen = [
        (finding, _line(finding.source, finding.label, finding.parents))
        for finding in dict.fromkeys(map(_sound, findings))
    ]
    seen.sort(key=_order)
    kept: list[Seen] = []
    for finding, line in seen:
        for other, longer in kept:
            if (
                line < longer
                and other.confidence >= finding.confidence
                and other.source == finding.source
                and other.content_types == finding.content_types
            ):
                break
        else:
            kept.append((finding, line))
    return kept


def _order(seen: Seen) -> tuple[object, ...]:
    finding, line = seen
    types = [(each.name, each.confidence) for each in finding.content_types]
    return (-len(line), -finding.confidence, finding.label, finding.source, finding.parents, types)


def _sound(finding: Finding) -> Finding:
    """The finding with numbers from 0 to 100: what is not counts as sure, and as no exception."""
    if not 0 <= finding.confidence <= _MOST:
        finding = replace(finding, confidence=_MOST)
    for each in finding.content_types:
        if not 0 <= each.confidence <= _MOST:
            types = tuple(
                each if 0 <= each.confidence <= _MOST else replace(each, confidence=0.0)
                for each in finding.content_types
            )
            return replace(finding, content_types=types)
    return finding


@lru_cache(maxsize=4096)
def _line(source: str, label: str, parents: tuple[str, ...]) -> frozenset[str]:
    names = [label, *parents]
    if source in _TAXONOMY_SOURCES:
        names += [above for name in (label, *parents) for above in taxonomy.parents_of(name)]
    return frozenset(map(str.casefold, names))
