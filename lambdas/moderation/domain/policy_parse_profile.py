"""The rules of a policy, and the profiles that build on them for some keys."""

from collections.abc import Iterable, Mapping

from lambdas.moderation.domain.nearest import suggestion
from lambdas.moderation.domain.policy import DEFAULT_PROFILE, Profile, Rule
from lambdas.moderation.domain.policy_node import Node, one_of
from lambdas.moderation.domain.policy_parse_rule import RULE_KEYS, read_rule
from lambdas.moderation.domain.policy_parse_selector import Reads
from lambdas.moderation.domain.policy_problems import quotable
from lambdas.moderation.domain.policy_reasons import DEFAULT, NOTHING_FOUND, UNKNOWN_LABEL
from lambdas.moderation.domain.verdict import Action

_PROFILE_KEYS = ("description", "prefixes", "default", "rules")
_RESERVED = frozenset((DEFAULT, NOTHING_FOUND, UNKNOWN_LABEL))
_HELD = "held-"
_LONGEST_PREFIX = 1024

Fields = Mapping[str, Node]


def read_default(node: Node | None) -> Action | None:
    """The action for a known moderation label that no rule applies to."""
    return node.choice("`default`", tuple(Action)) if node else None


def read_rules(node: Node, reads: Reads) -> tuple[dict[str, Fields], tuple[Rule, ...]]:
    """The rules' fields by id, for profiles to build on, and the rules that could be read."""
    raw: dict[str, Fields] = {}
    rules: list[Rule] = []
    for item in node.items("`rules`") or ():
        fields = item.fields("a rule", RULE_KEYS)
        if fields is None:
            continue
        if "off" in fields:
            fields["off"].refuse(
                "Only a profile can switch a rule off: here, remove the rule.", at_key=True
            )
        _identify(item, fields, raw)
        rule = read_rule(item, fields, reads)
        if rule is not None:
            rules.append(rule)
    return raw, _by_id(rules)


def _identify(item: Node, fields: Fields, seen: dict[str, Fields]) -> None:
    """Takes the rule down under its id, which must be free."""
    rule_id = fields["id"].value if "id" in fields else None
    if not isinstance(rule_id, str):
        return
    if rule_id in seen:
        fields["id"].refuse(f"There is another rule `{rule_id}` above: give each its own id.")
    if rule_id in _RESERVED or rule_id.startswith(_HELD):
        fields["id"].refuse(f"The id `{rule_id}` is the pipeline's own: choose another.")
    seen.setdefault(rule_id, fields)


def read_profiles(node: Node, base: Profile, raw: dict[str, Fields], reads: Reads) -> list[Profile]:
    """The profiles, each with all its rules: the base's, changed, switched off and added to."""
    owners: dict[str, str] = {}
    profiles: list[Profile] = []
    for name, item in (node.fields("`profiles`") or {}).items():
        if Node(name, item.path, item.problems).name("A profile's name") is None:
            continue
        if name == DEFAULT_PROFILE:
            item.refuse(
                "The profile `default` is what stands outside `profiles`: choose another.",
                at_key=True,
            )
        fields = item.fields(f"the profile `{name}`", _PROFILE_KEYS)
        if fields is None:
            continue
        prefixes = _prefixes(item, fields, name, owners)
        default = read_default(fields.get("default")) or base.default
        rules = base.rules
        if "rules" in fields:
            rules = _profile_rules(fields["rules"], base.rules, raw, reads)
        profiles.append(Profile(name=name, default=default, rules=rules, prefixes=prefixes))
    return profiles


def _prefixes(item: Node, fields: Fields, name: str, owners: dict[str, str]) -> tuple[str, ...]:
    if "prefixes" not in fields:
        item.refuse(
            f"The profile `{name}` has no `prefixes`: add the start of the keys that it is for, "
            f"such as `prefixes: [{name}/]`."
        )
        return ()
    found = []
    for each in fields["prefixes"].one_or_more("`prefixes`"):
        prefix = each.text("A prefix")
        if prefix is None:
            continue
        if len(prefix.encode(errors="replace")) > _LONGEST_PREFIX:
            each.refuse(f"A prefix is longer than any key ({_LONGEST_PREFIX} bytes): shorten it.")
        owner = owners.setdefault(prefix, name)
        if owner != name or prefix in found:
            each.refuse(
                f"The prefix `{prefix}` already belongs to the profile `{owner}`: "
                "each prefix may stand once."
            )
        found.append(prefix)
    return tuple(sorted(found))


def _profile_rules(
    node: Node, base: tuple[Rule, ...], raw: dict[str, Fields], reads: Reads
) -> tuple[Rule, ...]:
    """The base's rules with the profile's in place: changed by id, switched off, or added."""
    rules = {rule.id: rule for rule in base}
    seen: dict[str, Fields] = {}
    for item in node.items("`rules`") or ():
        fields = item.fields("a rule", RULE_KEYS)
        if fields is None:
            continue
        _identify(item, fields, seen)
        rule_id = fields["id"].value if "id" in fields else None
        below = raw.get(rule_id, {}) if isinstance(rule_id, str) else {}
        if "off" in fields:
            _switch_off(fields, raw)
            rules.pop(str(rule_id), None)
            continue
        rule = read_rule(item, {**below, **fields}, reads)
        if rule is not None:
            rules[rule.id] = rule
    return _by_id(rules.values())


def _switch_off(fields: Fields, raw: Mapping[str, Fields]) -> None:
    if fields["off"].value is not True:
        fields["off"].refuse("`off` can only be `true`: to keep the rule on, remove this.")
    others = [key for key in fields if key not in {"id", "off", "description"}]
    if others:
        fields[others[0]].refuse(
            f"A rule that is `off` has nothing else: remove `{others[0]}`.", at_key=True
        )
    rule_id = fields["id"].value if "id" in fields else None
    if "id" not in fields or (isinstance(rule_id, str) and rule_id not in raw):
        hint = suggestion(str(rule_id), raw) or (f" There is {one_of(raw)}." if raw else "")
        fields.get("id", fields["off"]).refuse(
            f"There is no rule `{quotable(str(rule_id or '?'))}` to switch off.{hint}"
        )


def _by_id(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.id))
