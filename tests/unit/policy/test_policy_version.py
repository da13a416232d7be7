"""The version of a policy: a hash of its meaning."""

import pytest

from lambdas.moderation.domain.policy_json import from_json, to_json
from lambdas.moderation.domain.policy_parse import parse
from lambdas.moderation.domain.policy_problems import InvalidPolicyError
from tests.unit.policy.policies import Data, data, policy, rule, without

WHOLE = policy(rule())


def test_it_is_twelve_hexadecimal_characters() -> None:
    assert len(WHOLE.version) == 12
    assert int(WHOLE.version, 16) >= 0


def test_it_is_the_same_tomorrow_and_on_another_machine() -> None:
    assert WHOLE.version == "b4266d71e9d8"


@pytest.mark.parametrize(
    "same",
    [
        rule(review=60.0),
        rule(label=["weapons"]),
        rule(label=["Weapons", "WEAPONS"]),
        rule(description="Other words."),
        rule(approve="never"),
        dict(reversed(rule().items())),
    ],
)
def test_another_way_of_saying_the_same_keeps_it(same: Data) -> None:
    assert policy(same).version == WHOLE.version


def test_the_order_of_the_rules_makes_no_other_policy() -> None:
    other = rule(id="gambling", label="Gambling")
    assert policy(rule(), other) == policy(other, rule())


def test_leaving_out_what_is_the_default_keeps_it() -> None:
    stated = {"moderation_labels": {"min_confidence": 50.0}}
    assert (
        policy(rule(), analysers=stated).version
        == policy(rule(), analysers={"moderation_labels": True, "labels": False}).version
    )


@pytest.mark.parametrize(
    "other",
    [
        rule(id="arms"),
        rule(label="Violence"),
        rule(label="Violence", but_not="Weapons"),
        rule(category="arms"),
        rule(severity="low"),
        rule(review=61),
        rule(reject="never"),
        rule(approve=10),
        rule(label=None, detected="Weapons"),
        rule(except_=[{"content_type": "Animated", "at_least": 80, "then": "approve"}]),
    ],
)
def test_a_rule_that_means_something_else_changes_it(other: Data) -> None:
    assert policy(other).version != WHOLE.version


@pytest.mark.parametrize(
    "changes",
    [
        {"default": "review"},
        {
            "analysers": {
                "moderation_labels": {"min_confidence": 1},
                "labels": {"min_confidence": 0},
            }
        },
        {"analysers": {"moderation_labels": {"min_confidence": 0}}},
        {"profiles": {"avatars": {"prefixes": ["avatars/"]}}},
    ],
)
def test_so_does_anything_around_the_rules(changes: Data) -> None:
    assert policy(rule(), **changes).version != WHOLE.version


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", '{"analysers": {}, "profiles": {}}', "[" * 100_000, "NaN"],
)
def test_json_that_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(InvalidPolicyError):
        from_json(text)


def test_json_is_checked_as_the_file_was() -> None:
    broken = to_json(WHOLE).replace("Weapons", "Wepons")
    with pytest.raises(InvalidPolicyError, match="Did you mean `Weapons`"):
        from_json(broken)


@pytest.mark.parametrize("missing", ["analysers", "default", "rules"])
def test_a_policy_needs_all_its_parts(missing: str) -> None:
    with pytest.raises(InvalidPolicyError, match=f"no `{missing}`"):
        parse(without(data(rule()), missing))
