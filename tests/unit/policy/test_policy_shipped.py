"""The policy that ships: a sensible default for a general community."""

from pathlib import Path

import pytest

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.findings import Finding
from lambdas.moderation.domain.verdict import Severity, Status
from policy_file import read
from tests.unit.policy.policies import found, judged, spread, thing

SHIPPED = read(Path(__file__).parents[3] / "policy.yaml")


@pytest.mark.parametrize("top", taxonomy.top_level())
def test_there_is_a_rule_about_every_top_level_category(top: str) -> None:
    reasons = judged(SHIPPED, found(top, 97)).reasons
    assert {reason.rule for reason in reasons} - {"default", "nothing-found"}


@pytest.mark.parametrize(
    ("finding", "status"),
    [
        (found("Exposed Female Genitalia", 97), Status.REJECTED),
        (found("Exposed Female Genitalia", 60), Status.IN_REVIEW),
        (found("Exposed Female Genitalia", 97, illustrated=95), Status.IN_REVIEW),
        (found("Bare Back", 80), Status.IN_REVIEW),
        (found("Kissing on the Lips", 99), Status.APPROVED),
        (found("Female Swimwear or Underwear", 99), Status.APPROVED),
        (found("Weapons", 88), Status.IN_REVIEW),
        (found("Weapons", 97), Status.REJECTED),
        (found("Weapons", 97, animated=90), Status.APPROVED),
        (found("Weapons", 97, animated=70), Status.REJECTED),
        (found("Blood & Gore", 95), Status.REJECTED),
        (found("Self-Harm", 99), Status.IN_REVIEW),
        (found("Corpses", 97), Status.IN_REVIEW),
        (found("Pills", 80), Status.IN_REVIEW),
        (found("Drinking", 99), Status.APPROVED),
        (found("Middle Finger", 85), Status.IN_REVIEW),
        (found("Gambling", 85), Status.IN_REVIEW),
        (found("Nazi Party", 95), Status.REJECTED),
        (found("Some New Label", 51, parents=("Alcohol",)), Status.IN_REVIEW),
        (thing("Passport", 95), Status.IN_REVIEW),
        (thing("Dog", 99), Status.APPROVED),
    ],
    ids=lambda value: (
        f"{value.label} {value.confidence:g}" if isinstance(value, Finding) else value
    ),
)
def test_it_decides_as_its_comments_say(finding: Finding, status: Status) -> None:
    assert judged(SHIPPED, finding).status is status


def test_a_drawn_gun_is_approved_with_its_whole_chain() -> None:
    chain = (found("Violence", 97, animated=95), found("Weapons", 97, animated=95))
    assert judged(SHIPPED, *chain).status is Status.APPROVED


@pytest.mark.parametrize(
    ("finding", "lasts_s", "status"),
    [
        (found("Exposed Female Genitalia", 97), 0, Status.REJECTED),
        (found("Nazi Party", 95), 0, Status.REJECTED),
        (found("Self-Harm", 60), 0, Status.IN_REVIEW),
        (found("Blood & Gore", 95), 0, Status.REJECTED),
        (found("Weapons", 97), 0.5, Status.APPROVED),
        (found("Weapons", 97), 1, Status.REJECTED),
        (found("Bare Back", 80), 1.5, Status.APPROVED),
        (found("Bare Back", 80), 2, Status.IN_REVIEW),
        (found("Gambling", 85), 4, Status.APPROVED),
        (found("Gambling", 85), 5, Status.IN_REVIEW),
        (found("Middle Finger", 85), 0.5, Status.IN_REVIEW),
        (thing("Passport", 95), 0, Status.IN_REVIEW),
    ],
    ids=lambda value: value.label if isinstance(value, Finding) else str(value),
)
def test_one_frame_of_what_is_not_grave_does_not_condemn_a_video(
    finding: Finding, lasts_s: float, status: Status
) -> None:
    assert judged(SHIPPED, spread(finding, (60, 60 + lasts_s))).status is status


def test_nudity_near_a_child_takes_one_moment_of_each() -> None:
    both = (spread(found("Bare Back", 45), (5, 5)), spread(thing("Child", 75), (900, 900)))
    assert judged(SHIPPED, *both).severity is Severity.CRITICAL


@pytest.mark.parametrize("profile", ["default", "avatars"])
def test_nudity_near_a_child_and_nothing_else_is_shown_to_no_moderator(profile: str) -> None:
    rules = [rule.id for rule in SHIPPED.profiles[profile].rules]
    assert [each for each in rules if SHIPPED.never_shown(profile, [each])] == [
        "nudity-near-a-child"
    ]


def test_a_danger_to_a_child_and_what_no_clause_names_is_said_in_a_note() -> None:
    assert {each.id for each in SHIPPED.clauses if each.note_required} == {"child-safety", "other"}


def test_alcohol_near_a_child_is_reviewed() -> None:
    near = judged(SHIPPED, found("Drinking", 80), thing("Child", 90))
    assert (near.status, near.category) == (Status.IN_REVIEW, "child-safety")


def test_nudity_near_a_child_is_critical_even_where_it_is_weak() -> None:
    near = judged(SHIPPED, found("Bare Back", 45), thing("Child", 75))
    assert (near.status, near.severity) == (Status.IN_REVIEW, Severity.CRITICAL)


@pytest.mark.parametrize(
    ("finding", "status"),
    [
        (found("Female Swimwear or Underwear", 70), Status.IN_REVIEW),
        (found("Weapons", 88), Status.REJECTED),
        (found("Alcohol", 85), Status.IN_REVIEW),
        (found("Alcohol", 60), Status.APPROVED),
        (found("Bare Back", 95), Status.REJECTED),
        (found("Kissing on the Lips", 45), Status.IN_REVIEW),
        (thing("Dog", 99), Status.APPROVED),
    ],
)
def test_avatars_are_held_to_more(finding: Finding, status: Status) -> None:
    assert judged(SHIPPED, finding, key="avatars/7.png").status is status
