"""Policies and evidence for tests: small ones by hand, and hypothesis strategies for any."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.findings import ContentType, Evidence, Finding, Span
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_evaluate import evaluate
from lambdas.moderation.domain.policy_parse import parse
from lambdas.moderation.domain.verdict import Judgement, Reason

Data = dict[str, Any]

WEAPONS: Data = {
    "id": "weapons",
    "label": "Weapons",
    "category": "violence",
    "severity": {"review": "medium", "reject": "high"},
    "review": 60,
    "reject": 90,
}
LABELS = [label.name for label in taxonomy.all_labels()]


def rule(**changes: object) -> Data:
    """The rule on weapons with some keys changed; None removes one."""
    changed = {key.rstrip("_"): value for key, value in changes.items()}
    return {key: value for key, value in (WEAPONS | changed).items() if value is not None}


def data(*rules: Data, **changes: object) -> Data:
    """A whole policy as plain data: both analysers on and low, default approve."""
    whole: Data = {
        "analysers": {"moderation_labels": {"min_confidence": 0}, "labels": {"min_confidence": 0}},
        "default": "approve",
        "rules": list(rules),
    }
    return whole | changes


def policy(*rules: Data, **changes: object) -> Policy:
    """The same, checked."""
    return parse(data(*rules, **changes))


def found(
    label: str, confidence: float = 88.0, *, parents: tuple[str, ...] | None = None, **types: float
) -> Finding:
    """A moderation finding with its parents by the taxonomy; `animated=90` is a content type."""
    return Finding(
        source="moderation_labels",
        label=label,
        confidence=confidence,
        parents=taxonomy.parents_of(label) if parents is None else parents,
        content_types=tuple(ContentType(name.title(), sure) for name, sure in types.items()),
    )


def thing(label: str, confidence: float = 88.0, parents: tuple[str, ...] = ()) -> Finding:
    """A DetectLabels finding."""
    return Finding("labels", label, confidence, parents)


def spread(finding: Finding, *stretches: tuple[float, float], at_least: float = 0.0) -> Finding:
    """The finding in a video, with more spans: each from one second to another, as sure as it."""
    sure = finding.confidence
    spans = tuple(
        Span(round(start * 1000), round(end * 1000), sure, sure, at_least)
        for start, end in stretches
    )
    return replace(finding, spans=(*finding.spans, *spans))


def judged(judging: Policy, *findings: Finding, key: str = "photo.jpg") -> Judgement:
    """The judgement on these findings."""
    return evaluate(judging, key=key, evidence=Evidence(findings))


def only_reason(judging: Policy, *findings: Finding, key: str = "photo.jpg") -> Reason:
    """The one reason of the judgement on these findings."""
    (reason,) = judged(judging, *findings, key=key).reasons
    return reason


percents = st.integers(0, 100)
some_labels = st.lists(st.sampled_from(LABELS), min_size=1, max_size=3, unique=True)
some_things = st.lists(st.sampled_from(["Dog", "Child", "Gun"]), min_size=1, max_size=2)
severities = st.sampled_from(["low", "medium", "high", "critical"])
content_types = st.lists(
    st.builds(
        ContentType,
        st.sampled_from(["Animated", "Illustrated", "Painted"]),
        st.floats(0, 100) | st.sampled_from([float("nan"), -5.0]),
    ),
    max_size=2,
).map(tuple)
confidences = st.floats(0, 100) | st.floats(allow_nan=True, allow_infinity=True)


minimums = st.fixed_dictionaries(
    {"seconds": st.sampled_from([0.5, 2, 6])},
    optional={"spans": st.integers(1, 4)},
) | st.fixed_dictionaries({"spans": st.integers(1, 4)})


@st.composite
def some_spans(draw: st.DrawFn, *, damaged: bool = True) -> tuple[Span, ...]:
    """Up to five spans in the first twenty seconds, of several levels; some cannot be."""
    made = []
    for _ in range(draw(st.integers(1, 5))):
        start, length = draw(st.integers(0, 20_000)), draw(st.integers(0, 6_000))
        level = draw(st.sampled_from([0.0, 0.0, 30.0, 60.0]))
        sure = draw(st.floats(level, 100))
        if damaged and not draw(st.integers(0, 15)):
            length, sure = -length, draw(st.sampled_from([sure, float("nan"), -1.0]))
        made.append(Span(start, start + length, sure, sure, level))
    return tuple(made)


@st.composite
def _bands(draw: st.DrawFn) -> Data:
    actions = draw(
        st.lists(st.sampled_from(["approve", "review", "reject"]), min_size=1, unique=True)
    )
    at_least = sorted(draw(st.lists(percents, min_size=3, max_size=3, unique=True)))
    order = [action for action in ("approve", "review", "reject") if action in actions]
    return dict(zip(order, at_least, strict=False))


@st.composite
def _rules(draw: st.DrawFn, number: int, *, plain: bool) -> Data:
    made: Data = {"id": f"rule-{number}", "category": draw(st.sampled_from(["a", "b"]))}
    made["severity"] = draw(severities)
    kind = draw(st.sampled_from(["label", "detected", "all"]))
    if kind == "all":
        made["all"] = [
            {"label": draw(some_labels), "at_least": draw(percents)},
            {draw(st.just("detected")): draw(some_things), "at_least": draw(percents)},
        ]
        if draw(st.booleans()):
            made["all"][draw(st.integers(0, 1))]["video"] = draw(minimums)
        made["then"] = draw(st.sampled_from(["review", "reject"]))
    else:
        made[kind] = draw(some_labels if kind == "label" else some_things)
        made |= draw(_bands())
        if draw(st.booleans()):
            made["video"] = draw(minimums)
        if plain:
            made.pop("approve", None)
            made.setdefault("review", 0) if "reject" not in made else None
    below = kind == "label" and taxonomy.everything_below(made["label"][0])
    if below and not plain and draw(st.booleans()):
        made["but_not"] = draw(st.sampled_from(below))
    if draw(st.booleans()):
        made["preview"] = "never"
    if kind != "detected" and draw(st.booleans()):
        made["except"] = [
            {
                "content_type": draw(st.sampled_from(["Animated", "Illustrated"])),
                "at_least": draw(percents),
                "then": draw(st.sampled_from(["approve", "review"])),
            }
        ]
    return made


clauses = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True),
            "text": st.text(min_size=1, max_size=40).filter(str.strip),
            "for": st.sampled_from(["approve", "reject", ["approve", "reject"]]),
        },
        optional={"note": st.sampled_from(["required", "optional"])},
    ),
    max_size=4,
    unique_by=lambda clause: clause["id"],
)
BOTH_WAYS: Data = {"id": "both-ways-and-last", "text": "Said.", "for": ["reject", "approve"]}


@st.composite
def policy_data(draw: st.DrawFn, *, plain: bool = False) -> Data:
    """A valid policy as plain data; `plain`: nothing in it makes a more specific name milder."""
    rules = [draw(_rules(number, plain=plain)) for number in range(draw(st.integers(0, 5)))]
    default = "approve" if plain else draw(st.sampled_from(["approve", "review", "reject"]))
    made = data(*rules, default=default)
    if draw(st.booleans()):
        made["clauses"] = [*draw(clauses), dict(BOTH_WAYS)]
    if rules and not plain and draw(st.booleans()):
        made["profiles"] = {
            "avatars": {
                "prefixes": ["avatars/"],
                "default": draw(st.sampled_from(["approve", "review"])),
                "rules": [{"id": rules[0]["id"], "off": True}],
            }
        }
    return made


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """Any finding, sensible or not, in an image or in a video."""
    spans = draw(st.just(()) | some_spans())
    source = draw(st.sampled_from(["moderation_labels", "moderation_labels", "labels", "other"]))
    if source == "labels":
        parents = tuple(draw(st.lists(st.sampled_from(["Person", "Weapon"]), max_size=2)))
        label = draw(st.sampled_from(["Dog", "Child", "Gun"]))
        return Finding(source, label, draw(confidences), parents, spans=spans)
    label = draw(st.sampled_from(LABELS) | st.sampled_from(["Zork", "", "weapons"]))
    known = st.just(taxonomy.parents_of(label))
    made_up = st.lists(st.sampled_from(LABELS), max_size=2).map(tuple)
    parents = draw(known | known | made_up)
    return Finding(source, label, draw(confidences), parents, draw(content_types), spans)


def without(mapping: Mapping[str, Any], *keys: str) -> Data:
    """The mapping without some keys."""
    return {key: value for key, value in mapping.items() if key not in keys}
