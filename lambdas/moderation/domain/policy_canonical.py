"""A policy's meaning as plain data, the same for every way of writing it, and its version.

The data is the policy language itself, with each profile written out whole, so that reading it
needs nothing but `policy_parse`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping

from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.clauses import BUILT_IN, Clause
from lambdas.moderation.domain.policy import (
    Bands,
    Minimum,
    Policy,
    Profile,
    Rule,
    Selector,
    Together,
)
from lambdas.moderation.domain.policy_parse_clauses import plain_clause

_VERSION_LENGTH = 12

Plain = dict[str, object]


def sealed(
    analysers: Mapping[str, Mapping[str, float | int]],
    profiles: Iterable[Profile],
    clauses: tuple[Clause, ...] = BUILT_IN,
) -> Policy:
    """The policy of these parts with the version that its meaning gives it."""
    by_name = {profile.name: profile for profile in profiles}
    meaning = as_text(analysers, by_name, clauses)
    version = hashlib.sha256(meaning.encode()).hexdigest()[:_VERSION_LENGTH]
    return Policy(analysers=analysers, profiles=by_name, version=version, clauses=clauses)


def as_text(
    analysers: Mapping[str, Mapping[str, float | int]],
    profiles: Mapping[str, Profile],
    clauses: tuple[Clause, ...],
) -> str:
    """The canonical JSON: sorted keys, no blanks, plain ASCII.

    Clauses are left out where they are the built-in ones: such a policy keeps its version.
    """
    plain: Plain = {
        "analysers": {name: dict(parameters) for name, parameters in analysers.items()},
        "profiles": {name: _profile(profile) for name, profile in profiles.items()},
    }
    if clauses != BUILT_IN:
        plain["clauses"] = [
            plain_clause(each) for each in sorted(clauses, key=lambda each: each.id)
        ]
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def _profile(profile: Profile) -> Plain:
    return {
        "prefixes": sorted(profile.prefixes),
        "default": profile.default.value,
        "rules": [_rule(rule) for rule in sorted(profile.rules, key=lambda rule: rule.id)],
    }


def _rule(rule: Rule) -> Plain:
    plain: Plain = {"id": rule.id, "category": rule.category, **_when(rule.when)}
    if rule.severities:
        plain["severity"] = {
            action.value: severity.value for action, severity in rule.severities.items()
        }
    if rule.exceptions:
        plain["except"] = [
            {"content_type": each.content_type, "at_least": each.at_least, "then": each.then.value}
            for each in rule.exceptions
        ]
    if rule.never_shown:
        plain["preview"] = "never"
    return plain


def _when(when: Bands | Together) -> Plain:
    if isinstance(when, Bands):
        bands = {band.action.value: band.at_least for band in when.bands}
        return {**_selector(when.selector), **bands, **_minimum(when.minimum)}
    conditions = [
        {**_selector(each.selector), "at_least": each.at_least, **_minimum(each.minimum)}
        for each in when.conditions
    ]
    return {"all": conditions, "then": when.then.value}


def _minimum(minimum: Minimum | None) -> Plain:
    """Nothing where none is set: a policy that says nothing of videos keeps its version."""
    if minimum is None:
        return {}
    given = {"seconds": minimum.seconds, "spans": minimum.spans}
    return {"video": {key: value for key, value in given.items() if value is not None}}


def _selector(selector: Selector) -> Plain:
    plain: Plain = {ANALYSERS[selector.source].word: list(selector.labels)}
    if selector.but_not:
        plain["but_not"] = list(selector.but_not)
    return plain
