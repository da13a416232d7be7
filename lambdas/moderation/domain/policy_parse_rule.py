"""One rule of a policy, read from plain data."""

from collections.abc import Mapping

from lambdas.moderation.domain.policy import (
    Band,
    Bands,
    ContentTypeException,
    Rule,
    Together,
)
from lambdas.moderation.domain.policy_node import Node, one_of
from lambdas.moderation.domain.policy_parse_selector import (
    WORDS,
    Reads,
    content_type,
    gives_content_types,
    read_conditions,
    read_selector,
)
from lambdas.moderation.domain.policy_parse_video import read_minimum
from lambdas.moderation.domain.verdict import Action, Severity

RULE_KEYS = (
    "id", "description", "category", "severity", *WORDS, "but_not", "all",
    "approve", "review", "reject", "video", "then", "except", "preview", "off",
)  # fmt: skip
NEVER = "never"
_EXCEPTION_KEYS = ("content_type", "at_least", "then")
_FLAGGING = (Action.REVIEW, Action.REJECT)
_EXCEPTION_ACTIONS = (Action.APPROVE, Action.REVIEW)


def read_rule(node: Node, fields: Mapping[str, Node], reads: Reads) -> Rule | None:
    """The rule, or None where problems were noted. `fields` may come from two places (profiles)."""
    rule_id = _identity(node, fields)
    category = _required(node, fields, "category", rule_id)
    named = category.name("A category") if category else None
    when = _when(node, fields, rule_id or "?", reads)
    exceptions = _exceptions(fields, when)
    severities = _severities(node, fields, when, exceptions, rule_id)
    if rule_id is None or named is None or when is None or exceptions is None:
        return None
    if severities is None:
        return None
    return Rule(
        id=rule_id,
        category=named,
        when=when,
        severities=severities,
        exceptions=exceptions,
        never_shown=_never_shown(fields.get("preview")),
    )


def _never_shown(node: Node | None) -> bool:
    """What is not understood shows nothing, and is a problem."""
    if node is None:
        return False
    if node.value != NEVER:
        node.refuse(f"`preview` can only be `{NEVER}`, but this is {node.shown()}.")
    return True


def _identity(node: Node, fields: Mapping[str, Node]) -> str | None:
    if "id" not in fields:
        node.refuse("This rule has no `id`: give it a short name, such as `id: weapons`.")
        return None
    return fields["id"].name("A rule's id")


def _required(node: Node, fields: Mapping[str, Node], key: str, rule_id: str | None) -> Node | None:
    if key in fields:
        return fields[key]
    node.refuse(f"Rule `{rule_id or '?'}` has no `{key}`: add it.")
    return None


def _when(
    node: Node, fields: Mapping[str, Node], rule_id: str, reads: Reads
) -> Bands | Together | None:
    words = [word for word in (*WORDS, "all") if word in fields]
    if not words:
        node.refuse(
            f"Rule `{rule_id}` does not say what it is about: add {one_of((*WORDS, 'all'))}."
        )
        return None
    if len(words) > 1:
        fields[words[1]].refuse(
            f"Rule `{rule_id}` has both `{words[0]}` and `{words[1]}`: keep one. To need several "
            "findings together, list them under `all`.",
            at_key=True,
        )
        return None
    if words[0] == "all":
        return _together(node, fields, rule_id, reads)
    return _banded(node, fields, rule_id, reads)


def _together(
    node: Node, fields: Mapping[str, Node], rule_id: str, reads: Reads
) -> Together | None:
    for key in ("approve", "review", "reject", "but_not", "video"):
        if key in fields:
            inside = key in {"but_not", "video"}
            instead = f"`{key}` inside a condition" if inside else "`then`"
            fields[key].refuse(
                f"A rule with `all` has no `{key}` of its own: use {instead}.", at_key=True
            )
    conditions = read_conditions(fields["all"], rule_id, reads)
    if "then" not in fields:
        node.refuse(f"Rule `{rule_id}` has no `then`: add `then: review` or `then: reject`.")
        return None
    then = fields["then"].choice("`then` of a rule with `all`", _FLAGGING)
    return Together(conditions, then) if conditions and then else None


def _banded(node: Node, fields: Mapping[str, Node], rule_id: str, reads: Reads) -> Bands | None:
    if "then" in fields:
        fields["then"].refuse(
            "`then` belongs to a rule with `all`: here write `review: 60`.", at_key=True
        )
    selector = read_selector(fields, rule_id, reads)
    minimum = read_minimum(fields.get("video"))
    bands: list[Band] = []
    sound = True
    for action in reversed(Action):
        field = fields.get(action.value)
        if field is None or field.value == NEVER:
            continue
        at_least = field.number(f"`{action.value}`", 0, 100)
        if at_least is None:
            sound = False
        elif bands and at_least >= bands[-1].at_least:
            _never_reached(field, bands[-1], at_least)
            sound = False
        else:
            bands.append(Band(action, at_least))
    if sound and not bands:
        node.refuse(
            f"Rule `{rule_id}` never does anything: say from what percent, such as `review: 60`."
        )
        return None
    if selector is None or not sound:
        return None
    reads.note(selector.source, bands[-1].at_least, rule_id)
    return Bands(selector, tuple(bands), minimum)


def _never_reached(field: Node, stricter: Band, at_least: float) -> None:
    field.refuse(
        f"`{field.path[-1]}` from {at_least:g} is never reached, because `{stricter.action}` "
        f"already starts at {stricter.at_least:g}: lower this one or raise the other."
    )


def _exceptions(
    fields: Mapping[str, Node], when: Bands | Together | None
) -> tuple[ContentTypeException, ...] | None:
    if "except" not in fields:
        return ()
    node = fields["except"]
    if when is not None and not gives_content_types(when):
        node.refuse(
            "Only moderation labels say whether a picture is animated or illustrated, and this "
            "rule reads none: remove `except`.",
            at_key=True,
        )
        return None
    read = [_exception(each) for each in node.one_or_more("`except`")]
    found = [each for each in read if each is not None]
    if len(found) < len(read) or not found:
        return None
    found.sort(key=lambda each: (each.content_type, each.at_least))
    return tuple(found) if _in_order(node, found) else None


def _exception(node: Node) -> ContentTypeException | None:
    fields = node.fields("an exception", _EXCEPTION_KEYS)
    if fields is None:
        return None
    missing = [key for key in _EXCEPTION_KEYS if key not in fields]
    for key in missing:
        example = {"content_type": "Animated", "at_least": "80", "then": "approve"}[key]
        node.refuse(f"This exception has no `{key}`: add it, such as `{key}: {example}`.")
    if missing:
        return None
    kind = content_type(fields["content_type"])
    at_least = fields["at_least"].number("`at_least`", 0, 100)
    then = fields["then"].choice("`then` of an exception", _EXCEPTION_ACTIONS)
    if kind is None or at_least is None or then is None:
        return None
    return ContentTypeException(kind, at_least, then)


def _in_order(node: Node, exceptions: list[ContentTypeException]) -> bool:
    """Of two exceptions for one content type, the surer must be the milder."""
    last: dict[str, ContentTypeException] = {}
    for each in sorted(exceptions, key=lambda each: each.at_least):
        before = last.get(each.content_type)
        if before and each.then.strictness >= before.then.strictness:
            node.refuse(
                f"Of two exceptions for {each.content_type}, the one with the higher `at_least` "
                "must be the milder: remove one of them."
            )
            return False
        last[each.content_type] = each
    return True


def _severities(
    node: Node,
    fields: Mapping[str, Node],
    when: Bands | Together | None,
    exceptions: tuple[ContentTypeException, ...] | None,
    rule_id: str | None,
) -> dict[Action, Severity] | None:
    """The severity by flagging action of this rule; one word stands for all of them."""
    given = _given_severities(fields["severity"]) if "severity" in fields else {}
    if given is None or when is None:
        return None
    taken = _actions(when) | {each.then for each in exceptions or ()}
    needed = [action for action in _FLAGGING if action in taken]
    for action in needed:
        if action not in given:
            fields.get("severity", node).refuse(
                f"Rule `{rule_id or '?'}` has no severity for `{action}`: add `severity: high` "
                f"(low, medium, high or critical), or one for each action."
            )
            return None
    return {action: given[action] for action in needed}


def _given_severities(node: Node) -> dict[Action, Severity] | None:
    if not isinstance(node.value, Mapping):
        one = node.choice("A severity", tuple(Severity))
        return None if one is None else dict.fromkeys(_FLAGGING, one)
    fields = node.fields("a severity by action", [action.value for action in _FLAGGING])
    read = {
        Action(key): each.choice("A severity", tuple(Severity))
        for key, each in (fields or {}).items()
    }
    found = {action: severity for action, severity in read.items() if severity is not None}
    return found if len(found) == len(read) else None


def _actions(when: Bands | Together) -> set[Action]:
    if isinstance(when, Together):
        return {when.then}
    return {band.action for band in when.bands}
