"""Profiles: other rules for the keys with some prefix."""

import pytest

from lambdas.moderation.domain.verdict import Status
from tests.unit.policy.policies import found, judged, policy, rule

PROFILES = {
    "avatars": {
        "prefixes": ["avatars/", "logos/"],
        "default": "review",
        "rules": [
            {"id": "weapons", "reject": 70},
            {"id": "gambling", "off": True},
            rule(id="alcohol", label="Alcohol"),
        ],
    },
    "staff": {"prefixes": ["avatars/staff/"], "rules": [{"id": "weapons", "reject": "never"}]},
}
WHOLE = policy(rule(), rule(id="gambling", label="Gambling"), profiles=PROFILES)


@pytest.mark.parametrize(
    ("key", "profile"),
    [
        ("photo.jpg", "default"),
        ("avatars/1.png", "avatars"),
        ("logos/x", "avatars"),
        ("avatars/staff/1.png", "staff"),
        ("avatars", "default"),
        ("x/avatars/1.png", "default"),
        ("Avatars/1.png", "default"),
        ("", "default"),
    ],
)
def test_the_longest_prefix_wins(key: str, profile: str) -> None:
    assert WHOLE.profile_of(key) == profile


def test_a_judgement_names_its_profile() -> None:
    assert judged(WHOLE, found("Weapons"), key="avatars/1.png").profile == "avatars"


def test_a_profile_changes_a_rule_by_its_id_and_keeps_the_rest_of_it() -> None:
    stricter = judged(WHOLE, found("Weapons", 75), key="avatars/1.png")
    assert (stricter.status, stricter.category) == (Status.REJECTED, "violence")
    assert judged(WHOLE, found("Weapons", 65), key="avatars/1.png").status is Status.IN_REVIEW
    assert judged(WHOLE, found("Weapons", 75)).status is Status.IN_REVIEW


def test_a_profile_drops_one_threshold_with_never() -> None:
    assert judged(WHOLE, found("Weapons", 99), key="avatars/staff/1").status is Status.IN_REVIEW


def test_a_profile_switches_a_rule_off() -> None:
    assert judged(WHOLE, found("Gambling", 99)).status is Status.REJECTED
    assert judged(WHOLE, found("Gambling", 99), key="logos/1").reasons[0].rule == "default"


def test_a_profile_adds_a_rule() -> None:
    assert judged(WHOLE, found("Alcohol", 99)).status is Status.APPROVED
    assert judged(WHOLE, found("Alcohol", 99), key="logos/1").status is Status.REJECTED


def test_a_profile_has_its_own_default_or_that_of_the_policy() -> None:
    assert judged(WHOLE, found("Pills"), key="logos/1").status is Status.IN_REVIEW
    assert judged(WHOLE, found("Pills"), key="avatars/staff/1").status is Status.APPROVED
