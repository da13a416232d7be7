"""What must hold for every policy and every video."""

from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.findings import Evidence, Finding, Sighting, Span
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_evaluate import evaluate
from lambdas.moderation.domain.policy_parse import parse
from lambdas.moderation.domain.verdict import Judgement
from lambdas.moderation.domain.video_fold import Fold
from tests.unit.policy.policies import Data, findings, policy_data, some_spans, without

SOURCES = ("moderation_labels", "labels")
KEYS = st.sampled_from(["film.mp4", "avatars/1.mp4"])
WITH_SPANS = st.builds(
    lambda finding, spans: replace(finding, spans=spans), findings(), some_spans(damaged=False)
)
TIMES = st.integers(0, 16).map(lambda halves: halves * 500)
TOP = st.builds(
    lambda label, sure: Finding("moderation_labels", label, sure),
    st.sampled_from(taxonomy.top_level()),
    st.floats(0, 100),
)
THING = st.builds(
    lambda label, sure: Finding("labels", label, sure),
    st.sampled_from(["Dog", "Child", "Gun"]),
    st.floats(0, 100),
)
SIGHTINGS = st.lists(st.builds(Sighting, TIMES, TOP | THING | findings()), max_size=12)


def _judged(policy: Policy, *some: Finding, key: str) -> Judgement:
    return evaluate(policy, key=key, evidence=Evidence(some))


def _seen(policy: Policy, sightings: list[Sighting], key: str) -> Judgement:
    """The judgement on these sightings, folded with the levels that the policy asks for."""
    found: list[Finding] = []
    for source in SOURCES:
        fold = Fold(policy.video_levels(source))
        ours = [each for each in sightings if each.finding.source == source]
        fold.add(sorted(ours, key=lambda each: each.at_ms))
        found += fold.findings()
    return _judged(policy, *found, key=key)


@settings(max_examples=150)
@given(policy_data(), st.lists(WITH_SPANS, min_size=1, max_size=5), KEYS, st.data())
def test_a_longer_span_never_makes_it_milder(
    plain: Data, some: list[Finding], key: str, draw: st.DataObject
) -> None:
    policy = parse(plain)
    place = draw.draw(st.integers(0, len(some) - 1))
    spans = list(some[place].spans)
    which = draw.draw(st.integers(0, len(spans) - 1))
    end = spans[which].end_ms + draw.draw(st.integers(0, 9_000))
    start = draw.draw(st.integers(0, spans[which].start_ms))
    spans[which] = replace(spans[which], start_ms=start, end_ms=end)
    after = [*some]
    after[place] = replace(some[place], spans=tuple(spans))
    before = _judged(policy, *some, key=key)
    assert _judged(policy, *after, key=key).action.strictness >= before.action.strictness


@settings(max_examples=150)
@given(policy_data(plain=True), SIGHTINGS, TIMES, TOP | THING, KEYS)
def test_one_more_sighting_never_makes_it_milder(
    plain: Data, some: list[Sighting], at_ms: int, more: Finding, key: str
) -> None:
    policy = parse(plain)
    before = _seen(policy, some, key)
    after = _seen(policy, [*some, Sighting(at_ms, more)], key)
    assert after.action.strictness >= before.action.strictness


@settings(max_examples=150)
@given(policy_data(), st.lists(findings(), max_size=6), KEYS)
def test_asking_for_a_minimum_never_makes_it_stricter(
    plain: Data, some: list[Finding], key: str
) -> None:
    asking_nothing = plain | {
        "rules": [
            without(rule, "video")
            | ({"all": [without(each, "video") for each in rule["all"]]} if "all" in rule else {})
            for rule in plain["rules"]
        ]
    }
    asked = _judged(parse(plain), *some, key=key)
    assert asked.action.strictness <= (
        _judged(parse(asking_nothing), *some, key=key).action.strictness
    )


@given(policy_data(), findings(), some_spans(damaged=False), KEYS, st.data())
def test_a_damaged_span_never_makes_it_milder(
    plain: Data, one: Finding, spans: tuple[Span, ...], key: str, draw: st.DataObject
) -> None:
    policy = parse(plain)
    sane = replace(one, spans=spans)
    broken: dict[str, Any] = draw.draw(
        st.sampled_from(
            [
                {"start_ms": -1},
                {"end_ms": -1},
                {"end_ms": 2**60},
                {"peak": float("nan")},
                {"at_least": float("nan")},
                {"at_least": 101.0},
            ]
        )
    )
    damaged = replace(one, spans=(replace(spans[0], **broken), *spans[1:]))
    before = _judged(policy, sane, key=key)
    assert _judged(policy, damaged, key=key).action.strictness >= before.action.strictness


@settings(max_examples=100)
@given(policy_data(), SIGHTINGS, KEYS)
def test_fewer_levels_judge_no_milder(plain: Data, some: list[Sighting], key: str) -> None:
    policy = parse(plain)
    assume(any(policy.video_levels(source) for source in SOURCES))
    found: list[Finding] = []
    for source in SOURCES:
        fold = Fold()
        fold.add(each for each in some if each.finding.source == source)
        found += fold.findings()
    exact = _seen_unsorted(policy, some, key)
    assert _judged(policy, *found, key=key).action.strictness >= exact.action.strictness


def _seen_unsorted(policy: Policy, sightings: list[Sighting], key: str) -> Judgement:
    found: list[Finding] = []
    for source in SOURCES:
        fold = Fold(policy.video_levels(source))
        fold.add(each for each in sightings if each.finding.source == source)
        found += fold.findings()
    return _judged(policy, *found, key=key)
