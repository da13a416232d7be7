"""What a policy makes of findings."""

import pytest

from lambdas.moderation.domain.verdict import Action, Severity, Status
from tests.unit.policy.policies import found, judged, only_reason, policy, rule, thing


@pytest.mark.parametrize(
    ("confidence", "status"),
    [
        (59.99, Status.APPROVED),
        (60, Status.IN_REVIEW),
        (89.99, Status.IN_REVIEW),
        (90, Status.REJECTED),
        (100, Status.REJECTED),
    ],
)
def test_a_label_may_have_two_thresholds(confidence: float, status: Status) -> None:
    assert judged(policy(rule()), found("Weapons", confidence)).status is status


def test_a_reason_says_in_words_what_was_found_and_what_it_met() -> None:
    assert only_reason(policy(rule()), found("Weapons", 88)).text == (
        "Weapons 88 %: review from 60 %"
    )


def test_a_confidence_is_never_shown_as_a_threshold_it_did_not_reach() -> None:
    reason = only_reason(policy(rule()), found("Weapons", 89.97))
    assert reason.text == "Weapons 89.9 %: review from 60 %"


def test_a_threshold_with_a_decimal_is_shown_as_it_was_written() -> None:
    reason = only_reason(policy(rule(review=64.1)), found("Weapons", 64.1))
    assert reason.text == "Weapons 64.1 %: review from 64.1 %"


def test_a_severity_may_differ_by_action() -> None:
    mild = judged(policy(rule()), found("Weapons", 70))
    grave = judged(policy(rule()), found("Weapons", 95))
    assert (mild.severity, grave.severity) == (Severity.MEDIUM, Severity.HIGH)


def test_a_rule_on_a_top_level_label_fires_for_everything_below_it() -> None:
    whole = policy(rule(label="Violence"))
    assert judged(whole, found("Blood & Gore", 95)).status is Status.REJECTED


def test_a_rule_on_a_specific_label_does_not_fire_for_the_one_above() -> None:
    assert judged(policy(rule()), found("Violence", 99)).status is Status.APPROVED


def test_a_known_parent_is_known_even_where_the_answer_does_not_tell_it() -> None:
    whole = policy(rule(label="Violence"))
    assert judged(whole, found("Blood & Gore", 95, parents=())).status is Status.REJECTED


def test_the_chain_of_an_answer_is_one_reason_with_its_most_specific_finding() -> None:
    chain = [found("Violence"), found("Graphic Violence"), found("Blood & Gore")]
    reason = only_reason(policy(rule(label="Violence")), *chain)
    assert reason.findings == (found("Blood & Gore"),)


def test_a_surer_parent_is_kept_beside_its_child() -> None:
    reason = only_reason(
        policy(rule(label="Violence")), found("Weapons", 61), found("Violence", 95)
    )
    assert reason.action is Action.REJECT
    assert [each.label for each in reason.findings] == ["Violence", "Weapons"]


def test_a_drawn_weapon_does_not_settle_real_violence_above_it() -> None:
    animated = {"content_type": "Animated", "at_least": 80, "then": "approve"}
    whole = policy(rule(label="Violence", except_=[animated]))
    both = judged(whole, found("Weapons", 95, animated=90), found("Violence", 95))
    assert both.status is Status.REJECTED


def test_what_a_rule_takes_out_does_not_come_back_by_the_label_above_it() -> None:
    whole = policy(rule(label="Violence", but_not="Weapons"))
    assert judged(whole, found("Violence"), found("Weapons")).status is Status.APPROVED


def test_what_a_rule_takes_out_does_not_hide_what_it_does_not() -> None:
    whole = policy(rule(label="Violence", but_not="Weapons"))
    both = judged(whole, found("Violence"), found("Weapons"), found("Corpses"), found("Self-Harm"))
    assert both.status is Status.IN_REVIEW


def test_a_rule_may_name_several_labels_in_any_case() -> None:
    whole = policy(rule(label=["weapons", "GAMBLING"]))
    assert judged(whole, found("Gambling", 70)).reasons[0].rule == "weapons"


def test_the_strictest_rule_wins_and_every_rule_that_fired_is_kept() -> None:
    whole = policy(rule(), rule(id="gambling", label="Gambling", review=None, reject=80))
    both = judged(whole, found("Weapons", 70), found("Gambling", 85))
    assert both.status is Status.REJECTED
    assert [each.rule for each in both.reasons] == ["gambling", "weapons"]


def test_an_exception_by_content_type_makes_an_action_milder_and_says_so() -> None:
    animated = {"content_type": "Animated", "at_least": 80, "then": "approve"}
    reason = only_reason(policy(rule(except_=[animated])), found("Weapons", 95, animated=91))
    assert reason.action is Action.APPROVE
    assert reason.text == (
        "Weapons 95 %: approved, because it is animated (91 %, exception from 80 %); "
        "else reject from 90 %"
    )


def test_an_exception_does_not_hold_below_its_own_confidence() -> None:
    animated = {"content_type": "Animated", "at_least": 80, "then": "approve"}
    whole = policy(rule(except_=[animated]))
    assert judged(whole, found("Weapons", 95, animated=79.9)).status is Status.REJECTED


def test_an_exception_may_send_to_review() -> None:
    drawn = {"content_type": "Illustrated", "at_least": 80, "then": "review"}
    whole = policy(rule(except_=[drawn]))
    assert judged(whole, found("Weapons", 95, illustrated=99)).status is Status.IN_REVIEW


def test_of_two_exceptions_that_hold_the_stricter_counts() -> None:
    exceptions = [
        {"content_type": "Animated", "at_least": 50, "then": "approve"},
        {"content_type": "Illustrated", "at_least": 50, "then": "review"},
    ]
    whole = policy(rule(except_=exceptions))
    both = judged(whole, found("Weapons", 95, animated=90, illustrated=90))
    assert both.status is Status.IN_REVIEW


def test_of_two_exceptions_for_one_content_type_the_surer_counts() -> None:
    exceptions = [
        {"content_type": "Animated", "at_least": 50, "then": "review"},
        {"content_type": "Animated", "at_least": 90, "then": "approve"},
    ]
    whole = policy(rule(except_=exceptions))
    assert judged(whole, found("Weapons", 95, animated=95)).status is Status.APPROVED
    assert judged(whole, found("Weapons", 95, animated=60)).status is Status.IN_REVIEW


def test_content_types_alone_mean_nothing() -> None:
    assert judged(policy(rule())).reasons[0].rule == "nothing-found"


def test_a_rule_may_be_about_a_thing_or_what_is_filed_under_it() -> None:
    whole = policy(rule(label=None, detected="Weapon"))
    assert judged(whole, thing("Gun", 70, ("Weapon",))).status is Status.IN_REVIEW


def test_a_thing_that_no_rule_is_about_means_nothing() -> None:
    assert only_reason(policy(rule(), default="review"), thing("Zork")).rule == "nothing-found"


def test_a_thing_named_like_a_moderation_label_is_not_one() -> None:
    assert judged(policy(rule()), thing("Weapons", 99)).status is Status.APPROVED


TOGETHER = rule(
    label=None,
    review=None,
    reject=None,
    all=[{"label": "Alcohol", "at_least": 60}, {"detected": ["Child", "Baby"], "at_least": 80}],
    then="review",
)


def test_a_rule_may_need_several_findings_together() -> None:
    reason = only_reason(policy(TOGETHER), found("Drinking", 70), thing("Baby", 90))
    assert reason.text == (
        "Drinking 70 % and Baby 90 %: review for Alcohol from 60 % and Baby or Child from 80 % "
        "together"
    )


@pytest.mark.parametrize(
    "findings",
    [
        (found("Alcohol", 99),),
        (thing("Child", 99),),
        (found("Alcohol", 59), thing("Child", 99)),
        (found("Alcohol", 99), thing("Child", 79)),
    ],
)
def test_it_does_not_fire_unless_each_is_sure_enough(findings: tuple[object, ...]) -> None:
    assert judged(policy(TOGETHER), *findings).status is Status.APPROVED  # type: ignore[arg-type]  # findings of two shapes


def test_an_exception_of_several_together_needs_every_moderation_finding_to_be_animated() -> None:
    animated = {"content_type": "Animated", "at_least": 80, "then": "approve"}
    whole = policy(TOGETHER | {"except": [animated]})
    baby = thing("Baby", 90)
    assert judged(whole, found("Alcohol", animated=90), baby).status is Status.APPROVED
    two = [found("Drinking", animated=90), found("Alcoholic Beverages"), baby]
    assert judged(whole, *two).status is Status.IN_REVIEW


def test_many_findings_are_counted_not_listed() -> None:
    many = [found(name) for name in ("Weapons", "Self-Harm", "Weapon Violence", "Blood & Gore")]
    reason = only_reason(policy(rule(label="Violence")), *many)
    assert reason.text.endswith("and 1 more: review from 60 %")
    assert len(reason.findings) == 4
