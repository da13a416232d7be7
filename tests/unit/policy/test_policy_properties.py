"""What must hold for every policy and every evidence."""

import contextlib
import json
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.findings import Evidence, Finding
from lambdas.moderation.domain.policy_evaluate import evaluate
from lambdas.moderation.domain.policy_json import from_json, to_json
from lambdas.moderation.domain.policy_parse import check, parse
from lambdas.moderation.domain.policy_problems import InvalidPolicyError
from lambdas.moderation.domain.verdict import Action
from tests.unit.policy.policies import Data, findings, policy_data

KEYS = st.sampled_from(["photo.jpg", "avatars/1.png"])
SOME = st.lists(findings(), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
WORDS = st.sampled_from(
    [
        "analysers",
        "default",
        "rules",
        "profiles",
        "id",
        "label",
        "detected",
        "all",
        "review",
        "reject",
        "except",
        "severity",
        "off",
        "category",
        "moderation_labels",
        "labels",
        "min_confidence",
        "at_least",
        "then",
        "prefixes",
        "Weapons",
        "approve",
        "but_not",
        "content_type",
        "video",
        "seconds",
        "spans",
        "clauses",
        "text",
        "for",
        "note",
        "required",
        "preview",
        "never",
    ]
)
ANYTHING = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | SCALARS, inner, max_size=6),
    max_leaves=25,
)


def _line(finding: Finding) -> set[str]:
    names = [finding.label, *finding.parents]
    if finding.source == "moderation_labels":
        names += [above for name in (*names,) for above in taxonomy.parents_of(name)]
    return {name.casefold() for name in names}


@given(policy_data(), SOME, KEYS)
def test_every_evidence_gets_a_judgement_with_a_reason(
    plain: Data, some: list[Finding], key: str
) -> None:
    judgement = evaluate(parse(plain), key=key, evidence=Evidence(tuple(some)))
    assert judgement.action is max(
        (reason.action for reason in judgement.reasons), key=lambda action: action.strictness
    )
    assert all(reason.text for reason in judgement.reasons)


@given(policy_data(), SOME, KEYS, st.randoms())
def test_the_order_of_the_findings_does_not_matter(
    plain: Data, some: list[Finding], key: str, chance: Any
) -> None:
    policy = parse(plain)
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert evaluate(policy, key=key, evidence=Evidence(tuple(some))) == evaluate(
        policy, key=key, evidence=Evidence(tuple(shuffled))
    )


@given(policy_data(), SOME, KEYS)
def test_a_finding_that_comes_twice_counts_once(plain: Data, some: list[Finding], key: str) -> None:
    policy = parse(plain)
    twice = Evidence((*some, *some))
    assert evaluate(policy, key=key, evidence=twice) == evaluate(
        policy, key=key, evidence=Evidence(tuple(some))
    )


@settings(max_examples=300)
@given(policy_data(), SOME, findings(), KEYS)
def test_one_more_finding_never_makes_it_milder_unless_it_says_more_about_another(
    plain: Data, some: list[Finding], more: Finding, key: str
) -> None:
    assume(not any(_line(each) < _line(more) for each in some))
    _assert_not_milder(plain, some, more, key)


@settings(max_examples=300)
@given(policy_data(plain=True), SOME, findings(), KEYS)
def test_nor_where_the_policy_says_nothing_milder_of_what_is_more_specific(
    plain: Data, some: list[Finding], more: Finding, key: str
) -> None:
    _assert_not_milder(plain, some, more, key)


def _assert_not_milder(plain: Data, some: list[Finding], more: Finding, key: str) -> None:
    policy = parse(plain)
    before = evaluate(policy, key=key, evidence=Evidence(tuple(some)))
    after = evaluate(policy, key=key, evidence=Evidence((*some, more)))
    assert after.action.strictness >= before.action.strictness


@given(policy_data(), SOME, KEYS)
def test_an_unknown_moderation_label_is_never_approved(
    plain: Data, some: list[Finding], key: str
) -> None:
    unknown = Finding("moderation_labels", "Zork", 1.0, ("Violence",))
    judgement = evaluate(parse(plain), key=key, evidence=Evidence((*some, unknown)))
    assert judgement.action is not Action.APPROVE


@given(policy_data())
def test_a_policy_survives_the_way_through_json(plain: Data) -> None:
    policy = parse(plain)
    text = to_json(policy)
    again = from_json(text)
    assert again == policy
    assert to_json(again) == text


@given(policy_data(), SOME, KEYS)
def test_what_is_judged_is_hidden_exactly_if_a_rule_that_fired_says_so(
    plain: Data, some: list[Finding], key: str
) -> None:
    policy = parse(plain)
    judgement = evaluate(policy, key=key, evidence=Evidence(tuple(some)))
    fired = {reason.rule for reason in judgement.reasons}
    says_so = any(rule.get("preview") == "never" and rule["id"] in fired for rule in plain["rules"])
    assert policy.never_shown(judgement.profile, fired) is says_so


@given(
    policy_data(), st.lists(st.sampled_from(["rule-0", "rule-1", "default", "held-corrupt", "x"]))
)
def test_one_more_reason_never_shows_what_was_hidden(plain: Data, rules: list[str]) -> None:
    policy = parse(plain)
    hidden = [policy.never_shown("default", rules[:end]) for end in range(len(rules) + 1)]
    assert hidden == sorted(hidden)


@given(policy_data(), st.randoms())
def test_the_version_depends_on_the_meaning_alone(plain: Data, chance: Any) -> None:
    rules = [
        dict(sorted(rule.items(), key=lambda _: chance.random())) | {"description": "Why."}
        for rule in plain["rules"]
    ]
    chance.shuffle(rules)
    rewritten = dict(reversed(plain.items())) | {"rules": rules, "description": "Other words."}
    if "clauses" in plain:
        rewritten["clauses"] = plain["clauses"][::-1]
    assert parse(rewritten).version == parse(plain).version


@given(policy_data(), SOME, KEYS)
def test_policies_of_one_version_judge_alike(plain: Data, some: list[Finding], key: str) -> None:
    policy = parse(plain)
    again = from_json(to_json(policy))
    evidence = Evidence(tuple(some))
    assert evaluate(policy, key=key, evidence=evidence) == evaluate(
        again, key=key, evidence=evidence
    )


@settings(max_examples=400)
@given(ANYTHING)
def test_reading_anything_as_a_policy_says_what_is_wrong_and_never_breaks(anything: object) -> None:
    for problem in check(anything):
        assert problem.message.endswith((".", "?"))
        assert str(problem).isprintable()


@settings(max_examples=300)
@given(policy_data(), st.data())
def test_nor_does_a_policy_with_something_odd_in_it(plain: Data, draw: st.DataObject) -> None:
    spots = [plain, plain["analysers"], *plain["rules"], *plain.get("clauses", ())]
    spot = draw.draw(st.sampled_from(range(len(spots))))
    target = spots[spot]
    target[draw.draw(WORDS | st.sampled_from(sorted(target)))] = draw.draw(ANYTHING)
    check(plain)


@given(ANYTHING | st.text())
def test_reading_anything_as_json_raises_its_own_error_only(anything: object) -> None:
    text = anything if isinstance(anything, str) else json.dumps(str(anything))
    with contextlib.suppress(InvalidPolicyError):
        from_json(text)
    with contextlib.suppress(InvalidPolicyError):
        from_json(
            json.dumps(
                {"analysers": str(anything), "profiles": {"default": anything}},
                default=str,
                skipkeys=True,
            )
        )
