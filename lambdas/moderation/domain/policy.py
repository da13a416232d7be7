"""The policy: which findings are approved, reviewed or rejected, and how grave they are.

These are the values that a checked policy consists of. `policy_parse` makes them out of plain data,
`policy_evaluate` applies them, `policy_json` carries them into Lambda.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lambdas.moderation.domain.clauses import BUILT_IN, Clause
from lambdas.moderation.domain.verdict import Action, Severity

DEFAULT_PROFILE = "default"
_NO_RULES = {"default", "nothing-found", "unknown-label"}
_NO_RULE_PREFIXES = ("held-", "clause:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which findings are meant: of one analyser, with one of these labels or anything below them.

    `but_not` takes labels out again, each with everything below it. Names match in any case.
    """

    source: str
    labels: tuple[str, ...]
    but_not: tuple[str, ...] = ()
    _wanted: frozenset[str] = field(init=False, repr=False, compare=False)
    _unwanted: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_wanted", frozenset(map(str.casefold, self.labels)))
        object.__setattr__(self, "_unwanted", frozenset(map(str.casefold, self.but_not)))

    def selects(self, source: str, line: frozenset[str]) -> bool:
        """Whether a finding is meant, by its analyser and its line (see `policy_evaluate`)."""
        return (
            source == self.source
            and not self._wanted.isdisjoint(line)
            and self._unwanted.isdisjoint(line)
        )


@dataclass(frozen=True, slots=True)
class Band:
    """The action for a confidence of `at_least` percent and more, up to the next band."""

    action: Action
    at_least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """How much of a video it takes: at least one of the two is set, and what is set must hold.

    `seconds` is a total, `spans` a number of moments, each more than two seconds after the one
    before. Images know neither: there it is not asked.
    """

    seconds: float | None = None
    spans: int | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """A rule on findings one by one. The bands stand strictest and highest first."""

    selector: Selector
    bands: tuple[Band, ...]
    minimum: Minimum | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """There is a finding like this with a confidence of `at_least` percent."""

    selector: Selector
    at_least: float
    minimum: Minimum | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """A rule on several findings together: every condition holds."""

    conditions: tuple[Condition, ...]
    then: Action


@dataclass(frozen=True, slots=True)
class ContentTypeException:
    """Where the picture is of this content type, `at_least` percent sure: no more than `then`."""

    content_type: str
    at_least: float
    then: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to do about some findings. `severities` has an entry for each flagging action of it.

    `never_shown`: an upload that it holds is shown to no moderator, not even as a preview.
    """

    id: str
    category: str
    when: Bands | Together
    severities: Mapping[Action, Severity] = field(default_factory=dict)
    exceptions: tuple[ContentTypeException, ...] = ()
    never_shown: bool = False

    @property
    def selectors(self) -> tuple[Selector, ...]:
        """All the findings that the rule reads."""
        if isinstance(self.when, Bands):
            return (self.when.selector,)
        return tuple(condition.selector for condition in self.when.conditions)

    @property
    def video_levels(self) -> tuple[tuple[str, float], ...]:
        """The analysers and thresholds that this rule asks a minimum for."""
        if isinstance(self.when, Together):
            return tuple(
                (each.selector.source, each.at_least)
                for each in self.when.conditions
                if each.minimum
            )
        if self.when.minimum is None:
            return ()
        return tuple((self.when.selector.source, band.at_least) for band in self.when.bands)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule on findings one by one."""

    rule: Rule
    when: Bands


Index = Mapping[str, Mapping[str, tuple[Trigger, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """All rules for the keys with one of these prefixes, in the order of their ids.

    `default` is the action for a known moderation label below every band. `index` finds the rules
    on findings one by one by source and case-folded label.
    """

    name: str
    default: Action
    rules: tuple[Rule, ...]
    prefixes: tuple[str, ...] = ()
    index: Index = field(init=False, repr=False, compare=False)
    together: tuple[Rule, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", _indexed(self.rules))
        together = tuple(rule for rule in self.rules if isinstance(rule.when, Together))
        object.__setattr__(self, "together", together)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A checked policy. `clauses` are what people give as their reason, by id.

    `analysers` are those turned on, each with all its parameters. `profiles` always has `default`.
    `version` is 12 hexadecimal characters, a hash of the meaning: it changes with whatever can
    change a judgement or a call, never with comments, order, formatting or descriptions.
    """

    analysers: Mapping[str, Mapping[str, float | int]]
    profiles: Mapping[str, Profile]
    version: str
    clauses: tuple[Clause, ...] = BUILT_IN
    _by_prefix: tuple[tuple[str, str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pairs = [
            (prefix, profile.name)
            for profile in self.profiles.values()
            for prefix in profile.prefixes
        ]
        pairs.sort(key=lambda pair: (-len(pair[0]), pair))
        object.__setattr__(self, "_by_prefix", tuple(pairs))

    def profile_of(self, key: str) -> str:
        """The profile with the longest prefix that the key starts with, else `default`."""
        for prefix, name in self._by_prefix:
            if key.startswith(prefix):
                return name
        return DEFAULT_PROFILE

    def never_shown(self, profile: str, rule_ids: Iterable[str]) -> bool:
        """Whether one of these rules says that the upload is shown to no moderator.

        So it is for a rule that this policy does not have (any more), too: nobody can tell.
        """
        known = self.profiles.get(profile)
        rules = {rule.id: rule.never_shown for rule in known.rules} if known else {}
        return any(
            rules.get(rule_id, True)
            for rule_id in rule_ids
            if rule_id not in _NO_RULES and not rule_id.startswith(_NO_RULE_PREFIXES)
        )

    def video_levels(self, source: str) -> tuple[float, ...]:
        """The thresholds, sorted, whose spans some rule asks a minimum of, over all profiles.

        A video's findings by that analyser must be folded with these levels to be judged exactly;
        with fewer they are judged more strictly.
        """
        levels = {
            at_least
            for profile in self.profiles.values()
            for rule in profile.rules
            for read, at_least in rule.video_levels
            if read == source
        }
        return tuple(sorted(levels))


def _indexed(rules: tuple[Rule, ...]) -> Index:
    index: dict[str, dict[str, tuple[Trigger, ...]]] = {}
    for rule in rules:
        if not isinstance(rule.when, Bands):
            continue
        selector = rule.when.selector
        trigger = Trigger(rule, rule.when)
        by_label = index.setdefault(selector.source, {})
        for label in dict.fromkeys(map(str.casefold, selector.labels)):
            by_label[label] = (*by_label.get(label, ()), trigger)
    return index
