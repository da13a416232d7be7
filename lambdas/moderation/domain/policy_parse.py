"""Plain data (what a YAML or JSON file holds) read into a checked policy, or all its problems."""

from collections.abc import Mapping

from lambdas.moderation.domain.analysers import ANALYSERS, MIN_CONFIDENCE, Analyser
from lambdas.moderation.domain.clauses import BUILT_IN
from lambdas.moderation.domain.policy import DEFAULT_PROFILE, Policy, Profile
from lambdas.moderation.domain.policy_canonical import sealed
from lambdas.moderation.domain.policy_node import Node
from lambdas.moderation.domain.policy_parse_clauses import read_clauses
from lambdas.moderation.domain.policy_parse_profile import (
    read_default,
    read_profiles,
    read_rules,
)
from lambdas.moderation.domain.policy_parse_selector import Reads
from lambdas.moderation.domain.policy_problems import InvalidPolicyError, Problem
from lambdas.moderation.domain.verdict import Action

_POLICY_KEYS = ("description", "analysers", "default", "rules", "profiles", "clauses")

Parameters = Mapping[str, Mapping[str, float | int]]


def parse(data: object) -> Policy:
    """The checked policy. Raises `InvalidPolicyError` with every problem, and nothing else."""
    root = Node(data, (), {})
    policy = _policy(root)
    if policy is None or root.problems:
        raise InvalidPolicyError(tuple(root.problems))
    return policy


def check(data: object) -> list[Problem]:
    """Everything that is wrong with the policy; empty where it can be used."""
    try:
        parse(data)
    except InvalidPolicyError as invalid:
        return list(invalid.problems)
    return []


def _policy(root: Node) -> Policy | None:
    if root.value is None or root.value == {}:
        root.refuse("The policy is empty: it needs `analysers`, `default` and `rules`.")
        return None
    fields = root.fields("the policy", _POLICY_KEYS)
    if fields is None:
        return None
    for key in ("analysers", "default", "rules"):
        if key not in fields:
            root.refuse(f"The policy has no `{key}`: add it.{_WHY[key]}")
    analysers = _analysers(fields["analysers"]) if "analysers" in fields else None
    reads = Reads(frozenset(analysers) if analysers else None)
    default = read_default(fields.get("default"))
    raw, rules = read_rules(fields["rules"], reads) if "rules" in fields else ({}, ())
    base = Profile(name=DEFAULT_PROFILE, default=default or Action.REVIEW, rules=rules)
    profiles = read_profiles(fields["profiles"], base, raw, reads) if "profiles" in fields else []
    clauses = read_clauses(fields["clauses"]) if "clauses" in fields else BUILT_IN
    if analysers is not None:
        _blind_spots(root, analysers, reads)
    if analysers is None or root.problems:
        return None
    return sealed(analysers, (base, *profiles), clauses)


_WHY = {
    "analysers": " At least `moderation_labels: on` must stand there.",
    "default": " It says what happens to a known moderation label that no rule applies to, such as "
    "`default: approve`.",
    "rules": " Without rules nothing would ever be reviewed.",
}


def _analysers(node: Node) -> Parameters:
    """The analysers that are on, as far as they can be read."""
    fields = node.fields("`analysers`", ANALYSERS) or {}
    found: dict[str, Mapping[str, float | int]] = {}
    for analyser in ANALYSERS.values():
        field = fields.get(analyser.name)
        if field is not None and field.value is not False:
            found[analyser.name] = _parameters(field, analyser)
        elif analyser.required and isinstance(node.value, Mapping):
            (field or node).refuse(
                f"The analyser `{analyser.name}` must be on: without it nothing is screened."
            )
    return found


def _parameters(node: Node, analyser: Analyser) -> dict[str, float | int]:
    """All its parameters; one that cannot be read is left out."""
    filled: dict[str, float | int] = {
        each.name: each.default if each.whole else float(each.default)
        for each in analyser.parameters
    }
    if node.value is True:
        return filled
    if not isinstance(node.value, Mapping):
        node.refuse(
            f"The analyser `{analyser.name}` must be `on`, `off` or its parameters "
            f"({', '.join(filled)}), but this is {node.shown()}."
        )
        return {}
    fields = node.fields(f"the analyser `{analyser.name}`", filled) or {}
    for each in analyser.parameters:
        if each.name in fields:
            value = fields[each.name].number(
                f"`{each.name}`", each.least, each.most, whole=each.whole
            )
            if value is None:
                del filled[each.name]
            else:
                filled[each.name] = value
    return filled


def _blind_spots(root: Node, analysers: Parameters, reads: Reads) -> None:
    """Refuses an analyser that leaves out findings which a rule reads."""
    for name, (at_least, rule_id) in reads.lowest.items():
        given = analysers.get(name, {}).get(MIN_CONFIDENCE, 0)
        if given > at_least:
            root.at("analysers", None).at(name, None).at(MIN_CONFIDENCE, None).refuse(
                f"`{MIN_CONFIDENCE}` of `{name}` is {given:g}, but rule `{rule_id}` reads findings "
                f"from {at_least:g}, which would never arrive: lower it to {at_least:g} or less."
            )
