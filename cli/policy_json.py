"""`moderate policy --json`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lambdas.moderation.domain.clauses import DECIDING
from lambdas.moderation.domain.policy import Bands, Minimum, Policy, Profile, Rule, Selector
from policy_file import LocatedProblem

Json = dict[str, Any]


def check_json(path: Path, problems: Sequence[LocatedProblem], policy: Policy | None) -> Json:
    """What `check` found: the mistakes, or what the policy has."""
    answer: Json = {
        "file": str(path),
        "ok": not problems,
        "problems": [
            {"line": each.line, "column": each.column, "message": each.message} for each in problems
        ],
    }
    if policy is not None:
        answer |= {
            "version": policy.version,
            "profiles": [
                {"name": name, "prefixes": list(profile.prefixes), "rules": len(profile.rules)}
                for name, profile in policy.profiles.items()
            ],
            "analysers": {name: dict(values) for name, values in policy.analysers.items()},
            "clauses": [clause.id for clause in policy.clauses],
        }
    return answer


def show_json(policy: Policy, profiles: Iterable[Profile]) -> Json:
    """The policy with these of its profiles."""
    return {
        "version": policy.version,
        "profiles": [_profile_json(each) for each in profiles],
        "clauses": clauses_json(policy),
    }


def clauses_json(policy: Policy) -> list[Json]:
    """The clauses as the review API gives them."""
    return [
        {
            "id": clause.id,
            "text": clause.text,
            "for": [action.value for action in DECIDING if action in clause.decides],
            "note_required": clause.note_required,
        }
        for clause in policy.clauses
    ]


def _profile_json(profile: Profile) -> Json:
    return {
        "name": profile.name,
        "prefixes": list(profile.prefixes),
        "default": profile.default.value,
        "rules": [_rule_json(rule) for rule in profile.rules],
    }


def _rule_json(rule: Rule) -> Json:
    when = rule.when
    answer: Json = {"id": rule.id, "category": rule.category}
    if isinstance(when, Bands):
        answer |= _selector_json(when.selector)
        answer["from"] = {band.action.value: band.at_least for band in when.bands}
        answer |= _minimum_json(when.minimum)
    else:
        answer["together"] = [
            {
                **_selector_json(each.selector),
                "at_least": each.at_least,
                **_minimum_json(each.minimum),
            }
            for each in when.conditions
        ]
        answer["then"] = when.then.value
    answer["severities"] = {
        action.value: severity.value for action, severity in rule.severities.items()
    }
    answer["exceptions"] = [
        {"content_type": each.content_type, "at_least": each.at_least, "then": each.then.value}
        for each in rule.exceptions
    ]
    answer["never_shown"] = rule.never_shown
    return answer


def _minimum_json(minimum: Minimum | None) -> Json:
    """The key `video`, only where a minimum is set; what it does not ask is null."""
    if minimum is None:
        return {}
    return {"video": {"seconds": minimum.seconds, "spans": minimum.spans}}


def _selector_json(selector: Selector) -> Json:
    return {
        "source": selector.source,
        "labels": list(selector.labels),
        "but_not": list(selector.but_not),
    }
