"""What a policy makes of videos: how long or how often it takes, and where it was."""

from dataclasses import replace

import pytest

from lambdas.moderation.domain.findings import Finding, Span
from lambdas.moderation.domain.policy_json import from_json, to_json
from lambdas.moderation.domain.verdict import Action, Status
from tests.unit.policy.policies import (
    Data,
    found,
    judged,
    only_reason,
    policy,
    rule,
    spread,
    thing,
)

TWO_SECONDS = policy(rule(video={"seconds": 2}))
THREE_SPANS = policy(rule(video={"spans": 3}))
ANIMATED = {"content_type": "Animated", "at_least": 80, "then": "approve"}


def gun(*stretches: tuple[float, float], sure: float = 95.0) -> Finding:
    """A gun in a video, from one second to another."""
    return spread(found("Weapons", sure), *stretches)


@pytest.mark.parametrize(
    ("stretches", "status"),
    [
        ([(10, 10)], Status.APPROVED),
        ([(10, 11.9)], Status.APPROVED),
        ([(10, 12)], Status.REJECTED),
        ([(10, 11), (20, 21)], Status.REJECTED),
        ([(10, 11.5), (11, 11.9)], Status.APPROVED),
    ],
)
def test_a_rule_may_ask_for_seconds_in_all(
    stretches: list[tuple[float, float]], status: Status
) -> None:
    assert judged(TWO_SECONDS, gun(*stretches)).status is status


@pytest.mark.parametrize(
    ("stretches", "status"),
    [
        ([(0, 0), (9, 9)], Status.APPROVED),
        ([(0, 0), (9, 9), (18, 18)], Status.REJECTED),
        ([(0, 4), (2, 4.001)], Status.APPROVED),
        ([(0, 4.002)], Status.REJECTED),
        ([(0, 0), (1, 1), (2, 2)], Status.APPROVED),
        ([(0, 0), (2.001, 2.001), (4.002, 4.002)], Status.REJECTED),
    ],
)
def test_a_rule_may_ask_for_moments_apart(
    stretches: list[tuple[float, float]], status: Status
) -> None:
    assert judged(THREE_SPANS, gun(*stretches)).status is status


def test_of_seconds_and_spans_both_must_hold() -> None:
    both = policy(rule(video={"seconds": 10, "spans": 3}))
    assert judged(both, gun((0, 9))).status is Status.APPROVED
    assert judged(both, gun((0, 0), (5, 5), (9, 9))).status is Status.APPROVED
    assert judged(both, gun((0, 6), (20, 26))).status is Status.REJECTED


def test_a_picture_needs_no_minimum() -> None:
    assert judged(TWO_SECONDS, found("Weapons", 95)).status is Status.REJECTED


def test_without_a_minimum_one_moment_is_enough() -> None:
    assert judged(policy(rule()), gun((10, 10))).status is Status.REJECTED


def test_a_band_that_does_not_hold_long_enough_falls_to_the_next() -> None:
    short = gun((10, 10)).spans
    finding = replace(
        gun((10, 19)), spans=(*gun((10, 19)).spans, *(replace(each, at_least=90) for each in short))
    )
    assert judged(TWO_SECONDS, finding).status is Status.IN_REVIEW


def test_the_level_that_fits_a_band_is_the_highest_not_above_it() -> None:
    levels = spread(spread(gun((0, 9)), (0, 1), at_least=70), (0, 5), at_least=91)
    assert judged(TWO_SECONDS, levels).status is Status.IN_REVIEW


def test_spans_of_which_no_level_fits_are_enough() -> None:
    only_higher = spread(found("Weapons", 95), (0, 0), at_least=95)
    assert judged(TWO_SECONDS, only_higher).status is Status.REJECTED


def test_all_that_a_rule_selects_counts_together() -> None:
    violence = policy(rule(label="Violence", video={"seconds": 2}))
    fight = spread(found("Physical Violence", 95), (11, 12))
    assert judged(violence, gun((10, 11))).status is Status.APPROVED
    assert judged(violence, gun((10, 11)), fight).status is Status.REJECTED
    assert judged(violence, gun((11, 12)), fight).status is Status.APPROVED


def test_what_is_not_sure_enough_for_a_band_does_not_count_for_it() -> None:
    violence = policy(rule(label="Violence", video={"seconds": 2}))
    fight = spread(found("Physical Violence", 65), (20, 21))
    assert judged(violence, gun((10, 11)), fight).status is Status.IN_REVIEW


def test_a_cartoon_counts_too_and_is_excepted_afterwards() -> None:
    violence = policy(rule(label="Violence", video={"seconds": 2}, except_=[ANIMATED]))
    cartoon = spread(found("Weapons", 95, animated=99), (10, 11))
    fight = spread(found("Physical Violence", 95), (20, 21))
    both = judged(violence, cartoon, fight)
    assert both.status is Status.REJECTED
    assert judged(violence, cartoon).status is Status.APPROVED


def test_below_the_minimum_the_default_decides() -> None:
    reason = only_reason(TWO_SECONDS, gun((10, 10)))
    assert (reason.rule, reason.action) == ("default", Action.APPROVE)


def test_a_minimum_is_not_asked_where_the_default_is_as_strict() -> None:
    cautious = policy(rule(video={"seconds": 2}), default="review")
    assert only_reason(cautious, gun((10, 10))).rule == "weapons"
    severe = policy(rule(reject=None, video={"seconds": 2}), default="reject")
    assert judged(severe, gun((10, 10))).status is Status.IN_REVIEW


def test_nor_for_an_approval() -> None:
    approving = policy(rule(approve=30, video={"seconds": 2}), default="reject")
    assert judged(approving, gun((10, 10), sure=40)).status is Status.APPROVED


def test_a_parent_in_a_video_is_not_dropped_for_its_child() -> None:
    violence = policy(rule(label="Violence", but_not="Weapons"))
    both = judged(violence, gun((10, 11)), spread(found("Violence", 95), (40, 41)))
    assert both.status is Status.REJECTED


def test_a_condition_may_have_its_own_minimum() -> None:
    together = policy(
        {
            "id": "near",
            "all": [
                {"label": "Alcohol", "at_least": 60, "video": {"seconds": 3}},
                {"detected": "Child", "at_least": 80},
            ],
            "then": "review",
            "category": "child-safety",
            "severity": "high",
        }
    )
    child = spread(thing("Child", 90), (60, 60))
    assert judged(together, spread(found("Alcohol"), (0, 2)), child).status is Status.APPROVED
    reason = only_reason(together, spread(found("Alcohol"), (0, 2), (9, 10)), child)
    assert reason.text == (
        "Alcohol 88 % and Child 90 %: review for Alcohol from 60 % and Child from 80 % together; "
        "Alcohol in 2 places, 3 s together, first 0:00-0:02; Child at 1:00"
    )


class TestReasons:
    @pytest.mark.parametrize(
        ("stretches", "place"),
        [
            ([(12, 31)], "0:12-0:31 (19 s)"),
            ([(12, 12)], "at 0:12"),
            ([(12.1, 12.9)], "at 0:12 (0.8 s)"),
            ([(3599, 3723)], "59:59-1:02:03 (2 min 4 s)"),
            ([(0, 7260)], "0:00-2:01:00 (2 h 1 min)"),
            ([(12, 31), (60, 70), (99, 111)], "in 3 places, 41 s together, first 0:12-0:31"),
            ([(5, 5), (60, 60)], "in 2 places, first at 0:05"),
        ],
    )
    def test_they_say_where(self, stretches: list[tuple[float, float]], place: str) -> None:
        reason = only_reason(policy(rule()), gun(*stretches, sure=96.2))
        assert reason.text == f"Weapons 96.2 %: reject from 90 %; {place}"

    def test_they_carry_the_spans_that_made_the_rule_fire(self) -> None:
        finding = spread(spread(gun((0, 60)), (5, 9), at_least=60), (5, 8), at_least=90)
        (shown,) = only_reason(TWO_SECONDS, finding).findings
        assert shown.spans == (Span(5000, 8000, 95.0, 95.0, 90),)

    def test_of_a_lower_level_only_those_that_reach_the_threshold(self) -> None:
        weak = Span(70_000, 71_000, 70.0, 65.0)
        finding = replace(gun((5, 8)), spans=(*gun((5, 8)).spans, weak))
        (shown,) = only_reason(policy(rule()), finding).findings
        assert shown.spans == (Span(5000, 8000, 95.0, 95.0),)

    def test_they_carry_the_twenty_surest_in_order_and_tell_how_many_there_are(self) -> None:
        spans = tuple(
            Span(number * 5000, number * 5000, sure, sure)
            for number, sure in enumerate([91.0, 95.0] * 15)
        )
        reason = only_reason(policy(rule()), replace(found("Weapons", 95), spans=spans))
        (shown,) = reason.findings
        assert "in 30 places" in reason.text
        assert len(shown.spans) == 20
        assert sum(each.peak == 95.0 for each in shown.spans) == 15
        assert list(shown.spans) == sorted(shown.spans, key=lambda each: each.start_ms)

    def test_so_do_those_of_an_unknown_label_and_the_default(self) -> None:
        unknown = only_reason(policy(), spread(found("Zork"), (61, 62)))
        assert unknown.text.endswith("does not have it; 1:01-1:02 (1 s)")
        by_default = only_reason(policy(default="review"), gun((61, 62)))
        assert by_default.text.endswith("no rule applies; 1:01-1:02 (1 s)")
        assert by_default.findings[0].spans


class TestLanguage:
    @pytest.mark.parametrize(
        "asked", [{"seconds": 2}, {"spans": 3}, {"seconds": 0.5, "spans": 1}, {"seconds": 21600}]
    )
    def test_a_minimum_is_part_of_the_meaning(self, asked: Data) -> None:
        whole = policy(rule(video=asked))
        assert whole.version != policy(rule()).version
        assert from_json(to_json(whole)) == whole

    def test_switched_off_it_is_as_if_it_did_not_stand_there(self) -> None:
        assert policy(rule(video=False)) == policy(rule())

    def test_a_profile_changes_it_or_takes_it_away(self) -> None:
        profiles = {
            "long": {
                "prefixes": ["long/"],
                "rules": [{"id": "weapons", "video": {"seconds": 9}}],
            },
            "all": {"prefixes": ["all/"], "rules": [{"id": "weapons", "video": False}]},
            "same": {"prefixes": ["same/"], "rules": [{"id": "weapons", "review": 50}]},
        }
        whole = policy(rule(video={"seconds": 2}), profiles=profiles)
        assert judged(whole, gun((0, 3)), key="x").status is Status.REJECTED
        assert judged(whole, gun((0, 3)), key="long/x").status is Status.APPROVED
        assert judged(whole, gun((0, 0)), key="all/x").status is Status.REJECTED
        assert judged(whole, gun((0, 0)), key="same/x").status is Status.APPROVED

    def test_the_levels_are_the_thresholds_of_rules_with_a_minimum_in_any_profile(self) -> None:
        child = {"detected": "Child", "at_least": 85, "video": {"seconds": 1}}
        near: Data = {"id": "near", "then": "review", "category": "a", "severity": "low"}
        near["all"] = [{"label": "Alcohol", "at_least": 40}, child]
        profiles = {"p": {"prefixes": ["p/"], "rules": [{"id": "weapons", "reject": 80}]}}
        other = rule(id="gambling", label="Gambling", review=33)
        whole = policy(rule(video={"seconds": 2}), near, other, profiles=profiles)
        assert whole.video_levels("moderation_labels") == (60.0, 80.0, 90.0)
        assert whole.video_levels("labels") == (85.0,)
        assert whole.video_levels("other") == ()
