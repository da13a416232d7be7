"""What happens where no rule says what to do."""

import pytest

from lambdas.moderation.domain.verdict import Action, Status
from tests.unit.policy.policies import found, judged, only_reason, policy, rule


def test_a_label_that_the_taxonomy_does_not_have_is_reviewed() -> None:
    reason = only_reason(policy(rule()), found("Zork", 51))
    assert (reason.rule, reason.action) == ("unknown-label", Action.REVIEW)


def test_a_rule_on_a_known_parent_applies_to_an_unknown_label_too() -> None:
    whole = policy(rule(label="Violence"))
    reasons = judged(whole, found("Zork", 95, parents=("Violence",))).reasons
    assert [each.rule for each in reasons] == ["weapons", "unknown-label"]


def test_an_approving_rule_does_not_approve_an_unknown_label_below_it() -> None:
    whole = policy(rule(label="Violence", review=None, reject=None, approve=0))
    assert judged(whole, found("Zork", parents=("Violence",))).status is Status.IN_REVIEW


@pytest.mark.parametrize("default", list(Action))
def test_a_known_label_below_every_band_takes_the_default(default: Action) -> None:
    reason = only_reason(policy(rule(), default=default.value), found("Weapons", 59))
    assert (reason.rule, reason.action) == ("default", default)


def test_the_default_holds_beside_a_milder_rule() -> None:
    approving = rule(label="Alcohol", review=None, reject=None, approve=0)
    whole = policy(approving, default="review")
    both = judged(whole, found("Alcohol"), found("Gambling"))
    assert [each.rule for each in both.reasons] == ["default", "weapons"]


def test_an_approving_rule_on_a_specific_label_settles_the_chain_above_it() -> None:
    approving = rule(label="Kissing on the Lips", review=None, reject=None, approve=0)
    whole = policy(approving, default="review")
    top = found("Non-Explicit Nudity of Intimate parts and Kissing")
    assert judged(whole, top, found("Kissing on the Lips")).status is Status.APPROVED


def test_nothing_found_is_approved() -> None:
    assert only_reason(policy(rule(), default="reject")).rule == "nothing-found"


@pytest.mark.parametrize("confidence", [float("nan"), float("inf"), float("-inf"), -1.0, 101.0])
def test_a_confidence_that_makes_no_sense_counts_as_sure(confidence: float) -> None:
    assert judged(policy(rule()), found("Weapons", confidence)).status is Status.REJECTED


@pytest.mark.parametrize("sure", [float("nan"), float("inf"), 101.0])
def test_a_content_type_that_makes_no_sense_is_no_exception(sure: float) -> None:
    animated = {"content_type": "Animated", "at_least": 80, "then": "approve"}
    whole = policy(rule(except_=[animated]))
    assert judged(whole, found("Weapons", 95, animated=sure)).status is Status.REJECTED


def test_findings_that_claim_to_be_above_each_other_are_both_kept() -> None:
    loop = [found("Zork", parents=("Zark",)), found("Zark", parents=("Zork",))]
    assert len(only_reason(policy(rule()), *loop).findings) == 2
