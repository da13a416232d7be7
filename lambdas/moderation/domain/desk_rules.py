"""How the review desk works: claims, due times, queues, second looks, breaks.

Read from the setting `review` of a stage; the stack hands them to the functions as JSON.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from lambdas.moderation.domain.nearest import suggestion
from lambdas.moderation.domain.verdict import Severity

SENIOR_QUEUE = "senior"
"""Where escalated cases go, and those whose upload only seniors may see."""

GENERAL_QUEUE = "general"
"""Where a case goes that no rule of the setting `queues` is about."""

_QUEUE_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_MOST_CLAIM_MINUTES = 12 * 60
_MOST_DUE_MINUTES = 60 * 24 * 30
_MOST_QUEUES = 20
_MOST_REVEALS = 10_000
_DUE_MINUTES = {
    Severity.CRITICAL: 15.0,
    Severity.HIGH: 60.0,
    Severity.MEDIUM: 240.0,
    Severity.LOW: 1440.0,
}


class DeskRulesError(ValueError):
    """The setting `review` is wrong; the message says where and what is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRule:
    """Cases of one of these severities and profiles go to `queue`; an empty list means any."""

    queue: str
    severities: tuple[Severity, ...] = ()
    profiles: tuple[str, ...] = ()

    def takes(self, severity: Severity, profile: str) -> bool:
        """Whether such a case goes here."""
        return (not self.severities or severity in self.severities) and (
            not self.profiles or profile in self.profiles
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """The rules of one desk.

    - `claim_minutes`: how long a case is kept for whoever claimed it, unless that is extended.
    - `due_minutes`: how soon a case of each severity is to be decided.
    - `queues`: the first rule that takes a case names its queue, else it is `general`.
    - `second_look_percent`: how many of the decisions are looked at by a second person.
    - `break_after_reveals`: after so many reveals in a shift a break is suggested.
    - `shift_pause_minutes`: whoever did nothing for so long begins a new shift.
    """

    claim_minutes: float = 10.0
    due_minutes: Mapping[Severity, float] = field(default_factory=lambda: dict(_DUE_MINUTES))
    queues: tuple[QueueRule, ...] = ()
    second_look_percent: Mapping[Severity, float] = field(default_factory=dict)
    break_after_reveals: int = 50
    shift_pause_minutes: float = 240.0

    @property
    def claim_for(self) -> timedelta:
        """How long a claim lasts."""
        return timedelta(minutes=self.claim_minutes)

    @property
    def queue_names(self) -> tuple[str, ...]:
        """All queues, in the order of the setting, then `general`, then the seniors'."""
        named = (rule.queue for rule in self.queues)
        return tuple(dict.fromkeys((*named, GENERAL_QUEUE, SENIOR_QUEUE)))

    def due_after(self, severity: Severity) -> timedelta:
        """How soon such a case is to be decided."""
        return timedelta(minutes=self.due_minutes[severity])

    def queue_of(self, severity: Severity, profile: str) -> str:
        """Where such a case goes."""
        for rule in self.queues:
            if rule.takes(severity, profile):
                return rule.queue
        return GENERAL_QUEUE

    def second_look(self, severity: Severity, chance: float) -> bool:
        """Whether a decision is looked at again; `chance` is a random number from 0 up to 1."""
        return chance * 100 < self.second_look_percent.get(severity, 0.0)


def read_rules(given: object) -> DeskRules:
    """The rules in plain data; whatever is left out has its default. Raises `DeskRulesError`."""
    plain = _mapping(given, "review", DeskRules.__dataclass_fields__)
    values: dict[str, object] = {}
    for name, (least, most) in _NUMBERS.items():
        if name in plain:
            values[name] = _number(plain[name], f"review.{name}", least, most)
    if "break_after_reveals" in plain:
        after = plain["break_after_reveals"]
        reveals = _number(after, "review.break_after_reveals", 1, _MOST_REVEALS)
        if not reveals.is_integer():
            raise DeskRulesError(f"review.break_after_reveals: {reveals:g} is not a whole number.")
        values["break_after_reveals"] = int(reveals)
    if "due_minutes" in plain:
        due = _by_severity(plain["due_minutes"], "review.due_minutes", 1, _MOST_DUE_MINUTES)
        values["due_minutes"] = _DUE_MINUTES | due
    if "second_look_percent" in plain:
        percent = plain["second_look_percent"]
        values["second_look_percent"] = _by_severity(percent, "review.second_look_percent", 0, 100)
    if "queues" in plain:
        values["queues"] = _queues(plain["queues"])
    return DeskRules(**values)  # type: ignore[arg-type]  # each was read as its field's type


def rules_to_json(rules: DeskRules) -> str:
    """The rules as JSON, such that `rules_from_json` gives the same rules back."""
    plain = {
        "claim_minutes": rules.claim_minutes,
        "due_minutes": {each.value: number for each, number in rules.due_minutes.items()},
        "queues": [
            {
                "queue": rule.queue,
                "severities": [each.value for each in rule.severities],
                "profiles": list(rule.profiles),
            }
            for rule in rules.queues
        ],
        "second_look_percent": {
            each.value: number for each, number in rules.second_look_percent.items()
        },
        "break_after_reveals": rules.break_after_reveals,
        "shift_pause_minutes": rules.shift_pause_minutes,
    }
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def rules_from_json(text: str) -> DeskRules:
    """The rules that `rules_to_json` wrote. Raises `DeskRulesError`."""
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise DeskRulesError("review: not JSON.") from error
    return read_rules(plain)


_NUMBERS = {
    "claim_minutes": (0.05, _MOST_CLAIM_MINUTES),
    "shift_pause_minutes": (1, 24 * 60),
}


def _queues(given: object) -> tuple[QueueRule, ...]:
    if not isinstance(given, list) or len(given) > _MOST_QUEUES:
        raise DeskRulesError(f"review.queues: not a list of at most {_MOST_QUEUES} rules.")
    return tuple(_queue(each, f"review.queues[{place}]") for place, each in enumerate(given))


def _queue(given: object, where: str) -> QueueRule:
    plain = _mapping(given, where, QueueRule.__dataclass_fields__)
    name = plain.get("queue")
    if not isinstance(name, str) or not _QUEUE_NAME.fullmatch(name) or name == SENIOR_QUEUE:
        raise DeskRulesError(
            f"{where}.queue: {name!r} is not a queue's name: 1 to 32 lower-case letters, digits "
            f"and hyphens, and not {SENIOR_QUEUE!r}."
        )
    severities = _texts(plain.get("severities", []), f"{where}.severities")
    return QueueRule(
        queue=name,
        severities=tuple(_severity(each, f"{where}.severities") for each in severities),
        profiles=tuple(_texts(plain.get("profiles", []), f"{where}.profiles")),
    )


def _by_severity(given: object, where: str, least: float, most: float) -> dict[Severity, float]:
    plain = _mapping(given, where, list(Severity))
    return {
        _severity(name, where): _number(value, f"{where}.{name}", least, most)
        for name, value in plain.items()
    }


def _severity(given: str, where: str) -> Severity:
    try:
        return Severity(given)
    except ValueError:
        raise DeskRulesError(
            f"{where}: {given!r} is not a severity; it may be {', '.join(Severity)}."
        ) from None


def _mapping(given: object, where: str, known: object) -> Mapping[str, object]:
    names = [str(name) for name in known]  # type: ignore[attr-defined]  # a list or a mapping
    if not isinstance(given, Mapping):
        raise DeskRulesError(f"{where}: {given!r} is not an object.")
    for name in given:
        if name not in names:
            raise DeskRulesError(f"{where}: {name!r} is not known.{_meant(name, names)}")
    return given


def _meant(name: object, names: list[str]) -> str:
    return suggestion(str(name), names) or f" It may have {', '.join(names)}."


def _texts(given: object, where: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise DeskRulesError(f"{where}: {given!r} is not a list of texts.")
    return given


def _number(given: object, where: str, least: float, most: float) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise DeskRulesError(f"{where}: {given!r} is not a number.")
    if not least <= given <= most:
        raise DeskRulesError(f"{where}: {given:g} is not between {least:g} and {most:g}.")
    return float(given)
