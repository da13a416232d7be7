"""A policy applied to evidence: the judgement, with every rule that fired as a reason.

**Total**: any evidence gets a judgement; a confidence that is not a number from 0 to 100 counts as
100. **Deterministic**, and the same in whatever order the findings come. **Monotone**: adding a
finding never makes the judgement milder, unless it is a more specific name for one that is there
already (`Weapons` beside `Violence`, as sure, of the same content types) and the policy says
something milder of it: an `approve` band, a `but_not`, an exception where the default is stricter.
A longer span in a video, or one more, never makes it milder either; of a surer sighting the policy
may say something milder in the same ways. A finding with a damaged span counts as one of an image:
no minimum is asked of it.
"""

from collections.abc import Iterable, Sequence

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.findings import Evidence, Finding
from lambdas.moderation.domain.most_specific import (
    TAXONOMY_SOURCES,
    Seen,
    line_of,
    most_specific,
    sound,
)
from lambdas.moderation.domain.policy import Condition, Policy, Profile, Rule, Together, Trigger
from lambdas.moderation.domain.policy_minimum import Minimums, without_damaged_spans
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


def evaluate(policy: Policy, *, key: str, evidence: Evidence) -> Judgement:
    """What the policy makes of the evidence on the object of that key. Pure, total, deterministic.

    The strictest action that fires wins and every rule that fired is kept. Findings that a more
    specific one restates (Rekognition answers the whole chain) do not count twice.
    """
    profile = policy.profiles[policy.profile_of(key)]
    seen = _looked_through(evidence.findings)
    if not seen:
        return judge((nothing_found_reason(),), profile=profile.name)
    return judge(_reasons(profile, seen), profile=profile.name)


def _reasons(profile: Profile, seen: Sequence[Seen]) -> list[Reason]:
    firings: dict[str, list[Firing]] = {}
    rules: dict[str, Rule] = {}
    unmatched: list[Finding] = []
    unknown: list[Finding] = []
    minimums = Minimums(seen)
    for finding, line in seen:
        fired = _fired(profile, minimums, (finding, line))
        for rule, firing in fired:
            rules[rule.id] = rule
            firings.setdefault(rule.id, []).append(firing)
        if finding.source in TAXONOMY_SOURCES:
            if not taxonomy.is_known(finding.label):
                unknown.append(finding)
            elif not fired:
                unmatched.append(finding)
    reasons = [band_reason(rules[rule_id], found) for rule_id, found in firings.items()]
    reasons.extend(_together(profile.together, minimums, seen))
    if unknown:
        reasons.append(unknown_label_reason(unknown))
    if unmatched and (profile.default is not Action.APPROVE or not reasons):
        reasons.append(default_reason(unmatched, profile.default))
    return reasons or [nothing_found_reason()]


def _fired(profile: Profile, minimums: Minimums, seen: Seen) -> list[tuple[Rule, Firing]]:
    finding, line = seen
    by_label = profile.index.get(finding.source)
    if not by_label:
        return []
    fallback = profile.default if finding.source in TAXONOMY_SOURCES else Action.APPROVE
    fired: dict[str, tuple[Rule, Firing]] = {}
    for label in line & by_label.keys():
        for trigger in by_label[label]:
            if trigger.rule.id not in fired and (
                firing := _firing(trigger, seen, minimums, fallback)
            ):
                fired[trigger.rule.id] = (trigger.rule, firing)
    return list(fired.values())


def _firing(trigger: Trigger, seen: Seen, minimums: Minimums, fallback: Action) -> Firing | None:
    """The strictest band that the finding meets.

    A minimum only ever makes things milder: it is not asked where the band, after its exceptions,
    is no stricter than the fallback, which is what happens to a finding that meets no band.
    """
    finding, line = seen
    when = trigger.when
    if not when.selector.selects(finding.source, line):
        return None
    for band in when.bands:
        if finding.confidence < band.at_least:
            continue
        exception = milder(trigger.rule.exceptions, (finding,), band.action)
        action = exception.then if exception else band.action
        if (
            when.minimum is None
            or not finding.spans
            or action.strictness <= fallback.strictness
            or minimums.hold(when.minimum, when.selector, band.at_least)
        ):
            return Firing(finding, band, action, exception)
    return None


def _together(rules: Iterable[Rule], minimums: Minimums, seen: Sequence[Seen]) -> Iterable[Reason]:
    for rule in rules:
        if not isinstance(rule.when, Together):
            continue
        matches = []
        for condition in rule.when.conditions:
            found = _matching(condition, minimums, seen)
            if not found:
                break
            matches.append((condition, found))
        else:
            yield together_reason(rule, rule.when, matches)


def _matching(condition: Condition, minimums: Minimums, seen: Sequence[Seen]) -> list[Finding]:
    return [
        finding
        for finding, line in seen
        if finding.confidence >= condition.at_least
        and condition.selector.selects(finding.source, line)
        and (
            condition.minimum is None
            or not finding.spans
            or minimums.hold(condition.minimum, condition.selector, condition.at_least)
        )
    ]


def _looked_through(findings: Iterable[Finding]) -> list[Seen]:
    """The findings that count, the most specific and surest first.

    Those of an image that another restates do not. A video's were looked through time by time.
    """
    whole = [sound(each) for each in findings if not each.spans]
    spread = [without_damaged_spans(sound(each)) for each in findings if each.spans]
    seen = most_specific(whole)
    seen.extend(
        (each, line_of(each.source, each.label, each.parents)) for each in dict.fromkeys(spread)
    )
    seen.sort(key=_order)
    return seen


def _order(seen: Seen) -> tuple[object, ...]:
    finding, line = seen
    types = [(each.name, each.confidence) for each in finding.content_types]
    spans = [(each.at_least, each.start_ms, each.end_ms, each.peak) for each in finding.spans]
    return (
        *(-len(line), -finding.confidence, finding.label, finding.source, finding.parents),
        *(types, spans),
    )
