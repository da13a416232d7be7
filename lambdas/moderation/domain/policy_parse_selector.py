"""Which findings a rule reads: labels, what is taken out again, and conditions that go together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.analysers import ANALYSERS, BY_WORD, Analyser
from lambdas.moderation.domain.nearest import did_you_mean, suggestion
from lambdas.moderation.domain.policy import Bands, Condition, Selector, Together
from lambdas.moderation.domain.policy_node import Node, one_of
from lambdas.moderation.domain.policy_parse_video import read_minimum
from lambdas.moderation.domain.policy_problems import quotable

WORDS = tuple(BY_WORD)
_CONDITION_KEYS = (*WORDS, "but_not", "at_least", "video")
_FEWEST_TOGETHER = 2


@dataclass(slots=True)
class Reads:
    """Which analysers are on, and the lowest threshold with which a rule reads each of them.

    `on` is None where the policy's `analysers` cannot be read: then nothing is said about them.
    """

    on: frozenset[str] | None
    lowest: dict[str, tuple[float, str]] = field(default_factory=dict)

    def note(self, source: str, at_least: float, rule_id: str) -> None:
        """Takes down that a rule reads an analyser from that percent."""
        self.lowest[source] = min(self.lowest.get(source, (101.0, "")), (at_least, rule_id))


def read_selector(fields: Mapping[str, Node], rule_id: str, reads: Reads) -> Selector | None:
    """The selector by the one analyser's word among the fields, or None where it is wrong."""
    word = next(word for word in WORDS if word in fields)
    analyser = BY_WORD[word]
    if reads.on is not None and not analyser.required and analyser.name not in reads.on:
        fields[word].refuse(
            f"Rule `{rule_id}` reads `{word}`, but the analyser `{analyser.name}` is off: turn it "
            f"on with `{analyser.name}: on` under `analysers`, or remove the rule.",
            at_key=True,
        )
    labels = _labels(fields[word], analyser)
    but_not = _labels(fields["but_not"], analyser) if "but_not" in fields else ()
    if labels is None or but_not is None:
        return None
    if analyser.uses_taxonomy and not _takes_out(fields, labels, but_not):
        return None
    return Selector(source=analyser.name, labels=labels, but_not=but_not)


def read_conditions(node: Node, rule_id: str, reads: Reads) -> tuple[Condition, ...] | None:
    """The conditions under `all`, at least two, each with its own `at_least`."""
    items = node.items("`all`")
    if items is None:
        return None
    if len(items) < _FEWEST_TOGETHER:
        node.refuse("`all` needs at least two conditions: for one finding, write a rule without.")
        return None
    read = [_condition(each, rule_id, reads) for each in items]
    found = tuple(each for each in read if each is not None)
    return found if len(found) == len(read) else None


def content_type(node: Node) -> str | None:
    """`Animated` or `Illustrated`, in any case."""
    text = node.text("A content type")
    if text is None:
        return None
    for known in taxonomy.CONTENT_TYPES:
        if known.casefold() == text.casefold():
            return known
    hint = suggestion(text, taxonomy.CONTENT_TYPES)
    known_types = one_of(taxonomy.CONTENT_TYPES)
    node.refuse(f"A content type must be {known_types}, but this is {node.shown()}.{hint}")
    return None


def gives_content_types(when: Bands | Together) -> bool:
    """Whether any finding that this reads can say what content type it is of."""
    if isinstance(when, Bands):
        return ANALYSERS[when.selector.source].gives_content_types
    return any(ANALYSERS[each.selector.source].gives_content_types for each in when.conditions)


def _condition(node: Node, rule_id: str, reads: Reads) -> Condition | None:
    fields = node.fields("a condition", _CONDITION_KEYS)
    if fields is None:
        return None
    words = [word for word in WORDS if word in fields]
    if len(words) != 1:
        node.refuse(
            f"A condition names exactly one of {one_of(WORDS)}, but this names {len(words)}."
        )
        return None
    selector = read_selector(fields, rule_id, reads)
    if "at_least" not in fields:
        node.refuse(
            f"This condition on `{words[0]}` has no `at_least`: add how sure it must be, "
            "such as `at_least: 80`."
        )
        return None
    at_least = fields["at_least"].number("`at_least`", 0, 100)
    minimum = read_minimum(fields.get("video"))
    if selector is None or at_least is None:
        return None
    reads.note(selector.source, at_least, rule_id)
    return Condition(selector, at_least, minimum)


def _labels(node: Node, analyser: Analyser) -> tuple[str, ...] | None:
    """The names as the taxonomy writes them, sorted, each once."""
    found: list[str] = []
    nodes = node.one_or_more(f"`{node.path[-1]}`")
    for each in nodes:
        name = each.text("A label")
        if name is not None and analyser.uses_taxonomy:
            name = _known(each, name)
        if name is not None:
            found.append(name.strip())
    if len(found) < len(nodes) or not found:
        return None
    by_folded = {name.casefold(): name for name in sorted(found, reverse=True)}
    return tuple(by_folded[folded] for folded in sorted(by_folded))


def _known(node: Node, name: str) -> str | None:
    label = taxonomy.label_named(name.strip())
    if label is not None:
        return label.name
    hint = did_you_mean(taxonomy.nearest_labels(name))
    hint = hint or f" The top-level labels are: {', '.join(taxonomy.top_level())}."
    node.refuse(f"The moderation taxonomy has no label `{quotable(name)}`.{hint}")
    return None


def _takes_out(
    fields: Mapping[str, Node], labels: tuple[str, ...], but_not: tuple[str, ...]
) -> bool:
    """Whether each label of `but_not` is below one of the labels; otherwise it is refused."""
    below = {name for label in labels for name in taxonomy.everything_below(label)}
    strangers = [name for name in but_not if name not in below]
    for name in strangers:
        fields["but_not"].refuse(
            f"`but_not` takes out `{name}`, which is not below {one_of(labels)}: remove it."
        )
    return not strangers
