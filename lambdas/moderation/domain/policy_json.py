"""A checked policy as canonical JSON and back: how it travels into Lambda."""

import json

from lambdas.moderation.domain.clauses import BUILT_IN, Clause
from lambdas.moderation.domain.policy import DEFAULT_PROFILE, Policy, Profile
from lambdas.moderation.domain.policy_canonical import as_text, sealed
from lambdas.moderation.domain.policy_node import Node
from lambdas.moderation.domain.policy_parse import parse
from lambdas.moderation.domain.policy_parse_clauses import read_clauses
from lambdas.moderation.domain.policy_problems import InvalidPolicyError, Problem


def to_json(policy: Policy) -> str:
    """The policy as JSON: equal policies give equal text, one line of ASCII."""
    return as_text(policy.analysers, policy.profiles, policy.clauses)


def from_json(text: str) -> Policy:
    """The policy that `to_json` wrote, checked again. Raises `InvalidPolicyError` only."""
    try:
        data = json.loads(text)
        analysers, profiles = data["analysers"], dict(data["profiles"])
        read = {name: _profile(name, analysers, profiles[name]) for name in sorted(profiles)}
        default = read[DEFAULT_PROFILE][0]
        clauses = _clauses(data)
    except InvalidPolicyError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        message = "This is not a policy as `to_json` writes it."
        raise InvalidPolicyError((Problem((), message),)) from error
    return sealed(default.analysers, (profile for _, profile in read.values()), clauses)


def _clauses(data: dict[str, object]) -> tuple[Clause, ...]:
    if "clauses" not in data:
        return BUILT_IN
    node = Node(data["clauses"], ("clauses",), {})
    clauses = read_clauses(node)
    if node.problems:
        raise InvalidPolicyError(tuple(node.problems))
    return clauses


def _profile(name: str, analysers: object, plain: dict[str, object]) -> tuple[Policy, Profile]:
    """A profile is written out whole: it is read as the only one of a policy of its own."""
    policy = parse({"analysers": analysers, "default": plain["default"], "rules": plain["rules"]})
    alone = policy.profiles[DEFAULT_PROFILE]
    prefixes = tuple(str(prefix) for prefix in plain["prefixes"])  # type: ignore[attr-defined]  # a TypeError is caught above
    return policy, Profile(name=name, default=alone.default, rules=alone.rules, prefixes=prefixes)
