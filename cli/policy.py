"""`moderate policy`: is a policy file right, and what does it say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli import printing, words
from cli.errors import AnswerIsNo
from cli.untrusted import visible
from lambdas.moderation.domain.policy import (
    Bands,
    Condition,
    ContentTypeException,
    Minimum,
    Policy,
    Profile,
    Rule,
    Selector,
    Together,
)
from lambdas.moderation.domain.verdict import Action
from policy_file import LocatedProblem, PolicyFileError, check, read

_ALL = "everything else"
_COLUMNS = tuple(f"{action.value} from" for action in Action)


def check_policy(path: Path, *, as_json: bool) -> None:
    """Prints the file's mistakes with their lines (then `AnswerIsNo`), or what the policy has."""
    problems = check(path)
    if as_json:
        printing.as_json(_check_json(path, problems))
        if problems:
            raise AnswerIsNo("")
        return
    if problems:
        for problem in problems:
            for line in str(problem).split("\n"):
                printing.say(visible(line))
        raise AnswerIsNo(f"{path} has {words.count(len(problems), 'mistake')}.")
    policy = _read(path)
    printing.say(f"{visible(str(path))} is right.", style="green")
    printing.fields(
        [
            ("version", policy.version, ""),
            *(
                (name, f"{words.count(len(profile.rules), 'rule')} for {_applies_to(profile)}", "")
                for name, profile in _labelled(policy)
            ),
            ("analysers", ", ".join(policy.analysers) or words.NONE, ""),
        ]
    )


def show_policy(path: Path, *, key: str | None, as_json: bool) -> None:
    """Prints the rules of every profile, or of the one that applies to the key."""
    policy = _read(path)
    names = list(policy.profiles) if key is None else [policy.profile_of(key)]
    profiles = [policy.profiles[name] for name in names]
    if as_json:
        printing.as_json(
            {"version": policy.version, "profiles": [_profile_json(each) for each in profiles]}
        )
        return
    printing.say(f"Policy {policy.version}", style="bold")
    if key is not None:
        printing.say(f"{visible(key)} is judged by the profile {visible(names[0])}.")
    for profile in profiles:
        printing.say()
        printing.table(
            ("rule", "findings", *_COLUMNS, "severity", "exceptions"),
            [_row(rule) for rule in profile.rules],
            title=f"{profile.name}, for {_applies_to(profile)}",
        )
        printing.say(
            f"A known moderation label below every band: {profile.default.value}. "
            "An unknown one: review."
        )


def _read(path: Path) -> Policy:
    try:
        return read(path)
    except PolicyFileError as error:
        raise AnswerIsNo(str(error)) from error


def _labelled(policy: Policy) -> list[tuple[str, Profile]]:
    return [
        ("profiles" if number == 0 else "", profile)
        for number, profile in enumerate(policy.profiles.values())
    ]


def _applies_to(profile: Profile) -> str:
    return ", ".join(f"{visible(each)}…" for each in profile.prefixes) or _ALL


def _row(rule: Rule) -> tuple[str, ...]:
    exceptions = "; ".join(map(_exception, rule.exceptions)) or words.NONE
    severities = ", ".join(
        f"{action.value} {severity.value}" for action, severity in rule.severities.items()
    )
    return visible(rule.id), *_when(rule.when), severities or words.NONE, exceptions


def _when(when: Bands | Together) -> tuple[str, ...]:
    if isinstance(when, Together):
        needs = " and ".join(map(_condition, when.conditions))
        return needs, *_columns({when.then: "together"})
    bands = {band.action: _percent(band.at_least) for band in when.bands}
    return _selector(when.selector) + _minimum(when.minimum), *_columns(bands)


def _columns(by_action: Mapping[Action, str]) -> tuple[str, ...]:
    return tuple(by_action.get(action, words.NONE) for action in Action)


def _selector(selector: Selector) -> str:
    but_not = f" but not {', '.join(selector.but_not)}" if selector.but_not else ""
    return visible(f"{', '.join(selector.labels)}{but_not} ({selector.source})")


def _condition(condition: Condition) -> str:
    from_ = f"{_selector(condition.selector)} from {_percent(condition.at_least)}"
    return from_ + _minimum(condition.minimum)


def _minimum(minimum: Minimum | None) -> str:
    if minimum is None:
        return ""
    needs = []
    if minimum.seconds is not None:
        needs.append(f"{minimum.seconds:g} s")
    if minimum.spans is not None:
        needs.append(words.count(minimum.spans, "span"))
    return f", in a video at least {' and '.join(needs)}"


def _exception(exception: ContentTypeException) -> str:
    return (
        f"{exception.content_type.lower()} from {_percent(exception.at_least)}: "
        f"{exception.then.value}"
    )


def _percent(value: float) -> str:
    return f"{value:g} %"


def _check_json(path: Path, problems: list[LocatedProblem]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "file": str(path),
        "ok": not problems,
        "problems": [
            {"line": each.line, "column": each.column, "message": each.message} for each in problems
        ],
    }
    if not problems:
        policy = _read(path)
        answer |= {
            "version": policy.version,
            "profiles": [
                {"name": name, "prefixes": list(profile.prefixes), "rules": len(profile.rules)}
                for name, profile in policy.profiles.items()
            ],
            "analysers": {name: dict(values) for name, values in policy.analysers.items()},
        }
    return answer


def _profile_json(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "prefixes": list(profile.prefixes),
        "default": profile.default.value,
        "rules": [_rule_json(rule) for rule in profile.rules],
    }


def _rule_json(rule: Rule) -> dict[str, Any]:
    when = rule.when
    answer: dict[str, Any] = {"id": rule.id, "category": rule.category}
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
    return answer


def _minimum_json(minimum: Minimum | None) -> dict[str, Any]:
    """The key `video`, only where a minimum is set; what it does not ask is null."""
    if minimum is None:
        return {}
    return {"video": {"seconds": minimum.seconds, "spans": minimum.spans}}


def _selector_json(selector: Selector) -> dict[str, Any]:
    return {
        "source": selector.source,
        "labels": list(selector.labels),
        "but_not": list(selector.but_not),
    }
