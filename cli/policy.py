"""`moderate policy`: is a policy file right, and what does it say."""

from collections.abc import Mapping
from pathlib import Path

from cli import case_pages, policy_json, printing, words
from cli.errors import AnswerIsNo
from cli.untrusted import visible
from lambdas.moderation.domain.clauses import DECIDING
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
from policy_file import PolicyFileError, check, read

_ALL = "everything else"
_COLUMNS = tuple(f"{action.value} from" for action in Action)


def check_policy(path: Path, *, as_json: bool) -> None:
    """Prints the file's mistakes with their lines (then `AnswerIsNo`), or what the policy has."""
    problems = check(path)
    if as_json:
        policy = None if problems else _read(path)
        printing.as_json(policy_json.check_json(path, problems, policy))
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
            ("clauses", _clauses_in_short(policy), ""),
        ]
    )


def show_policy(path: Path, *, key: str | None, as_json: bool) -> None:
    """Prints the rules of every profile, or of the one that applies to the key."""
    policy = _read(path)
    names = list(policy.profiles) if key is None else [policy.profile_of(key)]
    profiles = [policy.profiles[name] for name in names]
    if as_json:
        printing.as_json(policy_json.show_json(policy, profiles))
        return
    printing.say(f"Policy {policy.version}", style="bold")
    if key is not None:
        printing.say(f"{visible(key)} is judged by the profile {visible(names[0])}.")
    for profile in profiles:
        printing.say()
        printing.table(
            ("rule", "findings", *_COLUMNS, "severity", "exceptions", "preview"),
            [_row(rule) for rule in profile.rules],
            title=f"{profile.name}, for {_applies_to(profile)}",
        )
        printing.say(
            f"A known moderation label below every band: {profile.default.value}. "
            "An unknown one: review."
        )
    printing.say()
    case_pages.clauses_table(policy_json.clauses_json(policy))


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


def _clauses_in_short(policy: Policy) -> str:
    counts = (sum(action in each.decides for each in policy.clauses) for action in DECIDING)
    return ", ".join(
        f"{count} to {action.value}" for action, count in zip(DECIDING, counts, strict=True)
    )


def _applies_to(profile: Profile) -> str:
    return ", ".join(f"{visible(each)}…" for each in profile.prefixes) or _ALL


def _row(rule: Rule) -> tuple[str, ...]:
    exceptions = "; ".join(map(_exception, rule.exceptions)) or words.NONE
    severities = ", ".join(
        f"{action.value} {severity.value}" for action, severity in rule.severities.items()
    )
    preview = "never" if rule.never_shown else words.NONE
    return visible(rule.id), *_when(rule.when), severities or words.NONE, exceptions, preview


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
